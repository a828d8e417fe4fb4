"""R23: what the reader joins from its copy equals what is derived from the links, whatever was told, and in whichever order strangers were."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given as holds
from hypothesis import settings
from hypothesis import strategies as st
from tests.domain.identity.builders import key, linked_with, merged, unlinked, unmerged
from tests.reader.given import SECRET, Reader
from tests.reader.who import Register

from carebus.domain.identity.person import Person, linked
from carebus.domain.provenance import PatientKey
from carebus.reader.areas import identity
from carebus.reader.currency import Currency
from carebus.reader.identity.persons import Persons

NAMES, STRANGERS = "abcde", "vwxyz"
TELL = st.sampled_from([merged, merged, unmerged, linked_with, unlinked])
_examples = count()


def tellings(names: str) -> st.SearchStrategy[list[tuple[object, str, str]]]:
    return st.lists(st.tuples(TELL, st.sampled_from(names), st.sampled_from(names)), max_size=12)


class Asked:
    """Who is who in one copy; each example has names of its own."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.persons = Persons(Currency(reader.copy, identity().copied, lambda: reader.now), SECRET.encode())

    def after(self, told: list[tuple[object, str, str]]) -> tuple[Register, dict[str, Person]]:
        """What the reader joins for each name, once all of it was told."""
        own = f"{next(_examples)}-"
        register = Register(self.reader)
        for tell, one, other in told:
            register.tell(tell(own + one, own + other))
        of = {name: self.persons.of(key(own + name)) for name in NAMES + STRANGERS}
        short = {key(own + name): PatientKey(name) for name in NAMES + STRANGERS}
        for name, about in of.items():
            assert (*about.names,) == linked(register.story.of(own + name).links, key(own + name)).keys
        return register, {name: _named(about.person.keys, about.person.heads, short) for name, about in of.items()}


def _named(keys: tuple[PatientKey, ...], heads: tuple[PatientKey, ...], short: dict[PatientKey, PatientKey]) -> Person:
    """By the names of the example, in their order: the order of keys is that of what they are hashed from."""
    return Person(tuple(sorted(short[each] for each in keys)), tuple(sorted(short[each] for each in heads)))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    reader = Reader(tmp_path_factory.mktemp("laws"))
    yield Asked(reader)
    reader.copy.close()


@settings(deadline=None, max_examples=60)
@holds(told=tellings(NAMES))
def test_law_the_join_is_what_the_links_say_after_any_tellings(asked: Asked, told: list[tuple[object, str, str]]):
    asked.after(told)


@settings(deadline=None, max_examples=40)
@holds(told=tellings(NAMES), strangers=tellings(STRANGERS), data=st.data())
def test_law_the_order_of_what_is_told_of_strangers_does_not_matter(
    asked: Asked, told: list[tuple[object, str, str]], strangers: list[tuple[object, str, str]], data: st.DataObject
):
    places = data.draw(st.permutations([True] * len(told) + [False] * len(strangers)))
    left, right = iter(told), iter(strangers)
    mixed = [next(left) if place else next(right) for place in places]

    assert asked.after(mixed)[1] == asked.after([*told, *strangers])[1] == asked.after([*strangers, *told])[1]


@settings(deadline=None, max_examples=40)
@holds(told=tellings(NAMES), losing=st.sampled_from(NAMES), surviving=st.sampled_from(NAMES))
def test_law_what_a_merge_joined_its_unmerge_parts_again(
    asked: Asked, told: list[tuple[object, str, str]], losing: str, surviving: str
):
    """Where the merge was told before, its unmerge takes that away: so it is told once, and undone once."""
    before = [*told, (unmerged, losing, surviving)]

    assert (
        asked.after([*before, (merged, losing, surviving), (unmerged, losing, surviving)])[1] == asked.after(before)[1]
    )
