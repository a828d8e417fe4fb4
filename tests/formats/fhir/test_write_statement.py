"""R4: what a row says of how and whether a medicine is taken, and nothing that was interpreted."""

import pytest
from tests.domain.medication.builders import HOLM, METHOTREXATE, METOPROLOL, Story, coding, days
from tests.formats.fhir.test_write_medication import by_url, notes, resources, statement
from tests.formats.fhir.write_examples import EVENING, FIXED, MORNING, SIDE_EFFECT, full, of

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Pause, Person
from carebus.domain.medication.writes import TreatmentCeased
from carebus.domain.record import replace
from carebus.formats.fhir.write_dates import date, period, unsaid
from carebus.formats.fhir.write_parts import concept, number, quantity

SFM = "http://ehelse.no/fhir/StructureDefinition/sfm-"


def written(row, now=None):
    story = Story(row)
    return statement(of(story.later(now) if now else story), row.id)


def extension(content, *path):
    """What stands in extensions in extensions, by their urls."""
    for url in path:
        content = next((each for each in content.get("extension", ()) if each["url"] in {url, SFM + url}), {})
    return content


def test_a_row_has_its_pll_id_first_and_then_its_prescriptions_as_sfm_writes_them():
    row = full(1)
    assert written(row)["identifier"] == [
        {"use": "usual", "type": {"text": "PLL"}, "value": row.id},
        {"use": "usual", "type": {"text": "ReseptId"}, "value": row.prescriptions[0]},
    ]


def test_a_row_keeps_its_dates_reasons_use_substitution_note_and_who_decided():
    told = written(full(1))
    assert told["effectivePeriod"] == {"start": "2025-11", "end": "2027"}
    assert [each["coding"][0]["system"][-4:] for each in told["reasonCode"]] == ["7170", "7110"]
    assert extension(told["dosage"][0], "use")["valueCodeableConcept"]["coding"][0]["code"] == "1"
    assert extension(told, "generic-substitution", "genericSubstitutionAccepted")["valueBoolean"] is True
    assert notes(told) == ["Tas med mat"]
    assert told["dosage"][0]["site"] == {"text": "under tungen"}


def test_somebody_in_a_role_is_one_resource_however_often_they_are_named():
    told = of(Story(full(1), full(2)))
    role = {
        "practitioner": {
            "type": "Practitioner",
            "identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.4", "value": HOLM.hpr},
            "display": "Dr Holm",
        },
        "organization": {"type": "Organization", "display": "Fjordgata legekontor"},
        "code": [{"text": "LE"}],
    }
    (known,) = resources(told, "PractitionerRole")
    assert {name: known[name] for name in role} == role
    sources = {each["informationSource"]["reference"] for each in resources(told, "MedicationStatement")}
    assert [by_url(told)[each] for each in sources] == [known]


@pytest.mark.parametrize(
    ("by", "source"),
    [
        (Person("Dr Dahl"), {"type": "Practitioner", "display": "Dr Dahl"}),
        (Person(organisation="Fjord sykehjem"), {"type": "Organization", "display": "Fjord sykehjem"}),
        (Person(" ", "", None, " "), None),
        (None, None),
    ],
)
def test_nobody_is_told_more_of_than_the_source_told(by, source):
    assert written(replace(METOPROLOL, decided_by=by)).get("informationSource") == source


def test_who_prescribed_and_who_ceased_stand_where_sfm_has_them():
    story = Story(replace(METOPROLOL, decided_by=HOLM)).later(days(2))
    act = story.stopped(METOPROLOL)
    ending = Ending("2026-03-04", by=Person("Dr Dahl"))
    story.and_then(TreatmentCeased(act.provenance, act.base, act.read_at, act.treatment, ending))
    told = statement(of(story), "metoprolol")
    assert registered(told) == [("Forskrevet av", "Dr Holm, Fjordgata legekontor"), ("Seponert av", "Dr Dahl")]
    assert told["informationSource"]["display"] == "Dr Dahl"
    assert told["dateAsserted"] == "2026-03-04T08:00:00+00:00"


def registered(told):
    infos = [each for each in told["extension"] if each["url"] == SFM + "regInfo"]
    return [
        (
            extension(each, "type")["valueCodeableConcept"]["coding"][0]["display"],
            extension(each, "provider")["valueReference"]["display"],
        )
        for each in infos
    ]


def test_a_refused_substitution_is_told():
    told = written(replace(full(1), substitution=False))
    assert extension(told, "generic-substitution", "genericSubstitutionAccepted")["valueBoolean"] is False


@pytest.mark.parametrize(
    ("pause", "now", "status", "told"),
    [
        (Pause("2026-03-01", reason="infection"), None, "on-hold", ["on hold from 2026-03-01, infection"]),
        (Pause("2026-03-01", "2026-03-08"), days(1), "on-hold", ["on hold from 2026-03-01, until 2026-03-08"]),
        (
            Pause("2026-03-01", "2026-03-08"),
            days(10),
            "on-hold",
            ["on hold from 2026-03-01, until 2026-03-08", "pause ended, needs decision"],
        ),
        (Pause("2026-05-01"), None, "active", ["on hold from 2026-05-01"]),
    ],
)
def test_a_pause_is_on_hold_while_it_lasts_and_resumes_nothing_by_itself(pause, now, status, told):
    resource = written(replace(METHOTREXATE, pause=pause), now)
    assert resource["status"] == status
    assert notes(resource) == told


def test_a_pause_that_ended_is_flagged_on_the_list():
    story = Story(replace(METHOTREXATE, pause=Pause("2026-03-01", "2026-03-08"))).later(days(10))
    assert of(story)["entry"][0]["resource"]["entry"][0]["flag"] == {"text": "pause ended, needs decision"}


