"""R1: a row's id never changes and is unique; what a row must hold."""

import pytest
from tests.domain.medication.builders import (
    METOPROLOL,
    WARFARIN,
    Story,
    accepted,
    alarms,
    coding,
    details,
    dose,
    refused,
    treatment,
)

from carebus.domain.coding import Coding
from carebus.domain.medication.codes import unknown_codes, unknown_reason
from carebus.domain.medication.reading import not_on_the_list
from carebus.domain.medication.treatment import Ending, Medicine, Pause
from carebus.domain.problems import Code
from carebus.domain.record import replace


def test_a_treatment_id_is_unique_in_a_list():
    story = Story(METOPROLOL)
    assert refused(story.when(story.added(METOPROLOL)), "R1") == {"metoprolol": {Code.DUPLICATE_ROW}}
    twice = story.whole(METOPROLOL, METOPROLOL)
    assert refused(story.when(twice), "R1") == {"metoprolol": {Code.DUPLICATE_ROW}}


def test_the_id_of_a_treatment_that_left_the_list_is_not_given_to_a_new_one():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(METOPROLOL)).and_then(story.retracted(WARFARIN))
    assert refused(story.when(story.added(METOPROLOL)), "R4") == {"metoprolol": {Code.CEASED_AND_ACTIVE}}
    assert refused(story.when(story.added(WARFARIN)), "R4") == {"warfarin": {Code.RETRACTED_ROW}}


def test_an_act_on_a_row_of_another_list_is_refused():
    story = Story(METOPROLOL)
    foreign = (story.changed(WARFARIN), story.paused(WARFARIN), story.resumed(WARFARIN), story.stopped(WARFARIN))
    for act in (*foreign, story.reversed(WARFARIN), story.retracted(WARFARIN)):
        assert refused(story.when(act), "R1") == {"warfarin": {Code.UNKNOWN_ROW}}
    assert refused(story.when(story.whole(METOPROLOL, retracted=[WARFARIN])), "R1") == {"warfarin": {Code.UNKNOWN_ROW}}


def test_one_prescription_is_in_at_most_one_active_row():
    story = Story(replace(METOPROLOL, prescriptions=("rx1",)))
    other = replace(WARFARIN, prescriptions=("rx1",))
    assert refused(story.when(story.added(other)), "R1") == {"warfarin": {Code.PRESCRIPTION_IN_TWO_ROWS}}
    whole = story.whole(story.row(METOPROLOL).treatment, other)
    assert refused(story.when(whole), "R1") == {"warfarin": {Code.PRESCRIPTION_IN_TWO_ROWS}}
    issued = story.prescribed("rx1", other)
    assert refused(story.when(issued), "R1") == {"metoprolol": {Code.PRESCRIPTION_IN_TWO_ROWS}}


def test_a_ceased_row_may_share_a_prescription_and_cannot_come_back_while_another_has_it():
    story = Story(replace(METOPROLOL, prescriptions=("rx1",)))
    story.and_then(story.stopped(METOPROLOL))
    story.and_then(story.added(replace(WARFARIN, prescriptions=("rx1",))))
    back = story.when(story.reversed(METOPROLOL))
    assert refused(back, "R1") == {"metoprolol": {Code.PRESCRIPTION_IN_TWO_ROWS}}


def test_a_prescription_moves_to_another_row_by_the_list_that_ceases_the_first():
    story = Story(replace(METOPROLOL, prescriptions=("rx1",)))
    other = replace(WARFARIN, prescriptions=("rx1",))
    assert accepted(story.when(story.whole(other, stopped=[story.row(METOPROLOL).treatment])))


def test_a_prescription_without_a_row_stands_apart_and_is_never_given_an_invented_id():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx9"))
    assert story.names() == ["Metoprolol"]
    assert [each.id for each in not_on_the_list(story.listed)] == ["rx9"]


def test_a_prescription_that_a_row_names_or_that_names_a_row_does_not_stand_apart():
    story = Story(replace(METOPROLOL, prescriptions=("rx1",)), WARFARIN)
    story.and_then(story.prescribed("rx1")).and_then(story.prescribed("rx2", WARFARIN))
    assert not_on_the_list(story.listed) == ()


