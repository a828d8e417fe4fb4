"""A hospital's letters leave its system and reach nobody for four months, 16,438 of them; everything else of it goes on as ever."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from tests.watch.simulated import Simulated, working

from carebus.domain.alarms import AlarmCleared, AlarmRaised, Kind
from carebus.watch.norway import _holidays

HOSPITAL, OTHER = "vidda-sykehus", "fjordlab"
LETTER, RESULT = "LetterSent", "ReportIssued"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
LOST_FROM = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LOST = 16_438
GPS = [f"HER 99000{n}" for n in range(300, 320)]
HOLIDAYS = _holidays(2026)


def letters(begin: datetime, end: datetime, chance: random.Random, most: int | None = None) -> list[datetime]:
    """When the hospital's system sends its letters: some 196 a working day, by chance."""
    at, made = begin, []
    while at < end and (most is None or len(made) < most):
        at += timedelta(seconds=chance.expovariate(1 / 129))
        if working(at, HOLIDAYS):
            made.append(at)
    return made


def ordinary(chance: random.Random) -> Simulated:
    """Eight weeks of letters to twenty practices, and of results day and night."""
    simulated = Simulated(BEGIN, every=timedelta(minutes=5))
    traffic = [(at, LETTER) for at in letters(BEGIN, LOST_FROM, chance)]
    at = BEGIN
    while at < LOST_FROM:
        at += timedelta(seconds=chance.expovariate(1 / 600))
        traffic.append((at, RESULT))
    for at, kind in sorted(traffic):
        simulated.until(at).sent(HOSPITAL, kind, chance.choice(GPS) if kind == LETTER else None)
    return simulated


@pytest.fixture(scope="module")
def chance():
    return random.Random(16_438)


def test_without_totals_the_kind_that_stopped_is_named_within_two_usual_intervals():
    chance = random.Random(4)
    simulated = ordinary(chance)
    assert simulated.told == []
    simulated.every = timedelta(minutes=1)
    at = LOST_FROM
    while at < LOST_FROM + timedelta(days=122):  # its results go on
        at += timedelta(seconds=chance.expovariate(1 / 600))
        simulated.until(at).sent(HOSPITAL, RESULT)
        if at > LOST_FROM + timedelta(days=2):
            simulated.every = timedelta(hours=1)
    raised = simulated.of(Kind.SILENCE, AlarmRaised)
    first = next(e for e in raised if e.alarm.message_kind == LETTER and e.alarm.recipient is None)
    last = simulated.told[-1].alarm

    print("raised", first, len(raised), last)
    assert first.alarm.source == HOSPITAL
    assert first.at - LOST_FROM < timedelta(hours=3)
    assert not [e for e in raised if e.alarm.message_kind == RESULT]
