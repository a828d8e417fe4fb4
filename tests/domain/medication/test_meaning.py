"""R5, R6: last-changed moves only when meaning changes, and reconciled is not edited."""

from tests.domain.medication.builders import (
    HOLM,
    METOPROLOL,
    WARFARIN,
    Story,
    at,
    coding,
    days,
    dose,
    is_duplicate,
    treatment,
)

from carebus.domain.coding import Coding
from carebus.domain.medication.meaning import FIELDS, differing, value
from carebus.domain.medication.reading import age
from carebus.domain.medication.treatment import Medicine, Pause, Person
from carebus.domain.record import replace

FULL = treatment(
    "Metoprolol",
    medicine=Medicine("Metoprolol", coding("7448", "70"), "535732", coding("7180", "C07AB02"), "50 mg"),
    dosage=dose("1", interval="1", time_of_day=coding("8325", "1", "Morgen"), starts="2026-03-02T00:00:00+01:00"),
    use=coding("9101", "1", "Fast"),
    reasons=(coding("7170", "K86"),),
    started="2026-03-02T07:00:00Z",
    pause=Pause("2026-03-02"),
    prescriptions=("rx1", "rx2"),
    substitution=True,
    note="with food\nalways",
)


def test_a_reserialised_value_is_no_change():
    again = replace(
        FULL,
        dosage=dose("1.0", interval="1", time_of_day=coding("8325", "1", "Morning"), starts="2026-03-01T23:00:00Z"),
        use=Coding("urn:oid:2.16.578.1.12.4.1.1.9101", "1", "Fast bruk"),
        started="2026-03-02T08:00:00.000+01:00",
        prescriptions=("rx2", "rx1"),
        note=" with food\r\nalways ",
    )
    assert differing(FULL, again) == ()
    story = Story(FULL).later(at(1))
    assert is_duplicate(story.when(story.changed(again)))
    story.and_then(story.whole(again))
    assert (story.version, story.row(FULL).changed, story.row(FULL).treatment) == (1, at(0), FULL)


def test_a_change_of_meaning_moves_last_changed_of_that_row_alone():
    story = Story(FULL, WARFARIN).later(at(1))
    story.and_then(story.whole(replace(FULL, substitution=False), WARFARIN))
    assert [row.changed for row in story.listed.rows] == [at(1), at(0)]


def test_each_field_is_told_by_its_name():
    other = treatment(
        "Lithium",
        medicine=Medicine("Lithium", coding("7448", "71"), "1", coding("7180", "N05AN01"), "5"),
        dosage=replace(dose("2"), text="two", site="ear"),
        use=coding("9101", "2"),
        reasons=(coding("7170", "P73"),),
        started="2025",
        planned_end="2027",
        note="without food",
    )
    assert differing(FULL, other) == FIELDS
    assert value(other, "dosage.site") == "ear"


def test_a_dose_of_ten_is_not_a_dose_of_one_and_half_a_tablet_is_half_a_tablet():
    told = treatment("A", dosage=dose("1"))
    for amount, same in (("10", False), ("1,0", True), ("01", True), ("0.5", False), ("1.05", False), ("one", False)):
        assert (differing(told, treatment("A", dosage=dose(amount))) == ()) is same
    assert differing(treatment("A", dosage=dose("0,50")), treatment("A", dosage=dose("0.5"))) == ()
    assert differing(told, treatment("A", dosage=dose("1", "ml"))) == ("dosage.dosings",)


def test_a_code_with_another_original_text_means_something_else_and_with_another_display_does_not():
    told = treatment("A", use=Coding("s", "1", "Fast", "daily"))
    assert differing(told, treatment("A", use=Coding("s", "1", "Faste", "daily"))) == ()
    assert differing(told, treatment("A", use=Coding("s", "1", "Fast", "weekly"))) == ("use",)


def test_a_list_sent_by_somebody_else_takes_over_no_decision():
    row = replace(METOPROLOL, decided_by=HOLM)
    story = Story(row)
    story.and_then(story.whole(replace(row, decided_by=Person("Dr Dal")), WARFARIN, by=Person("Dr Dal")))
    assert [row.treatment.decided_by.name for row in story.listed.rows] == ["Dr Holm", "Dr Dal"]


def test_an_act_is_decided_by_who_did_it():
    story = Story(replace(METOPROLOL, decided_by=HOLM))
    story.and_then(story.paused(METOPROLOL, by=Person("Dr Dal")))
    assert story.row(METOPROLOL).treatment.decided_by == Person("Dr Dal")
    story.and_then(story.resumed(METOPROLOL))
    assert story.row(METOPROLOL).treatment.decided_by == Person("Dr Dal")


def test_a_row_says_which_message_it_is_from():
    story = Story()
    write = story.added(METOPROLOL)
    story.and_then(write)
    act = story.row(METOPROLOL).act
    assert (act.submission_id, act.original, act.role) == (
        write.provenance.submission_id,
        write.provenance.original,
        "physician",
    )


def test_when_an_act_happened_is_as_its_source_says_but_never_after_it_was_received():
    story = Story()
    early, late = story.added(METOPROLOL), story.added(WARFARIN, base=1)
    story.and_then(replace(early, provenance=replace(early.provenance, occurred=at(-1))))
    story.and_then(replace(late, provenance=replace(late.provenance, occurred=at(5))))
    assert [row.changed for row in story.listed.rows] == [at(-1), at(0)]


def test_edited_and_reconciled_are_two_things():
    story = Story(METOPROLOL)
    story.later(at(1)).and_then(story.reconciled(by=HOLM))
    story.later(at(2)).and_then(story.changed(replace(METOPROLOL, note="x", decided_by=Person("Dr Dal"))))
    listed = story.listed
    assert (listed.reconciled.at, listed.reconciled.by, listed.reconciled.version) == (at(1), HOLM, 1)
    assert (listed.edited.at, listed.edited.by, listed.edited.version) == (at(2), Person("Dr Dal"), 2)


def test_a_list_shows_how_long_ago_it_was_reconciled_however_new_its_rows_are():
    story = Story(METOPROLOL)
    assert age(story.listed, days(9)) is None
    story.and_then(story.reconciled())
    story.later(days(5)).and_then(story.added(WARFARIN))
    assert age(story.listed, days(9)) == days(9) - days(0)
