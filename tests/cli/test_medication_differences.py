"""What a clinician decides from when a write was refused: base, yours and now, row by row, and what to do next."""

from typing import Any

import pytest
from tests.cli.medication_given import ATORVASTATIN, FRAGMIN, IBUX, LEVAXIN, METOPROLOL, PARACET, screen
from tests.domain.medication.builders import Story, at

from carebus.cli.medication_differences import difference, next_step
from carebus.domain.decision import Refused
from carebus.domain.medication.treatment import Treatment
from carebus.domain.record import replace
from carebus.reader.entries import RefusedAt
from carebus.reader.medication.differing import shown_difference
from carebus.reader.medication.history import Fact
from carebus.reader.pictures.medication.answers import DifferenceAnswer
from carebus.reader.pictures.medication.differences import DifferencePicture
from carebus.reader.pictures.parts import Audience


def dosed(row: Treatment, dose: str) -> Treatment:
    return replace(row, dosage=replace(row.dosage, text=dose))


def refused(story: Story, write: Any) -> DifferencePicture:
    decision = story.when(write)
    assert isinstance(decision, Refused)
    facts = [Fact(fact.provenance.received, fact) for fact in story.facts]
    codes = tuple(dict.fromkeys(problem.code.value for problem in decision.problems))
    told = shown_difference(facts, write, RefusedAt("topic", 0, 0, story.now, codes))
    assert told is not None
    return told


def read(told: DifferencePicture, width: int = 100) -> str:
    answer = DifferenceAnswer(audience=Audience.CLINICIAN, answered=at(3), age_seconds=1.0, missing=(), difference=told)
    return screen(difference(answer), width)


def line(shown: str, row: str, field: str) -> str:
    """The line of a field in the panel of a row."""
    panel = next(part for part in shown.split("╭─ ")[1:] if part.startswith(row))
    return next(each for each in panel.splitlines() if each.startswith(f"│ {field}"))


@pytest.fixture
def story() -> Story:
    made = Story()
    made.and_then(made.whole(METOPROLOL, PARACET, LEVAXIN, IBUX, create=True))
    made.later(at(1)).and_then(made.changed(dosed(METOPROLOL, "½ tablett hver morgen")))
    made.and_then(made.stopped(IBUX)).and_then(made.added(FRAGMIN))
    return made


@pytest.fixture
def told(story: Story) -> DifferencePicture:
    mine = (dosed(METOPROLOL, "2 tabletter hver morgen"), replace(LEVAXIN, note="fastende"), IBUX, ATORVASTATIN)
    write = story.whole(*mine, stopped=(PARACET,), base=1, read_at=at(0.5), submission="s-9", source="vidda-sykehus")
    return refused(story, write)


def test_above_the_rows_it_says_what_was_refused_and_why(told: DifferencePicture):
    shown = read(told)

    for words in (
        "Refused: stale (others have changed the list since your base)",
        "Yours         ListSubmitted, submission s-9, by vidda-sykehus (physician)",
        "Based on      version 1, read 2026-03-02 09:30; refused 2026-03-02 10:00",
        "Now           version 4: 3 later",
    ):
        assert words in shown


def test_a_field_that_both_changed_shows_three_states_and_asks_for_a_decision(told: DifferencePicture):
    dose = line(read(told, 160), "Metoprolol", "dosage text")

    base, yours, now, both = (dose.index(each) for each in ("1 tablett", "2 tabletter", "½ tablett", "⚑ BOTH: decide"))
    assert base < yours < now < both


def test_what_one_side_changed_says_which(told: DifferencePicture):
    shown = read(told, 160)

    assert "you" in line(shown, "Levaxin", "note")
    assert "(nothing)" in line(shown, "Levaxin", "note")
    row = line(shown, "Ibux", "the row itself")
    assert row.index("on the list") < row.index("stopped 2026-03-02") < row.index("others")


def test_a_row_that_one_side_ceased_or_added_shows_where_it_is_and_what_it_says(told: DifferencePicture):
    shown = read(told, 300)

    ceased = line(shown, "Paracet", "the row itself")
    assert ceased.index("stopped 2026-03-02") < ceased.index("you")
    assert "On the base: Paracet 500 mg Tablett; 1-2 tabletter inntil 3 ganger daglig" in shown
    added = line(shown, "Atorvastatin", "the row itself")
    assert added.index("not on the list") < added.index("on the list: Atorvastatin Teva 40 mg") < added.index("you")
    theirs = line(shown, "Fragmin", "the row itself")
    assert theirs.index("on the list: Fragmin") < theirs.index("others")


def test_a_field_of_a_row_that_a_list_does_not_have_says_so():
    story = Story()
    story.and_then(story.whole(METOPROLOL, IBUX, create=True)).later(at(1)).and_then(story.stopped(IBUX))
    told = refused(story, story.changed(replace(IBUX, note="med mat"), base=1))

    shown = read(told, 160)
    assert "(no row)" in line(shown, "Ibux", "note")
    assert "⚑ BOTH: decide" in line(shown, "Ibux", "the row itself")


def test_the_same_change_by_both_is_no_dispute():
    story = Story()
    story.and_then(story.whole(METOPROLOL, PARACET, create=True)).later(at(1))
    story.and_then(story.changed(dosed(METOPROLOL, "½ tablett"))).and_then(story.stopped(PARACET))
    told = refused(story, story.changed(dosed(METOPROLOL, "½ tablett"), base=1))

    assert "both, alike" in line(read(told, 160), "Metoprolol", "dosage text")
    assert "what both changed" not in next_step(told)


def test_the_last_sentence_says_what_to_do_next(told: DifferencePicture):
    assert next_step(told) == (
        "Next: read the list again (version 4 now), decide each row above, first what both changed "
        "(Metoprolol Sandoz 50 mg), and send it with base 4."
    )


def test_a_write_that_was_read_too_long_ago_and_changes_nothing_says_so():
    story = Story()
    story.and_then(story.whole(METOPROLOL, create=True)).later(at(6))
    told = refused(story, story.changed(METOPROLOL, read_at=at(0)))

    shown = read(told)
    assert "stale-read (your base was read too long ago)" in shown
    assert "No row differs between the base, yours and the list as it is now." in shown
    assert next_step(told) == "Next: read the list again (version 1 now), decide again, and send it with base 1."


@pytest.mark.parametrize("width", [100, 160])
def test_no_line_is_too_long_and_nothing_is_cut_off(told: DifferencePicture, width: int):
    shown = read(told, width)

    assert max(map(len, shown.splitlines())) <= width
    assert "…" not in shown
    for row in told.rows:
        assert f"{row.display} · row {row.row}" in shown
