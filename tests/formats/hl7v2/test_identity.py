"""ADT about two patients (R23): who prevails, who gives way, and which visit moved; a move is no merge."""

from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import FNR, NORA, lines, msh, parts, problems, segment, told

from carebus.domain.identity.events import (
    IdentifierReplaced,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    VisitMoved,
)
from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats.hl7v2.coverage import coverage
from carebus.formats.hl7v2.messages import read
from carebus.formats.told import Message, Subject

LOCAL = "4711^^^VIDDA^MR"
ANOTHER = "4712^^^VIDDA^MR"
D_NUMBER = "48882807579^^^FREG^DNR"
NOW = f"PID|1||{NORA}{FNR}"
VISIT = "PV1|1|I|||||||||||||||||S-77^^^VIDDA"
ENTERED = datetime(2026, 2, 3, 9, 10, tzinfo=UTC)


def mrg(number: str = LOCAL, visit: str = "") -> str:
    return segment("MRG", {1: number, 5: visit})


def adt(trigger: str, *segments: str, event: str | None = None, happened: str = "") -> bytes:
    evn = segment("EVN", {1: trigger if event is None else event, 2: "20260203101000+0100", 6: happened})
    return (lines(msh(f"ADT^{trigger}"), evn, *segments) + "\r").encode()


def named(data: bytes) -> dict[str, str]:
    """Whom the only act names, by the fields of its record; it must have no problems."""
    got = told(data)
    assert (got.problems, got.area, got.subject) == ((), "identity", None)
    return {name: subject.value for name, subject in got.named}


@pytest.mark.parametrize(
    ("trigger", "segments", "record", "who"),
    [
        ("A40", [NOW, mrg()], PatientsMerged, {"losing": "4711", "surviving": NORA}),
        ("A18", [NOW, mrg(), VISIT], PatientsMerged, {"losing": "4711", "surviving": NORA}),
        ("A34", [NOW, mrg(D_NUMBER)], PatientsMerged, {"losing": "48882807579", "surviving": NORA}),
        ("A47", [NOW, mrg(D_NUMBER)], IdentifierReplaced, {"old": "48882807579", "new": NORA}),
        ("A24", [NOW, f"PID|2||{LOCAL}"], PatientsLinked, {"one": NORA, "other": "4711"}),
        ("A37", [NOW, f"PID|2||{LOCAL}"], PatientsUnlinked, {"one": NORA, "other": "4711"}),
        ("A45", [NOW, mrg(), VISIT], VisitMoved, {"moved_from": "4711", "moved_to": NORA}),
    ],
)
def test_each_trigger_of_r23_is_an_act_about_two_patients(trigger, segments, record, who):
    data = adt(trigger, *segments)
    assert (told(data).submission.func, told(data).occurred, named(data)) == (record, ENTERED, who)


def test_a_visit_that_moves_is_no_merge_and_keeps_its_number():
    got = told(adt("A45", NOW, mrg(visit="S-77^^^VIDDA"), VISIT))
    assert (got.submission.func, got.submission.keywords) == (VisitMoved, {"visit": "VIDDA:S-77"})


@pytest.mark.parametrize(
    ("before", "after", "visit"),
    [("S-77^^^VIDDA", "PV1|1|I", "VIDDA:S-77"), ("", VISIT, "VIDDA:S-77"), ("S-77", VISIT, "VIDDA:S-77")],
)
def test_the_visit_is_known_by_its_number_now_or_before(before, after, visit):
    assert told(adt("A45", NOW, mrg(visit=before), after)).submission.keywords == {"visit": visit}


def test_a_visit_that_was_numbered_anew_is_held():
    assert problems(adt("A45", NOW, mrg(visit="S-76"), VISIT)) == [("invalid-value", "MRG-5")]


def test_a_move_without_a_visit_is_held():
    assert problems(adt("A45", NOW, mrg(), "PV1|1|I")) == [("missing-element", "MRG-5")]
    assert problems(adt("A45", NOW, mrg())) == [("missing-element", "MRG-5")]
    assert problems(adt("A45", NOW, VISIT)) == [("missing-element", "MRG")]


def test_several_visits_move_in_one_message_each_by_itself():
    one, two = parts(adt("A45", NOW, mrg(visit="S-1"), "PV1|1", mrg(visit="S-2"), "PV1|2"))
    assert [each.submission.keywords["visit"] for each in (one, two)] == ["S-1", "S-2"]
    assert [each.name for each in (one, two)] == ["M-1#0", "M-1#1"]


