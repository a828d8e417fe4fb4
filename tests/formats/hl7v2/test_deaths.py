"""PID-29 and PID-30: a death is told beside what a message is about; empty says nothing, and null takes back (R23)."""

from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import FNR, NORA, RDE, lines, msh, order, parts, segment

from carebus.domain.identity.events import DeceasedRetracted, PatientDeceased
from carebus.formats.hl7v2.coverage import coverage
from carebus.formats.hl7v2.kinds import OF_ONE
from carebus.formats.hl7v2.messages import read
from carebus.formats.told import Message

NULL = '""'


def adt(at: str = "", is_dead: str = "", trigger: str = "A31", number: str = f"{NORA}{FNR}") -> bytes:
    evn = segment("EVN", {1: trigger, 2: "20260203101000+0100"})
    pid = segment("PID", {3: number, 29: at, 30: is_dead})
    return (lines(msh(f"ADT^{trigger}"), evn, pid, "PV1|1|I|||||||||||||||||S-77^^^VIDDA") + "\r").encode()


def told_of(data: bytes):
    """The part about a death; None where there is none."""
    got = read(data)
    found = [each for each in got.parts if each.area == "identity"] if isinstance(got, Message) else []
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("at", "is_dead", "written"),
    [
        ("20260201", "Y", "2026-02-01"),
        ("202602", "Y", "2026-02"),
        ("", "Y", None),
        (NULL, "Y", None),
        ("20260201103000+0100", "", "2026-02-01T10:30:00+01:00"),
    ],
)
def test_a_death_is_told_with_its_date_as_precise_as_it_is_written(at, is_dead, written):
    got = told_of(adt(at, is_dead))
    assert (got.submission.func, got.submission.keywords, got.problems) == (PatientDeceased, {"at": written}, ())
    assert got.occurred == datetime(2026, 2, 3, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(("at", "is_dead"), [("", NULL), (NULL, NULL), (NULL, "N")])
def test_what_is_deleted_was_told_in_error(at, is_dead):
    got = told_of(adt(at, is_dead))
    assert (got.submission.func, got.submission.keywords) == (DeceasedRetracted, {})


@pytest.mark.parametrize("is_dead", ["", "N"])
def test_empty_fields_and_the_n_of_every_living_patient_say_nothing(is_dead):
    assert told_of(adt("", is_dead)) is None
    assert [each.area for each in parts(adt("", is_dead, "A01"))] == ["medication"]


@pytest.mark.parametrize(
    ("at", "is_dead", "where"),
    [
        ("20260201", "N", "PID-30"),
        ("20260201", NULL, "PID-30"),
        (NULL, "", "PID-29"),
        ("", "U", "PID-30"),
        ("yesterday", "Y", "PID-29"),
    ],
)
def test_what_cannot_be_both_is_held_and_says_what_to_send(at, is_dead, where):
    got = told_of(adt(at, is_dead))
    assert (got.submission, [each.where for each in got.problems]) == (None, [where])


def test_the_record_names_the_patient_whom_the_message_is_about():
    got = told_of(adt(is_dead="Y"))
    assert (got.subject, [(name, whom.value) for name, whom in got.named]) == (None, [("key", NORA)])


def test_without_a_number_nobody_knows_who_died():
    got = told_of(adt(is_dead="Y", number=""))
    assert (got.submission, got.named, [each.where for each in got.problems]) == (None, (), ["PID-3"])


def test_a_discharge_by_death_is_a_discharge_and_a_death():
    discharge, death = parts(adt("20260203", "Y", "A03"))
    assert (discharge.area, discharge.subject.value, discharge.problems) == ("medication", NORA, ())
    assert (death.area, death.name, death.submission.func) == ("identity", "M-1#1", PatientDeceased)


def test_another_event_than_the_header_names_is_held():
    got = told_of(adt(is_dead="Y").replace(b"EVN|A31", b"EVN|A08"))
    assert [each.where for each in got.problems] == ["EVN-1"]


@pytest.mark.parametrize("trigger", sorted({"A11", "A18", "A34", "A40", "A45", "A47"}))
def test_in_a_message_about_two_or_that_cancels_nobody_is_told_to_be_dead(trigger):
    assert trigger not in OF_ONE
    got = read(adt(is_dead="Y", trigger=trigger))
    records = [each.submission for each in got.parts if each.submission] if isinstance(got, Message) else []
    assert not any(each.func in (PatientDeceased, DeceasedRetracted) for each in records)


def test_an_order_tells_of_no_death():
    pid = segment("PID", {3: f"{NORA}{FNR}", 30: "Y"})
    assert [each.area for each in parts(lines(msh(RDE), pid, order()))] == ["medication"]


@pytest.mark.parametrize("is_dead", ["Y", "N", NULL])
def test_a_death_is_used_or_left_out_with_a_reason(is_dead):
    for data in (adt("20260203", is_dead), adt("20260203", is_dead, "A40")):
        counted = coverage(data)
        assert not getattr(counted, "unknown", {})


@pytest.mark.parametrize("name", ["ADT-A01-01", "ADT-A03-01", "ADT-A08-01", "MDM_01", "SIU_12"])
def test_the_real_patients_are_told_to_be_dead(shared_data, name):
    got = told_of((shared_data / "hl7v2" / f"{name}.hl7").read_bytes())
    if name in ("ADT-A03-01", "ADT-A08-01"):
        assert [each.where for each in got.problems] == ["EVN-1"]
    else:
        assert got.submission.func is PatientDeceased
