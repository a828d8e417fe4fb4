"""A hospital's letters leave its system and reach nobody for four months, 16,438 of them; everything else of it goes on as ever."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.watch.simulated import Simulated, working

from carebus.domain.alarms import AlarmCleared, AlarmRaised, Kind
from carebus.watch.norway import holidays_of

HOSPITAL = "vidda-sykehus"
LETTER, RESULT = "LetterSent", "ReportIssued"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
LOST_FROM = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LOST = 16_438
PRACTICES = [f"HER 99000{n}" for n in range(300, 320)]
HOLIDAYS = holidays_of(2026)
FIVE_MINUTES = timedelta(minutes=5)


def letters(chance, begin, end=None, most=None):
    """When the hospital's system sends its letters: some 196 a working day, by chance."""
    at, made = begin, []
    while (end is None or at < end) and (most is None or len(made) < most):
        at += timedelta(seconds=chance.expovariate(1 / 129))
        if working(at, HOLIDAYS) and (end is None or at < end):
            made.append(at)
    return made


def results(chance, begin, end):
    """When it sends results: day and night, every ten minutes or so."""
    at = begin
    while (at := at + timedelta(seconds=chance.expovariate(1 / 600))) < end:
        yield at


@pytest.fixture
def chance():
    return random.Random(4)


@pytest.fixture
def ordinary(chance):
    """Eight weeks of letters to twenty practices, and of results."""
    simulated = Simulated(BEGIN, every=FIVE_MINUTES)
    traffic = [(at, LETTER) for at in letters(chance, BEGIN, LOST_FROM)]
    traffic += [(at, RESULT) for at in results(chance, BEGIN, LOST_FROM)]
    for at, kind in sorted(traffic):
        simulated.until(at).sent(HOSPITAL, kind, chance.choice(PRACTICES) if kind == LETTER else None)
    assert simulated.told == []
    return simulated


def test_without_totals_the_kind_that_stopped_is_named_within_two_usual_intervals(ordinary, chance):
    lost = letters(chance, LOST_FROM, most=LOST)
    ordinary.every = timedelta(minutes=1)
    for at in results(chance, LOST_FROM, lost[-1]):
        ordinary.until(at).sent(HOSPITAL, RESULT)
        if at > LOST_FROM + timedelta(days=2):
            ordinary.every = timedelta(hours=1)

    of_kinds = [e for e in ordinary.of(Kind.SILENCE, AlarmRaised) if e.alarm.message_kind and not e.alarm.recipient]
    (alarm,) = of_kinds
    assert (alarm.alarm.source, alarm.alarm.message_kind) == (HOSPITAL, LETTER)
    assert alarm.alarm.expected == "something within 44 min 8 s in working hours"  # twice the usual interval
    assert alarm.at - alarm.alarm.since < timedelta(minutes=46)
    (still,) = [
        each.alarm
        for each in ordinary.watch.alarms.values()
        if each.alarm.message_kind == LETTER and not each.alarm.recipient
    ]
    assert still.id == alarm.alarm.id  # four months later it is the same alarm, open
    assert still.count == pytest.approx(LOST, rel=0.1)  # reckoned: what never arrives cannot be counted

    ordinary.until(lost[-1] + timedelta(minutes=5)).sent(HOSPITAL, LETTER, PRACTICES[0])
    ordinary.until(lost[-1] + timedelta(hours=2))
    assert alarm.alarm.id in {event.alarm.id for event in ordinary.of(Kind.SILENCE, AlarmCleared)}


def test_with_totals_the_first_letters_that_are_lost_are_counted_within_minutes(chance):
    """The hospital tells every five minutes how many letters it sent. Nothing has to be learned first."""
    lost = letters(chance, LOST_FROM, most=LOST)
    simulated = Simulated(LOST_FROM - timedelta(hours=1), every=timedelta(minutes=1))
    came = letters(chance, LOST_FROM - timedelta(hours=1), LOST_FROM)
    for at in came:
        simulated.until(at).sent(HOSPITAL, LETTER)
    _tell(simulated, LOST_FROM - timedelta(hours=1), LOST_FROM, came)
    simulated.until(LOST_FROM)
    assert simulated.told == []

    _tell(simulated, LOST_FROM, lost[-1] + FIVE_MINUTES, lost, fast_after=timedelta(hours=4))
    simulated.until(simulated.now + timedelta(hours=3))

    (raised,) = simulated.of(Kind.TOTALS, AlarmRaised)
    assert (raised.alarm.source, raised.alarm.message_kind) == (HOSPITAL, LETTER)
    assert raised.at - lost[0] <= timedelta(minutes=9)  # the stretch ends, two minutes to settle, one evaluation
    (still,) = simulated.watch.alarms.values()
    assert (still.alarm.id, still.alarm.count) == (raised.alarm.id, LOST)  # to the letter

    for at in lost:  # they are found, and sent again
        simulated.sent(HOSPITAL, LETTER, recorded=at)
    simulated.until(simulated.now + timedelta(hours=2))
    (cleared,) = simulated.of(Kind.TOTALS, AlarmCleared)
    assert cleared.alarm.id == raised.alarm.id
    assert simulated.watch.alarms == {}


def _tell(simulated, begin, end, sent, fast_after=None):
    """The source tells the total of each five minutes when they are over."""
    counts, minute = Counter((at - begin) // FIVE_MINUTES for at in sent), begin
    while minute < end:
        following = minute + FIVE_MINUTES
        count = counts[(minute - begin) // FIVE_MINUTES]
        simulated.until(following).total(HOSPITAL, LETTER, minute, following, count)
        if fast_after is not None and following > begin + fast_after:
            simulated.every = timedelta(hours=1)
        minute = following
