"""R23, with R2 and R3: the lists of a person's records stand side by side until a person takes one in, and an unmerge gives both back."""

import pytest
from tests.domain.medication.builders import (
    METOPROLOL,
    WARFARIN,
    accepted,
    alarms,
    at,
    details,
    is_duplicate,
    refused,
    treatment,
)
from tests.domain.medication.records import ANNA, HELP, THIRD, Records

from carebus.domain.medication.treatment import Dosage
from carebus.domain.medication.view import Gone
from carebus.domain.medication.writes import ListTaken
from carebus.domain.problems import Code
from carebus.domain.record import replace

STRONGER = replace(METOPROLOL, dosage=Dosage("100 mg morning"))
SELO = treatment("Selo-Zok", "50 mg morning")


def merged() -> Records:
    """Anna's list has metoprolol; the list of her help number has warfarin, and metoprolol by another name."""
    return Records(anna=(METOPROLOL,), help=(WARFARIN, SELO))


def taking_all(records: Records, **told):
    """Anna's list with every row of the other under its own id."""
    return records.taking_in(ANNA, METOPROLOL, WARFARIN, SELO, takes_in=[records.reads(HELP)], **told)


def taking_one_for_the_other(records: Records, **told):
    """Anna's list, whose metoprolol stands for that of the other."""
    taken = records.reads(HELP, **{SELO.id: METOPROLOL.id})
    return records.taking_in(ANNA, METOPROLOL, WARFARIN, takes_in=[taken], **told)


def reconciled() -> Records:
    records = merged()
    assert accepted(records.when(ANNA, taking_one_for_the_other(records)))
    assert all(map(accepted, records.settle()))
    return records


def test_a_list_that_was_taken_in_is_closed_with_where_it_goes_on_and_nothing_of_it_is_deleted():
    records = merged()
    before = records.listed(HELP)
    assert accepted(records.when(ANNA, taking_one_for_the_other(records)))
    assert all(map(accepted, records.settle()))
    after = records.listed(HELP)
    assert replace(after, revision=before.revision, closed=None) == before
    assert after.closed is not None
    assert (after.closed.into, after.closed.done.version) == (ANNA, before.version)
    [taken] = records.listed(ANNA).taken_in
    assert (taken.key, taken.version) == (HELP, before.version)
    assert after.closed.submission_id == f"{taken.submission_id}/asks/0"
    assert records.stories[ANNA].names() == ["Metoprolol", "Warfarin"]


def test_a_list_is_never_closed_into_one_that_was_refused():
    records = merged()
    told = records.taking_in(ANNA, METOPROLOL, WARFARIN, takes_in=[records.reads(HELP)])
    assert refused(records.when(ANNA, told), "R3") == {SELO.id: {Code.OMITTED_ROW}}
    assert records.asked == []
    stale = taking_all(records, base=0)
    assert refused(records.when(ANNA, stale), "R2")
    assert records.asked == []


def test_a_reconciliation_of_a_list_that_has_moved_is_half_done_in_sight_and_goes_on_when_it_is_read_again():
    records = merged()
    told = taking_all(records)
    stronger = replace(SELO, dosage=Dosage("100 mg morning"))
    records.stories[HELP].and_then(records.stories[HELP].changed(stronger))
    assert accepted(records.when(ANNA, told))
    [decision] = records.settle()
    assert refused(decision, "R2") == {"list": {Code.STALE}, SELO.id: {Code.STALE}}
    assert details(decision, SELO.id) == ["moved since version 1: dosage.text"]
    assert records.listed(HELP).closed is None
    again = records.taking_in(ANNA, METOPROLOL, WARFARIN, stronger, takes_in=[records.reads(HELP)])
    assert accepted(records.when(ANNA, again))
    assert all(map(accepted, records.settle()))
    assert records.listed(HELP).closed.into == ANNA
    assert [taken.version for taken in records.listed(ANNA).taken_in] == [2]


def test_a_list_moves_when_it_takes_another_in_so_that_two_cannot_close_each_other():
    records = Records(anna=(METOPROLOL,), help=(METOPROLOL,))
    one = records.taking_in(ANNA, METOPROLOL, takes_in=[records.reads(HELP)])
    other = records.taking_in(HELP, METOPROLOL, takes_in=[records.reads(ANNA)])
    assert accepted(records.when(ANNA, one))
    assert accepted(records.when(HELP, other))
    for decision in records.settle():
        assert refused(decision, "R2")["list"] == {Code.STALE}
    assert records.listed(ANNA).closed is records.listed(HELP).closed is None


