"""Understands rows whose root their own message does not hold: what they may still say of rows that stand (R15).

A row never joins a tree of another version: ids within a report are positions, and `Funn_1_1` of yesterday may be another
organism than `Funn_1_1` of today. It is kept apart. But where it plainly speaks of a row that stands (the same id and codes), that
row must not be read as if nothing had been said: a cancel takes its value away, anything else flags both `conflict`.

Source: our choice, R15 leaves it open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carebus.domain.results.merge import Merged, Telling, same_row
from carebus.domain.results.told import service_types, standings, was_final
from carebus.domain.results.view import Flag

_Place = tuple[int, int]


@dataclass(slots=True)
class Marks:
    """What rootless rows say of rows that stand, by (version, item)."""

    conflicts: set[_Place] = field(default_factory=set)
    withdrawn: set[_Place] = field(default_factory=set)
    finals: set[_Place] = field(default_factory=set)
    unknowns: set[_Place] = field(default_factory=set)

    def flags(self, version: int, item: int, flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
        """The flags of a row with what the marks add."""
        place = (version, item)
        if place in self.conflicts and Flag.CONFLICT not in flags:
            flags = (*flags, Flag.CONFLICT)
        return (*flags, Flag.CANCELS_UNKNOWN_ITEM) if place in self.unknowns else flags

    def cancelled(self, version: int, item: int) -> bool:
        """Whether a row that stands was cancelled by a row without root."""
        return (version, item) in self.withdrawn

    def final(self, version: int, item: int) -> bool:
        """Whether a rootless cancel speaks of a row that had a final value."""
        return (version, item) in self.finals

    def unknown(self, version: int, item: int) -> bool:
        """Whether a rootless cancel speaks of no row that is known."""
        return (version, item) in self.unknowns


def marks(merged: Merged) -> Marks:
    """What every rootless row says of the rows that were told no later than it."""
    found = Marks()
    for telling in merged.rootless:
        for place, kind in enumerate(service_types(telling)):
            _mark(found, merged, telling, place, cancels=kind == "C")
    return found


def _mark(found: Marks, merged: Merged, telling: Telling, place: int, *, cancels: bool) -> None:
    own = (telling.version, telling.tree.items[place])
    spoken_of = [
        (row, final)
        for standing, at, final in _alike(merged, telling, place)
        if standing.report.generated <= telling.report.generated
        for row in [(standing.version, standing.tree.items[at])]
    ]
    if cancels:
        found.withdrawn.update(row for row, _ in spoken_of)
        if any(final for _, final in spoken_of):
            found.finals.add(own)
        if not spoken_of and telling.report.service_type not in {"N", "C"}:
            found.unknowns.add(own)
    elif spoken_of:
        found.conflicts.update((own, *(row for row, _ in spoken_of)))


def remaining(merged: Merged) -> Iterator[Telling]:
    """The rootless tellings of which a later or equal version does not tell every row under its root."""
    for telling in merged.rootless:
        if not all(_retold(merged, telling, place) for place in range(len(telling.tree.items))):
            yield telling


def _retold(merged: Merged, telling: Telling, place: int) -> bool:
    return any(alike.report.generated > telling.report.generated for alike, _, _ in _alike(merged, telling, place))


def _alike(merged: Merged, telling: Telling, place: int) -> Iterator[tuple[Telling, int, bool]]:
    """The rows that stand and that a rootless row speaks of, and whether each has a final value."""
    item = telling.report.items[telling.tree.items[place]]
    for moments in merged.trees.values():
        for standing in moments[-1].tellings:
            rows = list(standing.items())
            found = standings(standing, service_types(standing))
            for at, over in enumerate(standing.tree.above):
                if same_row(item, rows[at], None if over is None else rows[over].id):
                    yield standing, at, was_final(rows[at], found[at])