def test_a_recalled_prescription_stands_nowhere():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx9")).and_then(story.recalled("rx9"))
    assert not_on_the_list(story.listed) == ()


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (treatment("A", id=""), Code.INVALID_VALUE, "id"),
        (treatment("A", id="a b"), Code.INVALID_VALUE, "id"),
        (treatment("A", id="a" * 101), Code.INVALID_VALUE, "id"),
        (treatment("A", medicine=Medicine(" ")), Code.MISSING_ELEMENT, "medicine.name"),
        (treatment("A", note="\x07"), Code.CONTROL_CHARACTERS, "note"),
        (treatment("A", reasons=(coding("7170", "K86", "\x1b[2J"),)), Code.CONTROL_CHARACTERS, "reasons.display"),
        (treatment("A", note="x" * 4001), Code.INVALID_VALUE, "note"),
        (treatment("A", started="2026-03-02", planned_end="2026-03-01"), Code.END_BEFORE_START, "planned_end"),
        (treatment("A", pause=Pause("2026-03-02", "2026-03-01")), Code.END_BEFORE_START, "pause.until"),
        (treatment("A", started="2 March"), Code.INVALID_TIME, "started"),
        (treatment("A", started="2026-02-30"), Code.INVALID_TIME, "started"),
        (treatment("A", dosage=dose("1", None)), Code.DOSING_WITHOUT_UNIT, "dosage.dosings"),
        (treatment("A", dosage=dose("1", starts="2026-03", ends="2026-02")), Code.END_BEFORE_START, "dosage"),
    ],
)
def test_a_row_that_cannot_be_read_or_makes_no_sense_is_refused_with_the_name_of_its_field(row, code, field):
    story = Story(METOPROLOL)
    for write in (story.added(row), story.whole(METOPROLOL, row)):
        decision = story.when(write)
        assert code in {problem.code for problem in decision.problems}
        assert decision.rule == "R1"
        assert any(problem.detail.startswith(field) for problem in decision.problems)


def test_the_text_of_a_refusal_shows_no_content():
    story = Story(METOPROLOL)
    decision = story.when(story.added(treatment("Lithium", note="secret \x07", id="row-1")))
    assert details(decision, "row-1") == ["note"]


def test_an_id_that_is_none_is_not_repeated_in_the_refusal():
    story = Story(METOPROLOL)
    name = treatment("A", id="Kari Nordmann " * 20)
    lists = (story.whole(METOPROLOL, name), story.whole(METOPROLOL, stopped=[name]))
    for write in (story.added(name), story.stopped(name), *lists, story.whole(METOPROLOL, retracted=[name])):
        decision = story.when(write)
        assert refused(decision, "R1") == {"row": {Code.INVALID_VALUE}}
        assert "Kari" not in repr(decision)


def test_line_breaks_partial_dates_and_an_end_in_the_month_of_the_start_are_fine():
    row = treatment("A", note="one\r\ntwo\tthree", started="2026-03-02", planned_end="2026-03")
    story = Story()
    assert accepted(story.when(story.added(row)))


def test_five_thousand_rows_are_refused():
    story = Story()
    many = (treatment(f"M{n}") for n in range(5000))
    assert refused(story.when(story.whole(*many, create=True)), "R1") == {"list": {Code.TOO_MANY_ROWS}}


def test_a_row_too_many_cannot_be_added_one_by_one():
    story = Story(*(treatment(f"M{n}") for n in range(500)))
    assert refused(story.when(story.added(WARFARIN)), "R1") == {"list": {Code.TOO_MANY_ROWS}}


def test_an_unknown_code_is_kept_and_marked_and_not_refused():
    story = Story()
    row = treatment("A", use=Coding("our own", "?"), reasons=(coding("7170", "K86"),))
    assert alarms(story.when(story.added(row))) == [Code.UNKNOWN_CODE]
    assert story.row("a").treatment.use == Coding("our own", "?")
    assert unknown_codes(story.row("a").treatment) == ("use",)


def test_a_code_without_a_system_is_unknown_and_a_text_without_a_code_is_just_text():
    assert unknown_codes(treatment("A", medicine=Medicine("A", atc=Coding(None, "C07AB02")))) == ("medicine.atc",)
    assert unknown_codes(treatment("A", use=Coding(None, None, text="when needed"))) == ()
    assert unknown_codes(treatment("A", use=Coding("urn:oid:2.16.578.1.12.4.1.1.9101", "1"))) == ()
    assert unknown_reason(Ending("2026-03-02", coding("9101", "1")))
    assert not unknown_reason(Ending("2026-03-02", coding("7494", "A")))
