"""R3: a whole list accounts for every row and every field."""

from tests.domain.medication.builders import (
    METHOTREXATE,
    METOPROLOL,
    WARFARIN,
    Story,
    accepted,
    details,
    refused,
    treatment,
)

from carebus.domain.medication.treatment import Dosage, Ending, Medicine, Pause
from carebus.domain.medication.view import Gone, RowFields
from carebus.domain.medication.writes import Cease
from carebus.domain.problems import Code
from carebus.domain.record import replace

PLAIN = replace(METHOTREXATE, pause=None)


def test_an_omitted_row_is_an_error_that_names_it_and_never_a_delete():
    story = Story(METOPROLOL, WARFARIN, METHOTREXATE)
    decision = story.when(story.whole(WARFARIN))
    assert refused(decision, "R3") == {"metoprolol": {Code.OMITTED_ROW}, "methotrexate": {Code.OMITTED_ROW}}
    assert len(story.names()) == 3


def test_an_empty_list_deletes_nothing():
    story = Story(METOPROLOL)
    assert refused(story.when(story.whole()), "R3") == {"metoprolol": {Code.OMITTED_ROW}}


def test_every_row_is_unchanged_changed_added_ceased_or_retracted():
    story = Story(METOPROLOL, WARFARIN, METHOTREXATE)
    stronger = replace(METOPROLOL, dosage=Dosage("100 mg"))
    story.and_then(story.whole(stronger, treatment("Insulin"), stopped=[WARFARIN], retracted=[METHOTREXATE]))
    assert story.names() == ["Metoprolol", "Insulin"]
    assert (story.left(WARFARIN).gone, story.left(METHOTREXATE).gone) == (Gone.STOPPED, Gone.RETRACTED)
    assert story.left(WARFARIN).row.treatment == WARFARIN
    assert story.left(METHOTREXATE).row is None


def test_a_system_that_does_not_know_pauses_must_not_resume_methotrexate():
    story = Story(METHOTREXATE)
    for write in (story.whole(PLAIN), story.changed(PLAIN)):
        decision = story.when(write)
        assert refused(decision, "R3") == {"methotrexate": {Code.OMITTED_FIELD}}
        assert details(decision, "methotrexate") == ["pause"]


def test_a_field_that_the_source_cannot_carry_is_kept():
    story = Story(METHOTREXATE)
    weaker = replace(PLAIN, dosage=Dosage("10 mg Monday"))
    story.and_then(story.whole(weaker, cannot_carry=("pause",)))
    kept = story.row(METHOTREXATE).treatment
    assert (kept.pause, kept.dosage.text) == (METHOTREXATE.pause, "10 mg Monday")


def test_a_field_that_the_source_cannot_carry_is_kept_whatever_it_sends():
    story = Story(METHOTREXATE)
    other = replace(METHOTREXATE, pause=Pause("2020-01-01"), medicine=Medicine("Methotrexate", strength="2.5 mg"))
    story.and_then(story.changed(other, cannot_carry=("pause", "medicine.atc")))
    assert story.row(METHOTREXATE).treatment == replace(other, pause=METHOTREXATE.pause)


def test_a_field_is_removed_on_purpose_by_its_name():
    listed, changed = Story(METHOTREXATE), Story(METHOTREXATE)
    listed.and_then(listed.whole(PLAIN, removed=(RowFields("methotrexate", ("pause",)),)))
    changed.and_then(changed.changed(PLAIN, removed=("pause",)))
    for story in (listed, changed):
        assert story.row(METHOTREXATE).treatment.pause is None
        assert story.version == 2


def test_a_part_of_the_medicine_or_of_the_dosage_is_a_field_too():
    told = treatment("A", medicine=Medicine("A", fest="535732", strength="5 mg"), dosage=Dosage("1", site="left ear"))
    story = Story(told)
    decision = story.when(story.changed(replace(told, medicine=Medicine("A"), dosage=Dosage("1"))))
    assert details(decision, "a") == ["medicine.fest", "medicine.strength", "dosage.site"]


