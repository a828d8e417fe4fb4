"""Understands which telling of each tree stands when several versions have arrived, and what they leave out (R15)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from carebus.domain.results.digest import clinical
from carebus.domain.results.report import Report, ResultItem
from carebus.domain.results.tree import Key, Tree, forest, paths
from carebus.domain.results.view import Version


class Telling(NamedTuple):
    """A tree as one version tells it; `version` is an index into the view's versions."""

    version: int
    report: Report
    tree: Tree

    def items(self) -> Iterator[ResultItem]:
        """The rows of the tree, the root first."""
        return (self.report.items[item] for item in self.tree.items)


class Moment(NamedTuple):
    """What was told of one tree at one GenDate: more than one telling is a conflict (R13)."""

    generated: datetime
    tellings: tuple[Telling, ...]


class Leftover(NamedTuple):
    """Rows of an older telling that the newer ones leave out: `places` are those, `context` the rows above them."""

    telling: Telling
    places: frozenset[int]
    context: frozenset[int]
    absent_in: datetime
    root_after: Telling


class Merged(NamedTuple):
    """Every tree with what was told of it, oldest first; and what was told last of every rootless tree."""

    trees: dict[Key, list[Moment]]
    rootless: tuple[Moment, ...]


def merge(versions: Sequence[Version], indexes: Sequence[int]) -> Merged:
    """A root present in a newer version replaces its whole tree; an absent one stays: an M is sometimes a delta."""
    trees: dict[Key, list[Moment]] = {}
    rootless: dict[Key, Moment] = {}
    for generated, together in groupby(indexes, key=lambda index: versions[index].report.generated):
        told: dict[Key, list[Telling]] = {}
        for index in together:
            report = versions[index].report
            grown = forest(report)
            for tree in grown.rooted:
                _tell(told.setdefault(tree.key, []), Telling(index, report, tree))
            for tree in grown.rootless:
                _tell_rootless(rootless, generated, Telling(index, report, tree))
        for key, tellings in told.items():
            trees.setdefault(key, []).append(Moment(generated, tuple(tellings)))
    return Merged(trees, tuple(rootless.values()))


def _tell(tellings: list[Telling], telling: Telling) -> None:
    """Versions of one GenDate that tell a tree alike tell it once."""
    if not tellings or not any(_content(telling) == _content(other) for other in tellings):
        tellings.append(telling)


def _tell_rootless(rootless: dict[Key, Moment], generated: datetime, telling: Telling) -> None:
    """A rootless tree replaces an older one of the very same rows under the same missing root."""
    top = telling.report.items[telling.tree.items[0]]
    key = (top.refers_to, telling.tree.key, paths(telling.report, telling.tree))
    older = rootless.get(key)
    tellings = list(older.tellings) if older and older.generated == generated else []
    _tell(tellings, telling)
    rootless[key] = Moment(generated, tuple(tellings))


def _content(telling: Telling) -> object:
    return [clinical(item) for item in telling.items()], telling.tree.above, telling.report.service_type


def leftovers(moments: Sequence[Moment]) -> Iterator[Leftover]:
    """The rows of older tellings of a tree that the newest does not repeat, each from the newest telling that holds it."""
    known = _paths_of(moments[-1].tellings)
    for older, newer in zip(reversed(moments[:-1]), reversed(moments[1:]), strict=True):
        for telling in older.tellings:
            found = paths(telling.report, telling.tree)
            missing = frozenset(place for place, path in enumerate(found) if path not in known)
            if missing:
                yield Leftover(telling, missing, _above(missing, telling.tree), newer.generated, newer.tellings[-1])
        known |= _paths_of(older.tellings)


def _paths_of(tellings: Iterable[Telling]) -> set[Key]:
    return {path for telling in tellings for path in paths(telling.report, telling.tree)}


def _above(places: frozenset[int], tree: Tree) -> frozenset[int]:
    """The rows over some rows, which say what those belong to."""
    context: set[int] = set()
    for place in places:
        over = tree.above[place]
        while over is not None:
            context.add(over)
            over = tree.above[over]
    return frozenset(context - places)
