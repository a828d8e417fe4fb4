"""The six real messages, and that whatever is told of anybody is a fact beside the rows (R29)."""

from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import RDS, STAY, dispensing, message, movement, order, parts, told

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind, Severity
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Accepted
from carebus.domain.medication.decide import decide
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.units import LIST, units_changed_by
from carebus.formats.hl7v2.control import CONTROLS
from carebus.formats.hl7v2.messages import read

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def sample(shared_data, name: str) -> bytes:
    return (shared_data / "hl7v2" / f"{name}.hl7").read_bytes()


def about_medication(data: bytes):
    """The only part of a message that is for the medication list."""
    (one,) = (each for each in parts(data) if each.area == "medication")
    return one


@pytest.mark.parametrize("name", ["RDE-O11-01", "RDE-O25-01"])
def test_a_real_order_of_a_stay(shared_data, name):
    got = told(sample(shared_data, name))
    assert got.problems == ()
    what = got.submission.keywords["prescription"]
    assert (what.id, what.encounter, what.amount, what.repeats) == ("EPC:1163422591", "1.2:40007716", "3 Bag", "12")
    assert (what.medicine.atc.system, what.medicine.atc.code) == ("NDC", "0143963401")
    assert (what.dosage.dosings[0].amount, what.dosage.dosings[0].unit) == ("5", "mg/hr")
    assert "rate 23 mL/hr" in what.dosage.text.splitlines()
    assert (what.issued, what.prescriber.name) == ("2019-11-04T06:27:26+02:15", "KEITH BELL TEST ONE")


def test_a_real_dispensing(shared_data):
    got = told(sample(shared_data, "RDS-O13-01"))
    what = got.submission.keywords["dispensing"]
    assert (what.id, what.prescription, what.amount, what.unit) == (
        "EPC:1163422591/1",
        "EPC:1163422591",
        "10",
        "Tablet",
    )
    assert what.at == datetime(2020, 12, 11, 23, 0, tzinfo=UTC)


def test_a_real_admission(shared_data):
    got = about_medication(sample(shared_data, "ADT-A01-01"))
    assert got.submission.keywords == {"encounter": "1.2:40007716", "at": datetime(2015, 2, 8, 10, 24, 19, tzinfo=UTC)}


def test_a_real_discharge_says_that_it_is_an_admission_and_is_held(shared_data):
    data = sample(shared_data, "ADT-A03-01")
    assert [problem.where for problem in about_medication(data).problems] == ["EVN-1"]
    mended = about_medication(data.replace(b"EVN|A01|", b"EVN|A03|"))
    assert mended.submission.keywords == {
        "encounter": "1.2:40007716",
        "at": datetime(2015, 2, 9, 10, 24, 19, tzinfo=UTC),
    }


@pytest.mark.parametrize("name", ["RDE-O11-01", "RDE-O25-01", "RDS-O13-01", "ADT-A01-01", "ADT-A03-01"])
def test_the_patient_of_a_real_message_is_known_by_its_own_hospital(shared_data, name):
    for got in {each.subject or dict(each.named)["key"] for each in parts(sample(shared_data, name))}:
        assert (got.kind, got.value, got.assigner) == ("LOK", "PATID1234", None)


@pytest.mark.parametrize("name", ["ADT-A01-01", "ADT-A03-01", "ADT-A08-01"])
def test_the_allergy_of_a_real_message_is_added_once_however_often_it_is_told(shared_data, provenance, name):
    first, again = (
        each.submission(provenance)
        for of in ("ADT-A01-01", name)
        for each in parts(sample(shared_data, of))
        if each.area == "critical-info"
    )
    assert (first.id, first.kind, first.content) == (again.id, again.kind, again.content)
    (coded,) = first.content.codes
    assert (coded.coding.system, coded.coding.code, coded.coding.display) == ("ICDO", "P", "PENICILLIN")
    assert (first.kind, first.content.severity) == (Kind.OTHER_ALLERGEN, Severity.LOW)
    assert (first.content.onset, first.content.reactions[0].text) == ("2021-08-24", "CODE16")
    (fact,) = CRITICAL_INFO.decide({}, first, NOW).events
    picture = CRITICAL_INFO.evolve(ENTRIES, None, fact)
    assert CRITICAL_INFO.decide({ENTRIES: picture}, again, NOW) == Accepted((), ())


def test_every_other_real_message_is_left_to_its_area(shared_data):
    ours = ("RDE", "RDS", "ADT-A01", "ADT-A03", "ADT-A08", "ADT-A40", "ADT-A45", "MDM_01", "SIU_12")
    for path in (shared_data / "hl7v2").glob("*.hl7"):
        if not path.name.startswith(ours):
            assert [problem.code.value for problem in read(path.read_bytes())] == ["not-for-this-area"], path.name


INVENTED = [
    message(order(rxe={7: "^1 tablett", 10: "100", 11: "stk"})),
    message(STAY, order()),
    *(message(order(code)) for code, control in CONTROLS.items() if control.effect),
    message(dispensing(), kind=RDS),
    *(movement(trigger) for trigger in ("A01", "A03", "A11", "A13")),
]


def decided(data: bytes, provenance) -> list:
    """What becomes of every part that has a submission, on an empty list."""
    listed = None
    events = []
    for part in parts(data):
        if part.submission is not None and part.area == "medication":
            event = part.submission(provenance)
            decision = decide({LIST: listed}, event, NOW)
            assert isinstance(decision, Accepted), decision
            assert all(units_changed_by(each) == (LIST,) for each in decision.events)
            for each in decision.events:
                listed = evolve(LIST, listed, each)
            events.append(event)
            assert listed is None or (listed.rows, listed.version) == ((), 0)
    return events


@pytest.mark.parametrize("data", INVENTED)
def test_what_is_told_is_accepted_and_changes_no_row(data, provenance):
    assert decided(data, provenance)


def test_what_real_messages_tell_is_accepted_and_changes_no_row(shared_data, provenance):
    names = ("RDE-O11-01", "RDE-O25-01", "RDS-O13-01", "ADT-A01-01")
    events = [decided(sample(shared_data, name), provenance) for name in names]
    assert [type(each).__name__ for (each,) in events] == [
        "PrescriptionIssued",
        "PrescriptionIssued",
        "Dispensed",
        "AdmissionStarted",
    ]


def test_an_admission_and_the_orders_in_it_end_in_one_picture(provenance):
    listed = None
    for data in (
        movement("A01"),
        message(STAY, order()),
        message(dispensing(), kind=RDS),
        movement("A03", {2: "20260205"}),
    ):
        event = told(data).submission(provenance)
        (fact,) = decide({LIST: listed}, event, NOW).events
        listed = evolve(LIST, listed, fact)
    assert listed is not None
    assert [each.encounter for each in listed.prescriptions] == ["VIDDA:S-77"]
    assert (listed.admissions, [each.encounter for each in listed.discharges]) == ((), ["VIDDA:S-77"])
    assert [each.prescription for each in listed.dispensings] == [listed.prescriptions[0].id]
    assert not listed.authoritative
