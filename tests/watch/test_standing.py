"""Understands how each source stands, in simulated time, and what an operator reads of it."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from tests.watch.simulated import AREA, HOURS, Simulated

from carebus.cli.sources_status import Status, chosen, table
from carebus.domain.alarms import AlarmCleared, Kind
from carebus.domain.flow import EVERY_AREA
from carebus.domain.watch.shares import Counts
from carebus.watch.standing import Expected, Seen, standings

MONDAY = datetime(2026, 9, 7, 6, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def seen(simulated, stated=None, expected=()):
    """What an operator's command has: the table, and the alarms that are open."""
    newest = {event.alarm.id: event for event in simulated.told}
    alarms = tuple(event.alarm for event in newest.values() if not isinstance(event, AlarmCleared))
    named = frozenset(Expected(AREA, each) for each in expected)
    return Seen(simulated.shelf, alarms, HOURS, stated or {}, named, simulated.now)


def one(simulated, source="fjordlab", **more):
    return {each.source: each for each in standings(seen(simulated, **more), AREA)}[source]


def shown(simulated, columns=80, **more):
    known = seen(simulated, **more)
    console = Console(width=columns)
    with console.capture() as capture:
        console.print(table(standings(known, AREA), known.now))
    return capture.get()


@pytest.fixture
def learned():
    """Eight weeks of a report each hour."""
    simulated = Simulated(MONDAY, every=15 * MINUTE)
    while simulated.now < MONDAY + timedelta(weeks=8):
        simulated.until(simulated.now + HOUR).sent("fjordlab", recipient="HER 7")
    return simulated


def test_a_source_stands_with_its_kinds_and_their_recipients(learned):
    learned.until(learned.now + HOUR)
    standing = one(learned)
    assert [(line.kind, line.recipient) for line in standing.lines] == [
        (None, None),
        ("ReportIssued", None),
        ("ReportIssued", "HER 7"),
    ]
    assert all(
        (line.usual, line.learned, line.quiet, line.silent) == (HOUR, True, HOUR, False) for line in standing.lines
    )


def test_what_is_silent_stands_so_with_its_alarm(learned):
    learned.until(learned.now + 5 * HOUR)
    whole = one(learned).whole
    assert (whole.silent, whole.usual, whole.alarms) == (True, HOUR, (Kind.SILENCE,))


def test_a_cadence_that_a_file_states_is_told_as_stated():
    simulated = Simulated(MONDAY, stated={"fjordlab": 6 * HOUR})
    simulated.sent("fjordlab")
    simulated.until(MONDAY + HOUR)
    whole, kind = one(simulated, stated={"fjordlab": 6 * HOUR}).lines
    assert (whole.usual, whole.learned) == (6 * HOUR, False)
    assert kind.usual is None


def test_a_source_that_never_came_is_named_where_its_file_names_the_area():
    standing = one(Simulated(MONDAY), "isbre", expected=["isbre"])
    assert (standing.expected, standing.whole.last, standing.lines) == (True, None, (standing.whole,))
    assert "never" in shown(Simulated(MONDAY), expected=["isbre"])


def test_missing_numbers_and_what_totals_lack_are_counted():
    simulated = Simulated(MONDAY)
    simulated.sent("fjordlab", numbers=[(1, 3), (5, 5), (8, 9)], count=6)
    simulated.total("fjordlab", "ReportIssued", MONDAY, MONDAY + HOUR, 10)
    simulated.until(MONDAY + 2 * HOUR)
    standing = one(simulated)
    assert (standing.missing, standing.missing_numbers, standing.lost) == (3, "4, 6-7", 4)
    assert standing.whole.alarms == (Kind.GAP,)
    assert standing.lines[1].alarms == (Kind.TOTALS,)


def test_shares_are_of_the_hour_that_runs_and_the_one_before():
    simulated = Simulated(MONDAY)
    simulated.decided("fjordlab", count=70, unknowns=20)
    simulated.decided("fjordlab", outcome="refused", count=10)
    simulated.decided("fjordlab", outcome="duplicate", count=5)
    simulated.decided("fjordlab", outcome="held", count=15)
    assert one(simulated).hours == Counts(decided=100, held=15, duplicates=5, unknowns=20, refused=10)
    simulated.until(MONDAY + 3 * HOUR)
    assert one(simulated).hours == Counts()


def test_a_planned_silence_is_told_with_its_end(learned):
    learned.planned("fjordlab", learned.now, learned.now + 8 * HOUR)
    learned.until(learned.now + 5 * HOUR)
    assert one(learned).planned_to == learned.now + 3 * HOUR
    assert not one(learned).whole.silent
    assert "planned to" in shown(learned)


def test_the_longest_names_fit_a_terminal_of_eighty_columns():
    simulated = Simulated(MONDAY)
    simulated.sent("forskrivningsregisteret", "CriticalInfoRegistered", numbers=[(1, 3), (5, 5), (8, 9)], count=6)
    simulated.decided("forskrivningsregisteret", outcome="held", count=15)
    simulated.until(MONDAY + HOUR)
    told = shown(simulated, stated={"forskrivningsregisteret": 6 * HOUR})
    assert "\N{HORIZONTAL ELLIPSIS}" not in told
    for word in ("1 h", "6 h stated", "4, 6-7", "15 held 100%", "gap", "held"):
        assert word in told


def test_one_source_or_what_is_in_trouble_is_asked_for_alone():
    simulated = Simulated(MONDAY)
    simulated.sent("fjordlab", numbers=[(1, 1), (3, 3)], recipient="HER 7")
    simulated.sent("isbre", recipient="HER 7")
    simulated.until(MONDAY + 2 * MINUTE)
    known = seen(simulated)
    everything = Status(simulated.now, simulated.now, True, standings(known, AREA), known.alarms)

    def asked(names=(), area=None, *, trouble=False, recipients=False):
        return chosen(everything, names, area, trouble=trouble, recipients=recipients)

    assert [each.source for each in asked(trouble=True).sources] == ["fjordlab"]
    assert asked(["isbre"]).alarms == ()
    assert [each.source for each in asked(["isbre"]).sources] == ["isbre"]
    assert asked(area="medication").sources == ()
    assert len(asked(["isbre"]).sources[0].lines) == 2
    assert len(asked(["isbre"], recipients=True).sources[0].lines) == 3


def test_a_series_over_all_areas_stands_where_it_is_counted_and_says_nothing_of_a_cadence():
    simulated = Simulated(MONDAY, area=EVERY_AREA, as_one={"vidda"})
    simulated.numbers("vidda", (1, 1), (3, 3))
    (standing,) = standings(seen(simulated, stated={"vidda": HOUR}), EVERY_AREA)
    assert (standing.missing, standing.expected, standing.whole.usual) == (1, False, None)
