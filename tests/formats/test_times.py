from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.formats.kith.times import AMBIGUOUS_HOUR, OSLO, SKIPPED_HOUR, ZONE_ASSUMED, moment


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-02-03T09:45:12", "2026-02-03T08:45:12+00:00"),
        ("2026-07-03T09:45", "2026-07-03T07:45:00+00:00"),
        ("2026-07-03 09:45:00", "2026-07-03T07:45:00+00:00"),
        ("2026-02-03T24:00:00", "2026-02-03T23:00:00+00:00"),
        ("2018-09-28T14:13:46.4656", "2018-09-28T12:13:46.465600+00:00"),
    ],
)
def test_a_time_without_zone_is_norwegian_and_said_to_be_assumed(written, instant):
    read = moment(written)
    assert (read.written, read.instant, read.note) == (written, datetime.fromisoformat(instant), ZONE_ASSUMED)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2019-01-25T08:26:39.9257613Z", "2019-01-25T08:26:39.925761+00:00"),
        ("2026-02-03T09:45:12+01:00", "2026-02-03T08:45:12+00:00"),
        ("2026-02-03T09:45:12-0330", "2026-02-03T13:15:12+00:00"),
    ],
)
def test_a_time_with_zone_is_the_instant_that_it_says(written, instant):
    read = moment(written)
    assert (read.instant, read.note) == (datetime.fromisoformat(instant), None)


def test_of_the_hour_that_occurs_twice_in_october_the_first_is_meant():
    read = moment("2026-10-25T02:30:00")
    assert (read.instant, read.note) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AMBIGUOUS_HOUR)


def test_the_hour_that_does_not_exist_in_march_is_read_as_winter_time():
    read = moment("2026-03-29T02:30:00")
    assert (read.instant, read.note) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), SKIPPED_HOUR)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2026-02-03",
            "2026-02",
            "2026",
            "09:45:00",
            "19xx-xx-xx",
            "2026-13-40",
            "2026-02-30T10:00:00",
            "2026-02-03T25:00:00",
        ),
        *(
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T24:00:00Z",
            "2026-02-03T09:45:12+99:99",
            "2026-02-03T24:00:00.5",
            "NULL",
        ),
    ],
)
def test_what_names_no_instant_is_kept_as_written_alone(written):
    read = moment(written)
    assert (read.written, read.instant, read.note) == (written, None, None)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_local_time_read_and_shown_again_is_the_same_or_was_skipped(local):
    read = moment(local.isoformat())
    assert read.instant is not None
    shown = read.instant.astimezone(OSLO).replace(tzinfo=None)
    assert shown == (local + timedelta(hours=1) if read.note == SKIPPED_HOUR else local)


@given(st.text(max_size=40))
def test_no_text_makes_it_raise(written):
    assert moment(written).written == written
