"""R2: one version per list; every write states the one it was based on."""

import pytest
from tests.domain.medication.builders import (
    METHOTREXATE,
    METOPROLOL,
    WARFARIN,
    Story,
    accepted,
    at,
    details,
    is_duplicate,
    provenance,
    refused,
    treatment,
)

from carebus.domain.medication.beside import Packing, Part
from carebus.domain.medication.decide import decide
from carebus.domain.medication.events import (
    LockedItemReported,
    MultidosePacked,
    MultidoseResponsibilityRegistered,
    PrescriptionExpired,
    PrescriptionSuspended,
)
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.treatment import Dosage, Person
from carebus.domain.problems import Code
from carebus.domain.record import replace

STRONGER = replace(METOPROLOL, dosage=Dosage("100 mg morning"))


def test_a_stale_list_is_refused_with_the_rows_that_moved():
    story = Story(METOPROLOL)
    story.and_then(story.changed(STRONGER))
    decision = story.when(story.whole(METOPROLOL, WARFARIN, base=1))
    assert refused(decision, "R2") == {"list": {Code.STALE}, "metoprolol": {Code.STALE}}
    assert details(decision, "list") == ["based on version 1, now version 2"]
    assert details(decision, "metoprolol") == ["moved since version 1: dosage.text; yours differs in: dosage.text"]
    assert story.names() == ["Metoprolol"]


def test_a_stale_act_is_refused_also_where_another_row_moved():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.changed(STRONGER))
    decision = story.when(story.stopped(WARFARIN, base=1))
    assert refused(decision, "R2") == {"list": {Code.STALE}, "metoprolol": {Code.STALE}}
    assert story.row(WARFARIN)


def test_the_refusal_names_what_became_of_rows_that_left_the_list():
    story = Story(METOPROLOL, WARFARIN, METHOTREXATE)
    story.and_then(story.stopped(WARFARIN)).and_then(story.retracted(METHOTREXATE))
    decision = story.when(story.paused(METOPROLOL, base=1))
    assert details(decision, "warfarin") == ["moved since version 1: ceased"]
    assert details(decision, "methotrexate") == ["moved since version 1: retracted"]


def test_a_version_more_at_each_kind_of_change_of_a_row():
    story = Story(METOPROLOL)
    acts = (
        lambda: story.added(WARFARIN),
        lambda: story.changed(STRONGER),
        lambda: story.paused(METOPROLOL),
        lambda: story.resumed(METOPROLOL),
        lambda: story.stopped(METOPROLOL),
        lambda: story.reversed(METOPROLOL),
        lambda: story.retracted(METOPROLOL),
        lambda: story.prescribed("rx1", WARFARIN),
        lambda: story.recalled("rx1"),
    )
    for number, act in enumerate(acts, 2):
        story.and_then(act())
        assert (story.version, story.listed.revision) == (number, number)


def test_what_stands_beside_the_rows_moves_the_revision_and_not_the_version():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx1", METOPROLOL))
    version, revision = story.version, story.listed.revision
    beside = (
        story.dispensed("d1", "rx1"),
        PrescriptionSuspended(provenance(), "rx1"),
        PrescriptionExpired(provenance(), "rx1"),
        MultidosePacked(provenance(role="pharmacist"), Packing("p1", at(0))),
        MultidoseResponsibilityRegistered(provenance(), Part.PHYSICIAN, "80935", Person(hpr="1234567")),
        story.proposed("m1"),
        story.reported("r1"),
        story.admitted(),
        story.discharged(),
        LockedItemReported(provenance(), "RF"),
        story.reconciled(),
    )
    for number, fact in enumerate(beside, revision + 1):
        story.and_then(fact)
        assert (story.version, story.listed.revision) == (version, number)


def test_a_whole_list_that_changes_nothing_does_not_move_the_version():
    story = Story(METOPROLOL)
    story.and_then(story.whole(METOPROLOL, reconciles=True))
    assert story.version == 1
    assert story.listed.reconciled.version == 1


def test_a_whole_list_is_one_version_however_much_it_changes():
    story = Story(METOPROLOL, WARFARIN, METHOTREXATE)
    story.and_then(story.whole(STRONGER, treatment("Insulin"), stopped=[WARFARIN], retracted=[METHOTREXATE]))
    assert (story.version, story.names()) == (2, ["Metoprolol", "Insulin"])
    assert {row.row: row.fields for row in story.listed.steps[-1].rows} == {
        "metoprolol": ("dosage.text",),
        "insulin": ("added",),
        "warfarin": ("ceased",),
        "methotrexate": ("retracted",),
    }


