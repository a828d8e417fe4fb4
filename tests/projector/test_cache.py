"""Understands which decoded views stay in memory."""

from carebus.bus.wire import Written
from carebus.domain.provenance import PatientKey
from carebus.projector.cache import Cache, Unit


def unit(name: str, partition: int = 0) -> Unit:
    return Unit(partition, PatientKey("nora"), name)


def test_the_view_that_was_used_longest_ago_is_forgotten_first():
    cache = Cache(2)
    cache.keep(unit("a"), Written(1))
    cache.keep(unit("b"), Written(2))
    cache.get(unit("a"))
    cache.keep(unit("c"), Written(3))
    assert [cache.get(unit(name)) for name in "abc"] == [Written(1), None, Written(3)]


def test_the_views_of_a_partition_that_has_gone_are_forgotten():
    cache = Cache(9)
    cache.keep(unit("a", 0), Written(1))
    cache.keep(unit("a", 1), Written(2))
    cache.forget({0})
    assert (cache.get(unit("a", 0)), cache.get(unit("a", 1))) == (None, Written(2))


def test_a_view_that_is_no_more_is_forgotten():
    cache = Cache(9)
    cache.keep(unit("a"), Written(1))
    cache.keep(unit("a"), None)
    assert cache.get(unit("a")) is None
