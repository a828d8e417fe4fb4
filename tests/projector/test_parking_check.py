"""Understands when so many patients are parked that the release must be at fault, and not the data."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from carebus.domain.provenance import PatientKey
from carebus.domain.work import Parked
from carebus.projector.parking import MOST, WINDOW, TooManyParked, check

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class At:
    now: datetime = NOW


def parked(count: int, age: timedelta) -> dict[PatientKey, Parked]:
    return {PatientKey(f"{age} {n}"): Parked(NOW - age, "ZeroDivisionError", 0, 1) for n in range(count)}


def test_as_many_as_bad_data_explains_do_not_stop_the_process():
    check(parked(MOST, timedelta(seconds=1)), At())


def test_one_more_stops_the_process():
    with pytest.raises(TooManyParked, match="roll this release back"):
        check(parked(MOST + 1, timedelta(seconds=1)), At())


def test_those_that_have_been_parked_for_longer_do_not_count():
    check(parked(MOST, timedelta(seconds=1)) | parked(500, WINDOW), At())