def test_a_field_that_nobody_knows_or_that_is_removed_and_told_at_once_is_refused():
    story = Story(METHOTREXATE)
    misspelt = (story.whole(PLAIN, cannot_carry=("pauses",)), story.changed(PLAIN, cannot_carry=("pauses",)))
    for write in misspelt:
        assert refused(story.when(write), "R3")
    ending = story.changed(PLAIN, removed=("pause", "ending"))
    assert refused(story.when(ending), "R3") == {"methotrexate": {Code.UNKNOWN_FIELD}}
    both = story.changed(replace(METHOTREXATE, note="x"), removed=("pause",))
    assert refused(story.when(both), "R1") == {"methotrexate": {Code.INVALID_VALUE}}


def test_a_row_told_both_as_active_and_as_ceased_or_retracted_is_refused():
    story = Story(METOPROLOL)
    for write in (story.whole(METOPROLOL, stopped=[METOPROLOL]), story.whole(METOPROLOL, retracted=[METOPROLOL])):
        assert refused(story.when(write), "R4") == {"metoprolol": {Code.CEASED_AND_ACTIVE}}


def test_a_row_that_was_ceased_is_not_active_again_by_being_told():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(WARFARIN))
    decision = story.when(story.whole(METOPROLOL, WARFARIN))
    assert refused(decision, "R4") == {"warfarin": {Code.CEASED_AND_ACTIVE}}


def test_a_row_that_was_retracted_does_not_come_back_by_being_told():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.retracted(WARFARIN))
    for write in (story.whole(METOPROLOL, WARFARIN), story.whole(METOPROLOL, stopped=[WARFARIN])):
        assert refused(story.when(write), "R4") == {"warfarin": {Code.RETRACTED_ROW}}


def test_a_ceased_row_may_be_told_again_as_ceased_or_left_out():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(WARFARIN))
    left = story.left(WARFARIN)
    story.and_then(story.whole(METOPROLOL, stopped=[WARFARIN])).and_then(story.whole(METOPROLOL))
    assert story.left(WARFARIN) is left
    assert story.version == 2


def test_a_row_that_was_retracted_may_be_retracted_again():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.retracted(WARFARIN)).and_then(story.whole(METOPROLOL, retracted=[WARFARIN]))
    assert (story.version, story.left(WARFARIN).revision) == (2, 1)


def test_a_first_list_brings_the_treatments_that_were_ceased_before():
    story = Story()
    story.and_then(story.whole(METOPROLOL, stopped=[WARFARIN], create=True))
    assert (story.names(), story.left(WARFARIN).gone) == (["Metoprolol"], Gone.STOPPED)
    assert story.left(WARFARIN).row.treatment == WARFARIN


def test_what_a_submission_says_of_the_row_that_leaves_is_not_listened_to():
    other, story = Story(WARFARIN), Story(METOPROLOL)
    forged = replace(story.stopped(METOPROLOL), row=other.row(WARFARIN))
    story.and_then(forged)
    assert story.left(METOPROLOL).row.treatment == METOPROLOL
    again = Story(METOPROLOL)
    cease = Cease(METOPROLOL, Ending("2030-01-01"), row=other.row(WARFARIN))
    again.and_then(again.whole(METOPROLOL, ceased=(cease,)))
    assert again.row(METOPROLOL).ending
    assert again.left(METOPROLOL) is None


def test_a_cease_with_a_date_ahead_is_a_field_that_must_be_told_kept_or_taken_back():
    story = Story(METOPROLOL)
    story.and_then(story.stopped(METOPROLOL, "2026-04-01"))
    ending = story.row(METOPROLOL).ending
    assert details(story.when(story.whole(METOPROLOL)), "metoprolol") == ["ending"]
    story.and_then(story.whole(METOPROLOL, cannot_carry=("ending",)))
    story.and_then(story.whole(METOPROLOL, ceased=(Cease(METOPROLOL, ending),)))
    assert (story.row(METOPROLOL).ending, story.version) == (ending, 2)
    story.and_then(story.whole(METOPROLOL, removed=(RowFields("metoprolol", ("ending",)),)))
    assert story.row(METOPROLOL).ending is None


def test_a_treatment_that_is_ceased_ahead_must_be_on_the_list():
    story = Story(METOPROLOL)
    ahead = (Cease(WARFARIN, Ending("2026-04-01")),)
    assert refused(story.when(story.whole(METOPROLOL, ceased=ahead)), "R1") == {"warfarin": {Code.UNKNOWN_ROW}}
    assert accepted(story.when(story.whole(METOPROLOL, WARFARIN, ceased=ahead)))
    assert story.row(WARFARIN).ending == ahead[0].ending