def test_a_base_older_than_fifty_versions_is_refused_without_a_difference():
    story = Story(METOPROLOL)
    for number in range(51):
        story.and_then(story.changed(replace(METOPROLOL, note=f"{number}")))
    assert len(story.listed.steps) == 50
    assert refused(story.when(story.added(WARFARIN, base=1)), "R2") == {"list": {Code.BASE_TOO_OLD}}
    assert refused(story.when(story.added(WARFARIN, base=2)), "R2").keys() == {"list", "metoprolol"}


def test_a_base_that_was_read_more_than_four_hours_ago_is_stale_though_nothing_moved():
    story = Story(METOPROLOL)
    late = story.added(WARFARIN, read_at=at(-4.1))
    assert refused(story.when(late), "R2") == {"list": {Code.STALE_READ}}
    assert accepted(story.when(story.added(WARFARIN, read_at=at(-3.9))))


def test_how_long_a_base_may_be_read_before_is_a_setting():
    story = Story(METOPROLOL)
    short = Limits(read_within=at(1) - at(0))
    decision = decide(story.views, story.added(WARFARIN, read_at=at(-2)), at(0), short)
    assert refused(decision, "R2") == {"list": {Code.STALE_READ}}


@pytest.mark.parametrize("wrong", [{"base": 2}, {"base": 10**9}, {"read_at": at(1)}])
def test_a_base_from_the_future_is_refused(wrong):
    story = Story(METOPROLOL)
    assert refused(story.when(story.added(WARFARIN, **wrong)), "R2") == {"list": {Code.BASE_FROM_THE_FUTURE}}


def test_a_whole_list_makes_the_first_list_only_where_it_says_so():
    story = Story()
    assert refused(story.when(story.whole(METOPROLOL)), "R2") == {"list": {Code.NO_LIST}}
    story.and_then(story.whole(METOPROLOL, create=True))
    again = story.when(story.whole(WARFARIN, create=True, base=0))
    assert refused(again, "R2") == {"list": {Code.STALE}, "metoprolol": {Code.STALE}}


def test_a_list_that_does_not_exist_is_not_reconciled():
    story = Story()
    assert refused(story.when(story.reconciled()), "R2") == {"list": {Code.NO_LIST}}


def test_a_first_act_makes_the_first_list():
    story = Story()
    story.and_then(story.added(METOPROLOL))
    assert story.version == 1


def test_two_first_lists_cannot_both_win():
    story = Story(METOPROLOL)
    assert refused(story.when(story.added(WARFARIN, base=0)), "R2")["list"] == {Code.STALE}


def test_a_prescription_that_the_writer_made_in_this_write_moves_nothing_whichever_comes_first():
    after, before = Story(METOPROLOL), Story(METOPROLOL)
    after.and_then(after.changed(replace(METOPROLOL, prescriptions=("rx1",)), submission="mine"))
    after.and_then(after.prescribed("rx1", METOPROLOL, made_in="mine"))
    assert after.version == 2
    write = before.changed(replace(METOPROLOL, prescriptions=("rx1",)), submission="mine")
    before.and_then(before.prescribed("rx1", METOPROLOL, made_in="mine")).and_then(write)
    assert before.row(METOPROLOL).treatment.prescriptions == ("rx1",)


def test_a_prescription_of_somebody_else_makes_a_write_stale():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx1", METOPROLOL))
    decision = story.when(story.changed(STRONGER, base=1))
    assert details(decision, "metoprolol") == ["moved since version 1: prescriptions; yours differs in: dosage.text"]


def test_a_reconcile_of_an_old_version_is_stale_too():
    story = Story(METOPROLOL)
    story.and_then(story.added(WARFARIN))
    assert refused(story.when(story.reconciled(base=1)), "R2").keys() == {"list", "warfarin"}


def test_an_act_that_changes_nothing_is_a_duplicate():
    story = Story(METOPROLOL, METHOTREXATE)
    assert is_duplicate(story.when(story.changed(METOPROLOL)))
    assert is_duplicate(story.when(story.changed(replace(METOPROLOL, note=" "))))
    assert story.version == 1


def test_a_row_says_in_which_version_of_the_list_it_last_changed():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.changed(STRONGER))
    assert [row.version for row in story.listed.rows] == [2, 1]
