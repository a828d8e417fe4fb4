"""An AllergyIntolerance: what another system has is added, as unconfirmed, with all that it says (R26)."""

import pytest
from tests.formats.fhir.read_examples import (
    HPR,
    VOLVEN,
    answer,
    bundle,
    concept,
    entry,
    extension,
    patient,
    problems,
    reference,
    refused,
    request,
    submitted,
    taken,
    told,
    volven,
)

from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Coded, Kind, Person, Reaction, Severity, Verification
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.problems import Code
from carebus.formats.format import Format

PLACE = "Bundle.entry[1].resource"
STATUS = "http://terminology.hl7.org/CodeSystem/allergyintolerance-"
KJ = "http://nhn.no/kj/fhir/StructureDefinition/"
NATIONAL = {"profile": [f"{KJ}KjAllergyIntolerance"], "versionId": "3"}


def allergy(**said):
    known = {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": reference("Patient/nora"),
        "category": ["medication"],
        "code": concept("J01CE02", "http://www.whocc.no/atc", "Fenoksymetylpenicillin"),
    }
    return {name: value for name, value in (known | said).items() if value is not None}


def content(provenance, **said):
    return submitted(allergy(**said), provenance).content


def wrong(**said):
    return problems(bundle(patient(), allergy(**said)))


def test_an_allergy_is_told_as_its_source_wrote_it(provenance):
    event = submitted(
        allergy(
            type="allergy",
            criticality="high",
            verificationStatus=concept("confirmed", f"{STATUS}verification"),
            onsetDateTime="2019-04",
            recordedDate="2019-05-02",
            lastOccurrence="2020",
            note=[{"text": "sykehusinnleggelse"}],
            asserter=reference("Practitioner/1", display="Kari Holm", identifier={"system": HPR, "value": "9144900"}),
        ),
        provenance,
    )
    assert (event.id, event.kind) == (f"{provenance.source}/a1", Kind.DRUG_REACTION)
    assert event.by == Person(name="Kari Holm", hpr="9144900")
    penicillin = Coding("http://www.whocc.no/atc", "J01CE02", "Fenoksymetylpenicillin")
    assert event.content.codes == (Coded(penicillin),)
    assert (event.content.severity, event.content.onset) == (Severity.HIGH, "2019-04")
    assert event.content.note.splitlines() == [
        "at its source: confirmed, medication, allergy",
        "last occurrence: 2020",
        "sykehusinnleggelse",
    ]


def test_it_is_unconfirmed_here_whatever_its_source_says(provenance):
    event = submitted(allergy(verificationStatus=concept("confirmed")), provenance)
    (fact,) = CRITICAL_INFO.decide({}, event, provenance.received).events
    (entry_,) = CRITICAL_INFO.evolve(ENTRIES, None, fact).entries
    assert entry_.verification is Verification.UNCONFIRMED


def test_told_again_as_something_else_it_is_a_duplicate_and_stays_as_it_was(provenance):
    first, again = (submitted(allergy(criticality=each), provenance) for each in ("high", "low"))
    picture = CRITICAL_INFO.evolve(ENTRIES, None, first)
    decision = CRITICAL_INFO.decide({ENTRIES: picture}, again, provenance.received)
    assert (first.id == again.id, decision.events) == (True, ())


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        (["medication"], Kind.DRUG_REACTION),
        (["food", "medication"], Kind.DRUG_REACTION),
        (["food"], Kind.OTHER_ALLERGEN),
        (["environment"], Kind.OTHER_ALLERGEN),
        (["biologic"], Kind.OTHER_ALLERGEN),
        (None, Kind.DRUG_REACTION),
    ],
)
def test_the_category_says_whether_it_is_a_reaction_to_a_drug(provenance, category, kind):
    assert submitted(allergy(category=category), provenance).kind is kind


def test_each_manifestation_of_a_reaction_is_told_with_its_severity(provenance):
    reaction = {
        "manifestation": [volven("7497", "1", "Anafylaksi"), volven("7497", "5", "Utslett")],
        "severity": "severe",
        "description": "etter første dose",
        "substance": {"text": "Apocillin"},
    }
    severe = Coding("http://hl7.org/fhir/reaction-event-severity", "severe")
    code = VOLVEN.removeprefix("urn:oid:") + "7497"
    assert content(provenance, reaction=[reaction, {"description": "kløe"}]).reactions == (
        Reaction(Coding(code, "1", "Anafylaksi"), "etter første dose\nsubstance: Apocillin", severe),
        Reaction(Coding(code, "5", "Utslett"), None, severe),
        Reaction(None, "kløe", None),
    )


@pytest.mark.parametrize(
    ("said", "onset"),
    [
        ({"onsetString": "som barn"}, "som barn"),
        ({"onsetAge": {"value": 4, "unit": "år"}}, "4 år"),
        ({"onsetPeriod": {"start": "2019", "end": "2020"}}, "2019/2020"),
        ({"onsetRange": {"low": {"value": 4}, "high": {"value": 6, "unit": "år"}}}, "4 - 6 år"),
    ],
)
def test_when_it_began_is_told_in_whichever_way_it_is_said(provenance, said, onset):
    assert content(provenance, **said).onset == onset


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("verificationStatus", "refuted"),
        ("verificationStatus", "entered-in-error"),
        ("clinicalStatus", "inactive"),
        ("clinicalStatus", "resolved"),
    ],
)
def test_what_holds_no_longer_adds_nothing_and_is_held_for_a_person(name, code):
    assert wrong(**{name: concept(code)}) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.{name}")}