def test_every_row_of_a_list_that_is_taken_in_is_accounted_for_also_by_the_list_itself():
    records = merged()
    read = records.reads(HELP)
    told = records.taking_in(ANNA, METOPROLOL, WARFARIN, takes_in=[replace(read, rows=read.rows[:1])])
    assert accepted(records.when(ANNA, told))
    [decision] = records.settle()
    assert refused(decision, "R3") == {SELO.id: {Code.OMITTED_ROW}}


def test_the_list_of_a_stranger_is_not_closed_by_a_mistaken_number():
    records = merged()
    records.stories[THIRD].and_then(records.stories[THIRD].whole(treatment("Insulin"), create=True))
    mistaken = replace(records.reads(HELP), key=THIRD)
    told = records.taking_in(ANNA, METOPROLOL, WARFARIN, SELO, takes_in=[mistaken])
    assert accepted(records.when(ANNA, told))
    [decision] = records.settle()
    assert refused(decision, "R3")["insulin"] == {Code.OMITTED_ROW}


def test_a_row_that_is_not_continued_is_told_as_ceased():
    records = merged()
    told = records.taking_in(ANNA, METOPROLOL, WARFARIN, stopped=[SELO], takes_in=[records.reads(HELP)])
    assert accepted(records.when(ANNA, told))
    assert all(map(accepted, records.settle()))
    assert records.stories[ANNA].left(SELO).gone is Gone.STOPPED


def test_the_same_reconciliation_again_is_a_duplicate_and_so_is_the_closing():
    records = reconciled()
    version = records.listed(ANNA).version
    again = taking_one_for_the_other(records, base=1)
    decision = records.when(ANNA, again)
    assert decision.events == ()
    assert all(map(is_duplicate, records.settle()))
    assert records.listed(ANNA).version == version


def test_a_closed_list_takes_no_decision_and_says_that_it_goes_on_elsewhere():
    story = reconciled().stories[HELP]
    for write in (
        story.changed(replace(WARFARIN, dosage=Dosage("less"))),
        story.whole(WARFARIN, SELO),
        story.added(treatment("Insulin")),
        story.stopped(WARFARIN),
        story.reconciled(),
    ):
        assert refused(story.when(write), "R23") == {"list": {Code.LIST_CLOSED}}


def test_a_fact_beside_a_closed_list_stands_with_an_alarm_for_it_would_be_told_nowhere_else():
    story = reconciled().stories[HELP]
    closed = story.listed.closed
    for told in (story.proposed("p1"), story.reported("d1"), story.dispensed("h1"), story.prescribed("rx1")):
        assert alarms(story.when(told)) == [Code.LIST_CLOSED]
    assert story.listed.proposals
    assert story.listed.discrepancies
    assert story.listed.revision > closed.revision
    assert story.listed.closed == closed


def test_a_list_that_is_closed_is_taken_in_by_no_other():
    records = reconciled()
    told = records.taking_in(THIRD, WARFARIN, SELO, takes_in=[records.reads(HELP)], create=True)
    assert accepted(records.when(THIRD, told))
    [decision] = records.settle()
    assert refused(decision, "R23") == {"list": {Code.LIST_CLOSED}}


@pytest.mark.parametrize("role", ["dentist", "nurse-prescriber", "pharmacist", "nurse", "patient", None])
def test_only_a_physician_reconciles_over_records_and_undoes_it(role):
    records = merged()
    told = taking_all(records, role=role)
    assert refused(records.when(ANNA, told), "R25")
    records = reconciled()
    assert refused(records.when(HELP, records.reopened(HELP, role)), "R25")


