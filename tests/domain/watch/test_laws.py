"""Laws of the watch's rules: order does not matter where it must not, replay adds nothing, an alarm is raised once and cleared once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.alarms import AlarmCleared, AlarmRaised, Kind, Matter
from carebus.domain.flow import NumberRun
from carebus.domain.sources import SourceControlTotal
from carebus.domain.watch import totals
from carebus.domain.watch.numbering import numbered, runs_of
from carebus.domain.watch.register import Finding, told, turn

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RUN = st.tuples(st.integers(0, 200), st.integers(0, 20)).map(lambda told: NumberRun(told[0], told[0] + told[1]))
MATTER = st.sampled_from([Matter(Kind.GAP, "results", source) for source in ("a", "b", "c")])


def missing(numbering):
    return {n for gap in numbering.gaps for n in range(gap.first, gap.last + 1)}


@given(st.lists(RUN, min_size=1, max_size=12), st.randoms())
def test_the_order_in_which_numbers_come_does_not_matter(runs, chance):
    shuffled = chance.sample(runs, len(runs))
    one, other = numbered(None, runs, AT), numbered(None, shuffled, AT)
    seen = {n for run in runs for n in range(run.first, run.last + 1)}
    assert missing(one) == missing(other) == set(range(min(seen), max(seen) + 1)) - seen
    assert (one.first, one.last) == (other.first, other.last) == (min(seen), max(seen))


@given(st.lists(RUN, min_size=1, max_size=12))
def test_the_same_numbers_again_say_nothing_new(runs):
    once = numbered(None, runs, AT)
    assert numbered(once, runs, AT + MINUTE) == once


@given(st.sets(st.integers(0, 100)))
def test_runs_are_the_numbers_each_once(numbers):
    assert [n for run in runs_of(numbers) for n in range(run.first, run.last + 1)] == sorted(numbers)


ARRIVAL = st.tuples(st.integers(0, 179), st.integers(1, 5))
STRETCHES = st.lists(st.integers(0, 179), min_size=2, max_size=6, unique=True).map(sorted)


@given(st.lists(ARRIVAL, max_size=20), STRETCHES, st.integers(0, 20), st.randoms())
def test_a_total_says_the_same_whether_it_comes_before_or_after_what_it_counts(arrivals, cuts, sent, chance):
    stretches = [
        SourceControlTotal("a", "results", "ReportIssued", AT + MINUTE * begin, AT + MINUTE * end, sent, AT)
        for begin, end in pairwise(cuts)
    ]

    def run(steps):
        windows, known = {}, ()
        for step in steps:
            if isinstance(step, SourceControlTotal):
                known = totals.told(known, step, windows)
            else:
                minute, count = AT + MINUTE * step[0], step[1]
                hour = totals.hour_of(minute)
                windows[hour] = totals.counted(windows.get(hour), minute, count)
                known = totals.came(known, "ReportIssued", minute, count)
        return {(each.begin, each.end): each.seen for each in known}

    steps = [*stretches, *arrivals]
    assert run(steps) == run(chance.sample(steps, len(steps)))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(0, 3))
def test_merging_what_is_short_loses_no_message(seen, often):
    known = tuple(
        totals.Total("ReportIssued", AT + MINUTE * n, AT + MINUTE * (n + 1), 9, each, AT) for n, each in enumerate(seen)
    )
    now = AT + totals.SETTLE
    before = sum(short.missing for short in totals.shortfalls(known, now))
    for _ in range(often):
        known = totals.settled(known, now)
    assert sum(short.missing for short in totals.shortfalls(known, now)) == before == sum(9 - each for each in seen)


@given(st.lists(st.sets(MATTER), max_size=20), st.sets(st.integers(0, 19)))
def test_an_alarm_that_is_raised_is_cleared_exactly_once_and_a_restart_raises_none_twice(rounds, restarts):
    alarms, events, since = {}, [], {}
    for number, found in enumerate([*rounds, set()]):
        now = AT + MINUTE * number
        since = {matter: since.get(matter, now) for matter in found}
        findings = [Finding(matter, since[matter], "all", "none") for matter in sorted(found, key=repr)]
        for event in turn(alarms, findings, now, lambda _matter: True):
            alarms = told(alarms, [event])
            events.append(event)
        if number in restarts:  # what the topic says is what is open
            newest = {event.alarm.id: event for event in events}
            alarms = told({}, [event for event in newest.values() if not isinstance(event, AlarmCleared)])

    raised = Counter(event.alarm.id for event in events if isinstance(event, AlarmRaised))
    cleared = Counter(event.alarm.id for event in events if isinstance(event, AlarmCleared))
    assert raised == cleared
    assert set(raised.values()) <= {1}
    assert alarms == {}


def test_of_what_a_lost_table_knew_silence_is_not_the_end_of_an_alarm():
    matter = Matter(Kind.SILENCE, "results", "a")
    (raised,) = turn({}, [Finding(matter, AT, "all", "none")], AT, lambda _matter: True)
    alarms = told({}, [raised])
    assert turn(alarms, [], AT + MINUTE, lambda _matter: False) == ()
    assert [type(event) for event in turn(alarms, [], AT + MINUTE, lambda _matter: True)] == [AlarmCleared]