@pytest.mark.parametrize(
    "code", [concept("716186003", "http://snomed.info/sct"), concept("no-known-allergies"), {"text": "Ingen kjente"}]
)
def test_none_known_is_a_statement_by_a_person_and_no_allergy(code):
    assert wrong(code=code) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.code")}


def test_an_allergy_to_nothing_or_of_nobody_is_held():
    assert wrong(code=None) == {(Code.MISSING_ELEMENT, f"{PLACE}.code")}
    assert wrong(patient=None) == {(Code.MISSING_PATIENT, f"{PLACE}.patient")}


def test_an_unknown_criticality_is_kept_in_words(provenance):
    found = content(provenance, criticality="fatal")
    assert (found.severity, found.note) == (None, "at its source: medication\ncriticality: fatal")


def test_without_an_id_it_is_known_by_what_it_is_to(provenance):
    one, again = (submitted(allergy(id=None, criticality=each), provenance).id for each in ("low", "high"))
    assert one == again
    assert submitted(allergy(id=None, code=concept("J01CA04")), provenance).id != one


def test_the_first_identifier_with_its_system_names_it_everywhere(provenance):
    named = allergy(identifier=[{"system": "urn:oid:1.2.3", "value": "77"}])
    assert submitted(named, provenance).id == "urn:oid:1.2.3|77"


def test_that_of_the_national_service_is_added_with_what_its_form_says(provenance):
    source = {
        "system": "http://nhn.no/kj/fhir/CodeSystem/SourceOfInformation",
        "code": "1",
        "display": "Resultat av tester",
    }
    code = concept("X", "http://ehelse.no/fhir/CodeSystem/FEST", "Laktose")
    code["coding"][0]["userSelected"] = True
    event = submitted(
        allergy(
            meta=NATIONAL,
            extension=[extension(f"{KJ}KjSourceOfInformation", valueCoding=source)],
            code=code | {"extension": [extension(f"{KJ}KjInactiveIngredient", valueBoolean=True)]},
            verificationStatus=concept("unconfirmed")
            | {"extension": [extension(f"{KJ}KjPresumed", valueBoolean=True)]},
            recorder=reference("#r"),
            contained=[{"resourceType": "PractitionerRole", "id": "r", "practitioner": {"display": "Kari Holm"}}],
        ),
        provenance,
    )
    assert event.id == "kritisk-info|a1"
    assert event.by.name == "Kari Holm"
    assert event.content.source_of_information == Coding(source["system"], "1", "Resultat av tester")
    assert [each.user_selected for each in event.content.codes] == [True]
    assert event.content.note.splitlines() == [
        "at its source: unconfirmed, presumed, medication",
        "to an excipient (hjelpestoff)",
    ]


def flag(**said):
    meta = {"profile": [f"{KJ}KjFlag"], "versionId": "1"}
    return {"resourceType": "Flag", "id": "k1", "meta": meta, "subject": reference("Patient/nora"), **said}


@pytest.mark.parametrize("kind", ["Condition", "Procedure", "Flag", "DeviceUseStatement"])
def test_an_ordinary_diagnosis_procedure_or_flag_is_no_critical_information(kind):
    ordinary = {"resourceType": kind, "code": {"text": "Viral sinusitis"}, "subject": reference("Patient/nora")}
    assert [each.area for each in taken(bundle(patient(), ordinary, allergy())).parts] == ["critical-info"]
    assert refused(bundle(patient(), ordinary)) == {(Code.NO_REPORT, "Bundle.entry")}


def test_a_bundle_of_medicines_and_allergies_is_for_two_areas_part_by_part(provenance):
    message = taken(bundle(patient(), request(), allergy(), request(id="r2")))
    assert [each.area for each in message.parts] == ["medication", "critical-info", "medication"]
    assert [each.part for each in message.parts] == [0, 1, 2]
    assert all(each.submission(provenance) for each in message.parts)


def test_an_allergy_alone_is_a_message_of_its_own(provenance):
    assert told(allergy(contained=[patient()], patient=reference("#nora")), provenance).kind is Kind.DRUG_REACTION


def test_the_deletion_of_an_allergy_is_held_for_its_area():
    asked = {"request": {"method": "DELETE", "url": "AllergyIntolerance/a1"}}
    (one,) = taken(bundle(patient(), asked, kind="batch")).parts
    assert (one.area, [each.code for each in one.problems]) == ("critical-info", [Code.NOT_FOR_THIS_AREA])


def test_the_allergies_in_an_answer_of_sfm_stand_beside_the_list(provenance):
    others = (allergy(id="a2", code=None), flag(code={"text": "Ingen blodoverføring"}))
    message = taken(answer(entry(), allergy(meta=NATIONAL), *others))
    observed, taken_, held, other = message.parts
    assert message.format is Format.FHIR_SFM
    assert (observed.problems, observed.submission(provenance).rows != ()) == ((), True)
    assert [each.area for each in (observed, taken_, held)] == [None, "critical-info", "critical-info"]
    assert taken_.submission(provenance).id == "kritisk-info|a1"
    assert ([each.code for each in held.problems], taken_.message_id) == ([Code.MISSING_ELEMENT], "answer-7")
    assert [each.part for each in message.parts] == [0, 1, 2, 3]
    assert (other.area, [each.where for each in other.problems]) == (
        "critical-info",
        ["Parameters.parameter[0].resource.entry[6].resource.status"],
    )


def test_more_allergies_than_anybody_has_are_no_message():
    many = [allergy(id=f"a{number}") for number in range(1_001)]
    assert refused(bundle(patient(), *many)) == {(Code.TOO_LARGE, "Bundle.entry")}
    assert refused(answer(entry(), *many)) == {(Code.TOO_LARGE, "Bundle.entry")}
