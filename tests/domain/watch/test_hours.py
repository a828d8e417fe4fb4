from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.watch.hours import HourClass, week_begins, week_of
from carebus.watch.norway import hours

HOURS = hours()
INSTANT = st.datetimes(datetime(2023, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("2026-11-23T12:00+01:00", HourClass.WORKING),
        ("2026-11-23T07:30+01:00", HourClass.EDGE),
        ("2026-11-23T23:00+01:00", HourClass.NIGHT),
        ("2026-11-22T12:00+01:00", HourClass.WEEKEND),
        ("2026-05-14T12:00+02:00", HourClass.HOLIDAY),  # Ascension Day, a Thursday
        ("2026-04-02T12:00+02:00", HourClass.HOLIDAY),  # Maundy Thursday
        ("2026-12-24T12:00+01:00", HourClass.WORKING),  # Christmas Eve is no public holiday
        ("2026-12-31T23:30+00:00", HourClass.HOLIDAY),  # New Year's Day has begun in Norway
    ],
)
def test_what_kind_of_hour_it_is_in_norway(at, kind):
    assert HOURS.kind(datetime.fromisoformat(at)) is kind


@given(INSTANT, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_the_kinds_of_hours_together_are_all_of_the_time(begin, length):
    assert sum(HOURS.elapsed(begin, begin + length)) == pytest.approx(length.total_seconds(), abs=1e-3)


@given(INSTANT, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_time_that_passes_in_two_parts_passes_as_in_one(begin, first, second):
    whole = HOURS.elapsed(begin, begin + first + second)
    parts = zip(HOURS.elapsed(begin, begin + first), HOURS.elapsed(begin + first, begin + first + second), strict=True)
    assert [sum(part) for part in parts] == pytest.approx(list(whole), abs=1e-3)


@given(INSTANT)
def test_a_week_begins_before_what_is_in_it(at):
    assert week_begins(week_of(at)) <= at < week_begins(week_of(at) + 1)
