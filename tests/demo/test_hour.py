"""Who waits for whom in the town: a line for the one before it, a race for all who run it, and nobody in a town that was stopped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from carebus.demo.town.chart import Chart
from carebus.demo.town.hour import SILENCES, Hour, Stopped
from carebus.demo.town.kinds import Kind
from carebus.demo.town.script import Intent
from carebus.domain.medication.view import NOTHING
from carebus.domain.record import replace

RACE = tuple(Intent(number, number, 0, Kind.CHANGE, "seed", race=1) for number in range(3))


def chart(revision):
    return Chart(datetime(2026, 3, 2, tzinfo=UTC), replace(NOTHING, revision=revision))


def test_all_who_race_decide_on_one_reading_the_newest():
    hour = Hour(RACE)
    with ThreadPoolExecutor(3) as desks:
        read = list(desks.map(lambda revision: hour.meet(1, chart(revision)), (4, 6, 5)))
    assert [each.listed.revision for each in read] == [6, 6, 6]


def test_a_line_waits_until_the_one_before_it_was_played():
    hour = Hour(RACE)
    with ThreadPoolExecutor(1) as desk:
        waiting = desk.submit(hour.wait_for, 7)
        hour.strike(6)
        assert not waiting.done()
        hour.strike(7)
        assert waiting.result(5) is None


def test_a_stopped_town_waits_for_nothing():
    hour = Hour(RACE)
    with ThreadPoolExecutor(2) as desks:
        waiting, meeting = desks.submit(hour.wait_for, 7), desks.submit(hour.meet, 1, chart(1))
        hour.stop()
        for each in (waiting, meeting):
            with pytest.raises(Stopped):
                each.result(5)
    with pytest.raises(Stopped):
        hour.check()


def test_message_after_message_without_a_verdict_stops_the_town():
    hour = Hour(RACE)
    for _each in range(SILENCES - 1):
        hour.silence()
    hour.check()
    with pytest.raises(Stopped):
        hour.silence()
    with pytest.raises(Stopped):
        hour.check()