def test_without_the_patient_every_visit_that_moves_is_held():
    for each in parts(adt("A45", mrg(visit="S-1"), "PV1|1", mrg(visit="S-2"), "PV1|2")):
        assert ([problem.code for problem in each.problems], each.submission) == ([Code.MISSING_PATIENT], None)


def test_several_patients_merge_in_one_message_each_by_itself():
    broken = segment("PID", {3: "9^^^X^??"})
    first, second = parts(adt("A40", NOW, mrg(), broken, mrg(ANOTHER)))
    assert (dict(first.named)["surviving"].value, first.problems) == (NORA, ())
    assert (second.submission, [problem.where for problem in second.problems]) == (None, ["PID[2]-3"])


def test_it_happened_when_the_event_did_and_else_when_it_was_entered():
    assert told(adt("A40", NOW, mrg(), happened="20260201")).occurred == datetime(2026, 1, 31, 23, 0, tzinfo=UTC)


def test_a_national_number_goes_before_a_local_one_in_both_fields():
    who = named(adt("A40", f"PID|1||{ANOTHER}~{NORA}{FNR}", mrg(f"{LOCAL}~{D_NUMBER}")))
    assert who == {"losing": "48882807579", "surviving": NORA}


def test_a_local_number_is_the_sources_own_or_its_assigners():
    own, by = "4711^^^VIDDA^MR", "4712^^^99000101&2.16.578.1.12.4.1.2&ISO^MR"
    assert told(adt("A40", f"PID|1||{by}", mrg(own))).named == (
        ("losing", Subject("LOK", "4711", "MRG-1.1", namespace="VIDDA")),
        ("surviving", Subject("LOK", "4712", "PID-3.1", Identifier("99000101", "HER"))),
    )


@pytest.mark.parametrize("trigger", ["A18", "A24", "A34", "A37", "A40", "A45", "A47"])
def test_another_event_than_the_header_names_is_held(trigger):
    data = adt(trigger, NOW, *([f"PID|2||{LOCAL}"] if trigger in ("A24", "A37") else [mrg(), VISIT]), event="A02")
    assert problems(data) == [("invalid-value", "EVN-1")]


@pytest.mark.parametrize(
    ("trigger", "segments", "found"),
    [
        ("A40", [mrg()], [("missing-patient", "PID")]),
        ("A40", [NOW], [("missing-element", "PID/MRG")]),
        ("A40", [NOW, mrg(""), VISIT], [("missing-patient", "MRG-1")]),
        ("A47", [NOW, mrg("4711")], [("invalid-identifier", "MRG-1")]),
        ("A40", [NOW, mrg(), mrg()], [("unexpected-element", "MRG[2]")]),
        ("A24", [NOW], [("missing-patient", "PID")]),
        ("A37", [], [("missing-patient", "PID")]),
        ("A24", [NOW, f"PID|2||{LOCAL}", f"PID|3||{ANOTHER}"], [("unexpected-element", "PID[3]")]),
    ],
)
def test_who_is_meant_must_be_said(trigger, segments, found):
    assert problems(adt(trigger, *segments)) == found


@pytest.mark.parametrize("trigger", ["A18", "A34"])
def test_an_older_merge_that_names_no_number_that_gives_way_is_held(trigger):
    account = segment("MRG", {3: "K-7^^^VIDDA"})
    assert problems(adt(trigger, NOW, account)) == [("missing-patient", "MRG-1")]
    assert problems(adt(trigger, NOW)) == [("missing-element", "PID/MRG")]


def test_the_real_merge_is_taken_and_the_real_move_that_calls_itself_a_transfer_is_held(shared_data):
    merge = (shared_data / "hl7v2" / "ADT-A40-01.hl7").read_bytes()
    assert named(merge) == {"losing": "56789", "surviving": "12345"}
    move = read((shared_data / "hl7v2" / "ADT-A45-01.hl7").read_bytes())
    assert isinstance(move, Message)
    assert {(each.code, each.where) for each in move.parts[0].problems} >= {(Code.INVALID_VALUE, "EVN-1")}


def test_every_field_of_a_merge_is_used_or_left_out_with_a_reason():
    counted = coverage(adt("A45", NOW, segment("MRG", dict.fromkeys(range(2, 8), "1") | {1: LOCAL}), VISIT))
    assert counted.unknown == {}


def test_no_problem_shows_a_number():
    for data in (adt("A40", NOW, mrg(f"{NORA}^^^X^SS")), adt("A24", NOW, f"PID|2||{NORA}\x1b{FNR}", NOW)):
        assert NORA not in repr(parts(data)[0].problems)
        assert NORA not in repr(parts(data)[0].named)
