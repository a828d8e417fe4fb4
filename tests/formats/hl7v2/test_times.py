from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.medication.dates import is_date
from carebus.formats.hl7v2.times import read


@pytest.mark.parametrize(
    ("written", "iso", "instant"),
    [
        ("20260203101530+0100", "2026-02-03T10:15:30+01:00", datetime(2026, 2, 3, 9, 15, 30, tzinfo=UTC)),
        ("202602031015-0330", "2026-02-03T10:15-03:30", datetime(2026, 2, 3, 13, 45, tzinfo=UTC)),
        (
            "20260203101530.1234+0000",
            "2026-02-03T10:15:30.1234+00:00",
            datetime(2026, 2, 3, 10, 15, 30, 123400, tzinfo=UTC),
        ),
        ("202602031015", "2026-02-03T10:15+01:00", datetime(2026, 2, 3, 9, 15, tzinfo=UTC)),
        ("20260703101530", "2026-07-03T10:15:30+02:00", datetime(2026, 7, 3, 8, 15, 30, tzinfo=UTC)),
        ("202610250230", "2026-10-25T02:30:00+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("202603290230", "2026-03-29T03:30:00+02:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("20260203", "2026-02-03", None),
        ("20260203+0100", "2026-02-03", None),
        ("2026020310", "2026-02-03", None),
        ("202602", "2026-02", None),
        ("2026", "2026", None),
    ],
)
def test_a_time_is_as_precise_as_written_and_norwegian_without_a_zone(written, iso, instant):
    got = read(written)
    assert got is not None
    assert (got.iso, got.instant) == (iso, instant)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "20261345",
            "20260230",
            "2026020325",
            "202602031060",
            "20260203101561",
            "202602031015+9999",
            "0000",
            "00000101",
        ),
        *(
            "2026-02-03",
            "2026020",
            "202602031",
            "20260203T1015",
            "now",
            "",
            "20260203101530.",
            "\uff12026",
            "20260203\n",
        ),
    ],
)
def test_what_is_no_time_is_none(written):
    assert read(written) is None


def test_a_day_begins_and_ends_in_norway():
    day = read("20260329")
    assert day is not None
    assert (day.first(), day.last()) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))


@pytest.mark.parametrize("written", ["2026", "202602", "99991231"])
def test_a_month_or_a_year_has_no_first_instant_that_anybody_means(written):
    got = read(written)
    assert got is not None
    assert got.last() is None


@given(
    st.from_regex(
        r"[12]\d{3}([01]\d([0-3]\d([0-2]\d([0-5]\d([0-5]\d(\.\d{1,4})?)?)?)?)?)?([+-][01]\d[0-5]\d)?", fullmatch=True
    )
)
def test_whatever_is_a_time_is_a_date_that_the_list_takes(written):
    got = read(written)
    assert got is None or is_date(got.iso)


@given(st.text("0123456789+-.", max_size=26))
def test_no_text_makes_it_raise(written):
    got = read(written)
    if got is not None:
        got.first()
        got.last()
