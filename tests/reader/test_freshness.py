"""How far the copy has come, and since when that is known."""

from datetime import UTC, datetime, timedelta

from carebus.reader.freshness import READY_WITHIN, Freshness

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ONE, TWO = ("views", 0), ("views", 1)


def following(*places: tuple[str, int], begin: int = 0, end: int = 10) -> Freshness:
    known = Freshness()
    known.expects(places)
    for place in places:
        known.begins(place, begin, end, NOON)
    return known


def test_nothing_is_known_before_everything_is_followed():
    known = Freshness()
    known.expects([ONE, TWO])
    known.begins(ONE, 10, 10, NOON)

    assert known.complete_at() is None
    assert known.restored() == 0.0
    assert known.complete_at(0) == NOON


def test_the_copy_is_complete_as_of_the_time_when_the_end_was_asked_not_when_it_was_reached():
    known = following(ONE)

    known.reached(ONE, 9)
    assert known.complete_at() is None
    known.reached(ONE, 10)

    assert known.complete_at() == NOON
    assert known.restored() == 1.0


def test_a_copy_just_behind_a_steady_stream_is_current():
    known = following(ONE, begin=10)
    for second in range(1, 60):
        known.measured({ONE: 10 + 100 * second}, NOON + second * SECOND)
        known.reached(ONE, 10 + 100 * second)

    assert not known.behind(NOON + 60 * SECOND)


def test_a_copy_that_stands_still_before_the_end_gets_behind():
    known = following(ONE, begin=10)
    for second in range(1, 60):
        known.measured({ONE: 11}, NOON + second * SECOND)

    assert known.behind(NOON + SECOND + READY_WITHIN)
    assert known.complete_at() == NOON
    assert known.lag() == {ONE: 1}


def test_a_copy_whose_broker_is_silent_gets_behind():
    known = following(ONE, begin=10)

    assert not known.behind(NOON + READY_WITHIN)
    assert known.behind(NOON + READY_WITHIN + SECOND)


def test_one_partition_behind_leaves_the_others_current():
    known = following(ONE, TWO, begin=10)
    known.measured({ONE: 10, TWO: 11}, NOON + 10 * SECOND)

    assert not known.behind(NOON + 10 * SECOND, 0)
    assert known.behind(NOON + 10 * SECOND, 1)
    assert known.behind(NOON + 10 * SECOND)


def test_the_share_restored_grows_with_what_is_read():
    known = following(ONE, TWO, begin=0, end=10)

    known.reached(ONE, 10)

    assert known.restored() == 0.5
