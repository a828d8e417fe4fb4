"""Critical information of one invented patient, each example with something that must not be lost on the way out."""

from tests.domain.critical_info.builders import HOLM, LATEX, VIK, Story, at, coded, content

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Content, Kind, Person, Reaction, Scope, Severity, Verification
from carebus.domain.record import replace
from carebus.formats.fhir.write_critical_info import bundle

PATIENT = "Patient/7f3a"
SNOMED = "http://snomed.info/sct"
ICD10 = "2.16.578.1.12.4.1.1.7110"
TESTS = Coding("http://nhn.no/kj/fhir/CodeSystem/KjSourceOfInformation", "1", "Resultat av tester")
ANAPHYLAXIS = Reaction(Coding("2.16.578.1.12.4.1.1.7497", "1", "Anafylaksi"), "etter 10 minutter", Coding(None, "A"))
RASH = Reaction(None, "utslett", Coding("local", "1", "Mindre alvorlig"))
FULL = Content(
    codes=(
        coded("J01CE02", "Fenoksymetylpenicillin"),
        replace(coded("91936005", "Allergi mot penicillin", SNOMED), user_selected=True),
        coded("X 1", "lokal kode", "ward"),
    ),
    text="Penicillin",
    severity=Severity.HIGH,
    reactions=(ANAPHYLAXIS, RASH, Reaction(severity=Coding(None, None, "alvorlig")), Reaction()),
    source_of_information=TESTS,
    onset="i barndommen",
    started="1999",
    valid_until="2030-01",
    note="Har adrenalinpenn",
)


def of(story: Story, patient=PATIENT, **told):
    """The bundle of a story as it is."""
    return bundle(story.picture, patient, story.now, **told)


def nobody_asked():
    return Story()


def none_known():
    story = Story()
    story.and_then(story.none_known(by=HOLM))
    return story.later(at(1)).and_then(story.none_known(Scope.DRUG, by=Person(name="Nurse Vik")))


def every_kind():
    """Each of the nine record types, with everything that an entry can say."""
    story = Story()
    for kind in Kind:
        story.and_then(story.registered(kind.value, FULL, kind, by=HOLM))
        story.and_then(story.updated(kind.value, verification=Verification.PRESUMED, by=VIK, role="nurse"))
    return story


def little_said():
    story = Story()
    for number, kind in enumerate(Kind):
        verification = (Verification.UNCONFIRMED, Verification.CONFIRMED)[number % 2]
        story.and_then(story.registered(kind.value, content(None, "Noe"), kind, verification))
    story.and_then(story.observed("al1", LATEX, Kind.OTHER_ALLERGEN))
    return story


def expired():
    story = Story()
    for kind in Kind:
        told = content(
            "J45", "Astma", codes=(coded("J45", "Astma", ICD10),), started="2025-05", valid_until="2026-03-04"
        )
        story.and_then(story.registered(kind.value, told, kind))
    return story.later(at(100))


def refuted():
    story = every_kind()
    for kind in Kind:
        story.and_then(story.refuted(kind.value, reason="testet uten reaksjon", by=HOLM))
    return story


def retracted():
    story = every_kind()
    for kind in Kind:
        story.and_then(story.retracted(kind.value, reason="feil pasient: Penicillin", by=HOLM))
    return story


def dates_that_fhir_orders_otherwise():
    story = Story()
    for number, kind in enumerate(Kind):
        told = content(None, "Noe", onset="2024-05", started="2024-05-13T08:00Z", valid_until="2024")
        story.and_then(story.registered(f"{number}", told, kind))
    return story


STORIES = {
    f"critical_{each.__name__}": each
    for each in (
        nobody_asked,
        none_known,
        every_kind,
        little_said,
        expired,
        refuted,
        retracted,
        dates_that_fhir_orders_otherwise,
    )
}
