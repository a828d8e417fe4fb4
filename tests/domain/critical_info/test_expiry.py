"""R11: what has reached its end is inactive without an event; a clock may say so, and nothing more follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.critical_info.builders import DAY, Story, at, content, is_duplicate, refused

from carebus.domain.critical_info.status import is_active
from carebus.domain.problems import Code

MIDNIGHT = datetime(2026, 3, 6, tzinfo=UTC)


def ending(until="2026-03-05") -> Story:
    story = Story()
    return story.and_then(story.registered(told=content(valid_until=until)))


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2026-03-05", MIDNIGHT),
        ("2026-03", datetime(2026, 4, 1, tzinfo=UTC)),
        ("2026", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2026-03-05T12:00:00+01:00", datetime(2026, 3, 5, 11, tzinfo=UTC)),
    ],
)
def test_it_is_active_until_its_end_is_over_and_never_after(until, end):
    entry = ending(until).entry("pen")

    assert is_active(entry, end - timedelta(microseconds=1))
    assert not is_active(entry, end)


@pytest.mark.parametrize("until", ["9999", "9999-12", "9999-12-31", "9999-12-31T23:59:59-12:00"])
def test_what_ends_with_the_calendar_does_not_end(until):
    assert is_active(ending(until).entry("pen"), datetime(9999, 12, 31, 23, tzinfo=UTC))


def test_what_has_no_end_is_active_and_what_is_refuted_is_not():
    story = Story()
    story.and_then(story.registered())
    assert is_active(story.entry("pen"), at(10**6))

    story.and_then(story.refuted())
    assert not is_active(story.entry("pen"), DAY)


def test_the_clock_announces_an_end_once_and_moves_no_version():
    story = ending().later(MIDNIGHT)

    story.and_then(story.expired())

    assert (story.version("pen"), story.entry("pen").expired) == (1, MIDNIGHT)
    assert is_duplicate(story.later(at(200)).when(story.expired()))


@pytest.mark.parametrize(
    ("now", "when"),
    [
        (MIDNIGHT - timedelta(seconds=1), MIDNIGHT - timedelta(seconds=1)),
        (MIDNIGHT - timedelta(seconds=1), MIDNIGHT),
        (MIDNIGHT, MIDNIGHT - timedelta(seconds=1)),
    ],
)
def test_an_end_that_is_not_reached_is_not_announced(now, when):
    story = ending().later(now)

    assert refused(story.when(story.expired(when=when)), "R11") == {"pen": {Code.NOT_DUE}}


def test_what_has_no_end_or_another_version_is_not_announced():
    story = Story()
    story.and_then(story.registered()).and_then(story.registered("b", content(valid_until="2026-03-01")))
    story.and_then(story.updated("b", valid_until="2026-03-02", note="longer")).later(MIDNIGHT)

    assert refused(story.when(story.expired()), "R11") == {"pen": {Code.NOT_DUE}}
    assert refused(story.when(story.expired("b", base=1)), "R10") == {"b": {Code.STALE}}


def test_an_end_that_is_put_off_takes_the_announcement_back():
    story = ending().later(MIDNIGHT)
    story.and_then(story.expired()).and_then(story.updated(valid_until="2027"))

    assert story.entry("pen").expired is None
    assert is_active(story.entry("pen"), MIDNIGHT)


@given(
    until=st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    announced=st.integers(0, 60),
    seen=st.integers(0, 24 * 60),
)
def test_law_expiry_by_the_clock_equals_expiry_by_event(until, announced, seen):
    silent, told = ending(until.isoformat()), ending(until.isoformat())
    told.later(at(24 * announced)).when(told.expired())

    assert is_active(silent.entry("pen"), at(seen)) == is_active(told.entry("pen"), at(seen))
    if told.entry("pen").expired:
        assert not is_active(silent.entry("pen"), told.now)