def test_a_list_takes_in_others_that_there_are_and_only_where_it_reconciles():
    records = merged()
    rows, read = (METOPROLOL, WARFARIN, SELO), records.reads(HELP)
    wrong = (
        (records.taking_in(ANNA, *rows, takes_in=[read], reconciles=False), Code.INVALID_VALUE, "R1"),
        (records.taking_in(ANNA, *rows, takes_in=[replace(read, key=ANNA)]), Code.SAME_PATIENT, "R23"),
        (records.taking_in(ANNA, *rows, takes_in=[read, read]), Code.SAME_PATIENT, "R23"),
        (records.taking_in(ANNA, *rows, takes_in=[replace(read, base=0)]), Code.NO_LIST, "R1"),
        (records.taking_in(ANNA, *rows, takes_in=[records.reads(HELP, warfarin="no row")]), Code.UNKNOWN_ROW, "R1"),
    )
    for told, code, rule in wrong:
        [codes] = refused(records.when(ANNA, told), rule).values()
        assert codes == {code}
    many = [ListTaken(chr(97 + n) * 64, 1, at(0)) for n in range(1, 22)]
    told = records.taking_in(ANNA, METOPROLOL, takes_in=many)
    assert refused(records.when(ANNA, told), "R23") == {"list": {Code.TOO_MANY_KEYS}}


def test_closing_and_opening_again_is_nothing():
    records = merged()
    before = records.listed(HELP)
    assert accepted(records.when(ANNA, taking_all(records)))
    assert all(map(accepted, records.settle()))
    assert accepted(records.when(HELP, records.reopened(HELP)))
    assert records.listed(HELP) == replace(before, revision=before.revision + 2)
    story = records.stories[HELP]
    assert accepted(story.when(story.stopped(WARFARIN)))


def test_an_unmerge_gives_both_lists_back_as_they_stood():
    records = merged()
    stood = {key: records.listed(key).rows for key in (ANNA, HELP)}
    told = records.taking_in(ANNA, STRONGER, WARFARIN, stopped=[SELO], takes_in=[records.reads(HELP)])
    assert accepted(records.when(ANNA, told))
    assert all(map(accepted, records.settle()))
    assert accepted(records.when(ANNA, records.reopened(ANNA)))
    assert all(map(accepted, records.settle()))
    assert {key: records.listed(key).rows for key in (ANNA, HELP)} == stood
    anna = records.listed(ANNA)
    assert anna.version == 3
    assert (anna.taken_in, anna.stood, records.listed(HELP).closed) == ((), None, None)
    assert records.stories[ANNA].left(SELO).gone is Gone.BACK


def test_records_that_were_unmerged_may_be_merged_and_reconciled_again():
    records = reconciled()
    assert accepted(records.when(ANNA, records.reopened(ANNA)))
    records.settle()
    again = taking_all(records)
    assert accepted(records.when(ANNA, again))
    assert all(map(accepted, records.settle()))
    assert records.listed(HELP).closed.into == ANNA


def test_what_was_decided_while_the_records_were_one_goes_to_a_person():
    records = reconciled()
    story = records.stories[ANNA]
    story.and_then(story.changed(STRONGER))
    decision = records.when(ANNA, records.reopened(ANNA))
    assert refused(decision, "R23") == {METOPROLOL.id: {Code.DECIDED_SINCE}}
    assert details(decision, METOPROLOL.id) == ["version 3: dosage.text"]
    assert accepted(records.when(HELP, records.reopened(HELP)))


def test_a_prescription_beside_the_list_keeps_nothing_from_being_given_back():
    records = reconciled()
    story = records.stories[ANNA]
    story.and_then(story.prescribed("rx1"))
    assert accepted(records.when(ANNA, records.reopened(ANNA)))


def test_what_a_half_done_reconciliation_gives_back_is_what_stood_before_its_beginning():
    records = merged()
    told = taking_all(records)
    story = records.stories[HELP]
    story.and_then(story.added(treatment("Insulin")))
    assert accepted(records.when(ANNA, told))
    records.settle()
    again = records.taking_in(ANNA, METOPROLOL, WARFARIN, SELO, treatment("Insulin"), takes_in=[records.reads(HELP)])
    assert accepted(records.when(ANNA, again))
    assert all(map(accepted, records.settle()))
    assert accepted(records.when(ANNA, records.reopened(ANNA)))
    assert records.stories[ANNA].names() == ["Metoprolol"]


def test_a_list_that_nothing_was_done_to_is_not_opened():
    records = merged()
    assert refused(records.when(HELP, records.reopened(HELP)), "R23") == {"list": {Code.NOT_CLOSED}}
    reopened = records.reopened(HELP, into=ANNA)
    assert refused(records.when(HELP, reopened), "R23") == {"list": {Code.NOT_CLOSED}}