def test_a_cease_with_a_date_ahead_is_active_and_nothing_says_that_it_is_stopped():
    story = Story(METOPROLOL)
    act = story.stopped(METOPROLOL, "2026-06-01")
    ending = Ending("2026-06-01", SIDE_EFFECT, "svimmel")
    story.and_then(TreatmentCeased(act.provenance, act.base, act.read_at, act.treatment, ending))
    ahead = statement(of(story), "metoprolol")
    assert ahead["status"] == "active"
    assert ahead["effectivePeriod"] == {"end": "2026-06-01"}
    assert notes(ahead) == ["ends 2026-06-01, Bivirkning, svimmel"]
    assert not extension(ahead, "discontinuation")
    reached = statement(of(story.later(days(100))), "metoprolol")
    assert reached["status"] == "stopped"
    assert extension(reached, "discontinuation", "timedate")["valueDateTime"] == "2026-06-01"
    assert extension(reached, "discontinuation", "reason")["valueCodeableConcept"]["coding"][0]["code"] == "2"


def test_a_treatment_that_begins_later_is_intended():
    assert written(replace(METOPROLOL, started="2026-05"))["status"] == "intended"


def test_one_dose_is_told_in_words_and_in_structure():
    dosing = Dosing("0.5", "tablett", "1", "Døgn", MORNING, "2026-03-02")
    told = written(replace(METOPROLOL, dosage=Dosage("en halv om morgenen", (dosing,)), use=FIXED))["dosage"]
    assert len(told) == 1
    assert told[0]["text"] == "en halv om morgenen"
    assert told[0]["doseAndRate"] == [{"doseQuantity": {"value": 0.5, "unit": "tablett"}}]
    assert told[0]["timing"]["code"]["coding"][0]["system"] == "urn:oid:2.16.578.1.12.4.1.1.8325"
    assert told[0]["timing"]["code"]["text"] == "every 1 Døgn"
    assert told[0]["timing"]["repeat"] == {"boundsPeriod": {"start": "2026-03-02"}}


def test_a_text_that_tells_several_doses_is_one_instruction_and_sfm_has_the_structure():
    told = written(full(1))
    assert [each["text"] for each in told["dosage"]] == ["1 tablett morgen og 2 kveld"]
    assert "doseAndRate" not in told["dosage"][0]
    dosing = extension(told, "reseptamendment", "ereseptdosing")
    assert extension(dosing, "starttime")["valueDate"] == "2025-11-03"
    assert extension(dosing, "endtime")["valueDate"] == "2026-12-31"
    amounts = [extension(each, "amount") for each in dosing["extension"] if each["url"] == "repeatingdosage"]
    assert [each["valueQuantity"]["value"] for each in amounts] == [1, 2]


def test_several_doses_without_a_text_are_concurrent_instructions():
    doses = (Dosing("1", "tablett", time_of_day=MORNING), Dosing("2", "tablett", time_of_day=EVENING))
    told = written(replace(METOPROLOL, dosage=Dosage(None, doses)))["dosage"]
    assert [(each["sequence"], each["text"]) for each in told] == [(1, "1 tablett, Morgen"), (1, "2 tablett, Kveld")]


@pytest.mark.parametrize("amount", ["1-2", "1,5", "0.10", "½", "ca. 1", "1e3", "-1", " 1"])
def test_an_amount_that_is_no_plain_decimal_stays_text(amount):
    dosing = Dosing(amount, "tablett")
    alone = written(replace(METOPROLOL, dosage=Dosage(None, (dosing,))))
    assert alone["dosage"] == [{"sequence": 1, "text": f"{amount} tablett"}]
    assert not extension(alone, "reseptamendment", "ereseptdosing")
    beside = written(replace(METOPROLOL, dosage=Dosage("som avtalt", (dosing,))))
    assert beside["dosage"][0]["additionalInstruction"] == [{"text": f"{amount} tablett"}]


@pytest.mark.parametrize("text", ["1", "0", "4.0", "2.5", "100", "0.25"])
def test_a_plain_decimal_keeps_its_digits(text):
    assert str(number(text)) == text
    assert quantity(text, None) == {"value": number(text)}


@pytest.mark.parametrize(
    ("text", "fhir"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-05-13", "2024-05-13"),
        ("2024-05-13T10:15:30.1234567+02:00", "2024-05-13T10:15:30.1234567+02:00"),
        ("2024-05-13T10:15Z", "2024-05-13T10:15:00Z"),
        ("2024-05-13T10:15:00+18:00", "2024-05-12T16:15:00+00:00"),
        ("2. mars", None),
        ("2024-02-30", None),
        (None, None),
    ],
)
def test_a_date_is_written_as_it_was_where_fhir_can(text, fhir):
    assert date(text) == fhir


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2024-05", "2024-05-13"),
        ("2024-05-13", "2024-05-12"),
        ("2024-05-13", "2024-05-13T10:00:00Z"),
        ("2024", "2024-01"),
    ],
)
def test_two_dates_that_cannot_be_ordered_are_no_period_and_the_end_is_told_in_words(begin, end):
    assert period(begin, end) == {"start": begin}
    assert unsaid(begin, end) == f"to {end}"


def test_a_code_that_fhir_cannot_write_is_told_in_words():
    assert concept(Coding("ward list", "X1", "Kur")) == {"text": "Kur, X1 (ward list)"}
    assert concept(coding("9101", " 1", "Fast")) == {"text": "Fast,  1 (2.16.578.1.12.4.1.1.9101)"}
    assert concept(Coding(None, "1", "Fast")) == {"coding": [{"code": "1", "display": "Fast"}]}
    assert concept(Coding(None, None, text="som avtalt")) == {"text": "som avtalt"}
