"""Understands the watch over one area in simulated time."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry
from tests.watch.simulated import AREA, HOURS, Simulated

from carebus.domain.alarms import AlarmCleared, AlarmRaised, Kind
from carebus.domain.flow import EVERY_AREA, GATEWAY, NO_OFFSET, SourceFlow, TransactionDone
from carebus.watch.metrics import MOST, WatchMetrics
from carebus.watch.watcher import Watcher

MONDAY = datetime(2026, 9, 7, 6, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def regular(simulated, source, weeks, every=HOUR):
    """A source that sends every hour, day and night."""
    end = simulated.now + timedelta(weeks=weeks)
    while simulated.now < end:
        simulated.until(simulated.now + every).sent(source)
    return simulated


@pytest.fixture
def learned():
    return regular(Simulated(MONDAY, every=15 * MINUTE), "fjordlab", 8)


def test_what_comes_as_ever_is_no_alarm_and_its_silence_is_within_two_usual_intervals(learned):
    assert learned.told == []
    last = learned.now
    learned.every = MINUTE
    learned.until(last + 3 * HOUR)
    (raised,) = learned.told
    assert raised.alarm.source == "fjordlab"
    assert (
        2 * HOUR < raised.at - last < 2 * HOUR + 20 * MINUTE
    )  # the interval before was a quarter of an hour long at most


def test_a_source_that_speaks_again_clears_its_alarm(learned):
    learned.until(learned.now + 5 * HOUR).sent("fjordlab")
    learned.until(learned.now + HOUR)
    assert [type(event) for event in learned.told if type(event) in {AlarmRaised, AlarmCleared}] == [
        AlarmRaised,
        AlarmCleared,
    ]


def test_a_restart_loses_no_open_alarm_and_raises_none_twice(learned):
    after = learned.until(learned.now + 5 * HOUR).restarted()
    after.until(after.now + 3 * HOUR)
    assert len(after.of(Kind.SILENCE, AlarmRaised)) == 1
    after.sent("fjordlab")
    after.until(after.now + HOUR)
    assert len(after.of(Kind.SILENCE, AlarmCleared)) == 1


def test_the_same_flow_read_again_after_a_restart_is_counted_once(learned):
    row = SourceFlow("fjordlab", "ReportIssued", "submitted", 7, learned.now, learned.now)
    done = TransactionDone(GATEWAY, AREA, NO_OFFSET, NO_OFFSET, NO_OFFSET, learned.now, (row,))
    learned.flow(done)
    before = {
        key: value for what in ("line", "source", "window") for key, value in learned.shelf.all(AREA, what).items()
    }
    after = learned.restarted()
    after.watch.count(done, learned.offset, learned.now)
    assert {
        key: value for what in ("line", "source", "window") for key, value in after.shelf.all(AREA, what).items()
    } == before


def test_an_announced_silence_is_no_alarm_and_is_counted_from_its_end(learned):
    begin = learned.now
    learned.planned("fjordlab", begin, begin + 8 * HOUR)
    learned.until(begin + 9 * HOUR)
    assert learned.told == []
    learned.until(begin + 11 * HOUR)
    assert len(learned.of(Kind.SILENCE, AlarmRaised)) == 1


def test_a_source_whose_clock_is_two_hours_off_is_judged_by_when_it_was_heard():
    simulated = Simulated(MONDAY, every=15 * MINUTE)
    end = MONDAY + timedelta(weeks=8)
    while simulated.now < end:
        simulated.until(simulated.now + HOUR).sent("fjordlab", recorded=simulated.now - 2 * HOUR)
    begin = simulated.now.replace(minute=0, second=0) - 2 * HOUR
    simulated.total("fjordlab", "ReportIssued", begin - HOUR, begin, 1)
    simulated.until(simulated.now + HOUR / 2)
    assert simulated.told == []
    ((_, state),) = simulated.watch.sources.items()
    assert state.skew == -2 * HOUR


@pytest.mark.parametrize("told_first", [True, False])
def test_a_repeat_hides_no_message_that_was_lost_in_the_same_minute(told_first):
    """Two were sent, one came twice and one never; whether the total comes before the projector knows the repeat, or after it."""
    simulated = Simulated(MONDAY)
    total = lambda: simulated.total("fjordlab", "ReportIssued", MONDAY - HOUR, MONDAY, 2)  # noqa: E731
    simulated.sent("fjordlab", count=2, recorded=MONDAY - MINUTE)
    if told_first:
        total()
    simulated.repeated("fjordlab", MONDAY - MINUTE)
    if not told_first:
        total()
    simulated.until(MONDAY + 5 * MINUTE)
    (raised,) = simulated.of(Kind.TOTALS, AlarmRaised)
    assert raised.alarm.count == 1


def test_what_comes_twice_and_whole_is_no_alarm():
    simulated = Simulated(MONDAY)
    simulated.sent("fjordlab", count=3, recorded=MONDAY - MINUTE)
    simulated.repeated("fjordlab", MONDAY - MINUTE)
    simulated.total("fjordlab", "ReportIssued", MONDAY - HOUR, MONDAY, 2)
    simulated.until(MONDAY + 5 * MINUTE)
    assert not simulated.of(Kind.TOTALS)


def test_a_file_s_cadence_holds_until_something_is_learned():
    simulated = Simulated(MONDAY, stated={"fjordlab": 6 * HOUR})
    simulated.sent("fjordlab")
    simulated.until(MONDAY + 7 * HOUR)
    (raised,) = simulated.told
    assert timedelta() < raised.at - MONDAY - 6 * HOUR < 15 * MINUTE


def test_one_series_over_all_areas_has_its_gaps_where_all_of_it_is_counted():
    simulated = Simulated(MONDAY, area=EVERY_AREA, as_one={"vidda"})
    simulated.numbers("vidda", (1, 2))
    simulated.numbers("vidda", (4, 4), (6, 6))
    simulated.numbers("vidda", (5, 5))
    simulated.until(MONDAY + 2 * MINUTE)
    (raised,) = simulated.told
    assert (raised.alarm.kind, raised.alarm.area, raised.alarm.seen) == (Kind.GAP, EVERY_AREA, "missing: 3")
    simulated.numbers("vidda", (3, 3))
    simulated.until(MONDAY + 4 * MINUTE)
    assert len(simulated.of(Kind.GAP, AlarmCleared)) == 1


@pytest.mark.parametrize(("area", "before", "after"), [(AREA, (), {"vidda"}), (EVERY_AREA, {"vidda"}, ())])
def test_a_false_gap_ends_when_the_source_s_file_says_over_what_it_numbers(area, before, after):
    simulated = Simulated(MONDAY, area=area, as_one=before)
    tell = simulated.numbers if area == EVERY_AREA else lambda source, *runs: simulated.sent(source, numbers=runs)
    tell("vidda", (1, 1), (3, 3))
    simulated.until(MONDAY + 2 * MINUTE)
    assert len(simulated.of(Kind.GAP, AlarmRaised)) == 1
    mended = Simulated(simulated.now, shelf=simulated.shelf, area=area, as_one=after)
    mended.watch.remember(simulated.told)
    mended.until(mended.now + 2 * MINUTE)
    assert [type(event) for event in mended.told] == [AlarmCleared]


def test_an_undecided_submission_is_an_alarm_until_its_partition_has_passed_it():
    simulated = Simulated(MONDAY)
    simulated.sent("fjordlab", partition=3)
    simulated.decided("fjordlab", partition=2)
    simulated.until(MONDAY + 3 * MINUTE)
    (raised,) = simulated.of(Kind.UNDECIDED)
    assert raised.alarm.since == MONDAY
    simulated.decided("fjordlab", partition=3, to=MONDAY)
    simulated.until(MONDAY + 5 * MINUTE)
    assert len(simulated.of(Kind.UNDECIDED, AlarmCleared)) == 1


def test_patients_that_wait_and_shares_that_are_held_or_unknown_are_alarms():
    simulated = Simulated(MONDAY)
    simulated.decided("fjordlab", count=80, unknowns=20, held_patients=2)
    simulated.decided("fjordlab", outcome="held", count=20, held_patients=2)
    simulated.until(MONDAY + MINUTE)
    assert {event.alarm.kind: event.alarm.count for event in simulated.told} == {
        Kind.HELD: 20,
        Kind.UNKNOWNS: 20,
        Kind.HELD_PATIENTS: 2,
    }


def test_a_release_ends_the_alarm_on_patients_that_waited_and_is_not_slow_for_what_it_decided():
    simulated = Simulated(MONDAY)
    simulated.decided("fjordlab", held_patients=1)
    simulated.until(MONDAY + 30 * MINUTE)
    assert len(simulated.of(Kind.HELD_PATIENTS)) == 1
    simulated.released("fjordlab", MONDAY)
    simulated.until(MONDAY + 32 * MINUTE)
    assert len(simulated.of(Kind.HELD_PATIENTS, AlarmCleared)) == 1
    assert not simulated.of(Kind.LATENCY)


def test_a_probe_that_does_not_come_is_an_alarm():
    simulated = Simulated(MONDAY, probed=True)
    simulated.decided("carebus-probe")
    simulated.until(MONDAY + 2 * MINUTE)
    assert simulated.told == []
    simulated.until(MONDAY + 5 * MINUTE)
    assert [event.alarm.kind for event in simulated.told] == [Kind.PROBE]


@pytest.fixture(scope="module")
def ten_thousand():
    """Ten thousand sources, of which nothing is learned yet, each with a file that states an hour; then silence."""
    simulated = Simulated(MONDAY, every=HOUR, stated={f"source-{n}": HOUR for n in range(10_000)})
    for n in range(10_000):
        simulated.sent(f"source-{n}", numbers=[(1, 1)])
    return simulated


def test_a_burst_of_twenty_thousand_messages_is_counted_to_the_last(ten_thousand):
    for n in range(20_000):
        ten_thousand.sent("source-1", numbers=[(n + 2, n + 2)])
    state = next(state for key, state in ten_thousand.watch.sources.items() if key.source == "source-1")
    assert (state.numbering.first, state.numbering.last, state.numbering.gaps) == (1, 20_001, ())


def test_ten_thousand_sources_that_fall_silent_at_once_are_one_alarm(ten_thousand):
    ten_thousand.until(MONDAY + 2 * HOUR)
    (raised,) = ten_thousand.of(Kind.SILENCE, AlarmRaised)
    assert (raised.alarm.source, raised.alarm.seen) == (None, "10000 of 10000 are silent")


def test_ten_thousand_sources_in_trouble_make_a_bounded_number_of_series():
    simulated = Simulated(MONDAY)
    for n in range(10_000):
        simulated.sent(f"source-{n}", numbers=[(1, 1), (3, 3)])
    registry = CollectorRegistry()
    metrics = WatchMetrics(registry)
    watcher = Watcher(12, HOURS, {})
    metrics.begun(watcher)
    simulated.until(MONDAY + 2 * MINUTE)
    metrics.evaluated(simulated.watch, simulated.now)

    series = [sample for metric in registry.collect() for sample in metric.samples]
    assert len(simulated.watch.alarms) == 10_000
    assert len([s for s in series if s.name == "carebus_alarm_since_timestamp_seconds"]) == MOST
    assert registry.get_sample_value("carebus_alarms_left_out") == 10_000 - MOST
    assert registry.get_sample_value("carebus_alarms_open", {"kind": "gap", "area": AREA}) == 10_000
    assert len(series) < MOST + 50
