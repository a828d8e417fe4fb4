"""Understands rows whose root their own message does not hold: what they may still say of rows that stand (R15).

A row never joins a tree of another version: ids within a report are positions, and `Funn_1_1` of yesterday may be another
organism than `Funn_1_1` of today. It is kept apart. But where it plainly speaks of a row that stands (the same id and codes), that
row must not be read as if nothing had been said: a cancel takes its value away, anything else flags both `conflict`.

Source: our choice, R15 leaves it open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carebus.domain.results.merge import Merged, Telling
from carebus.domain.results.report import ResultItem
from carebus.domain.results.told import service_types, standings, was_final
from carebus.domain.results.tree import Key, codes
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


class RowsThatStand:
    """The rows that stand, found by what a rootless row may say of them: codes and own id, or codes and the id above."""

    def __init__(self, merged: Merged) -> None:
        self._rows: dict[Key, list[tuple[Telling, int, bool]]] = {}
        for moments in merged.trees.values():
            for telling in moments[-1].tellings:
                self._take_in(telling)

    def spoken_of(self, item: ResultItem) -> list[tuple[Telling, int, bool]]:
        """Telling and place of each row that a rootless row speaks of, and whether it has a final value."""
        if item.id:
            return self._rows.get(("id", item.id, codes(item)), [])
        return self._rows.get(("under", item.refers_to, codes(item)), []) if item.refers_to else []

    def _take_in(self, telling: Telling) -> None:
        rows = list(telling.items())
        found = standings(telling, service_types(telling))
        for place, (item, over) in enumerate(zip(rows, telling.tree.above, strict=True)):
            above = item.refers_to or (None if over is None else rows[over].id)
            key = ("id", item.id, codes(item)) if item.id else ("under", above, codes(item))
            self._rows.setdefault(key, []).append((telling, place, was_final(item, found[place])))


def marks(merged: Merged, standing: RowsThatStand) -> Marks:
    """What every rootless row says of the rows that were told no later than it."""
    found = Marks()
    for moment in merged.rootless:
        for telling in moment.tellings:
            if len(moment.tellings) > 1:
                found.conflicts.update((telling.version, item) for item in telling.tree.items)
            for place, kind in enumerate(service_types(telling)):
                _mark(found, standing, telling, place, cancels=kind == "C")
    return found


def _mark(found: Marks, standing: RowsThatStand, telling: Telling, place: int, *, cancels: bool) -> None:
    item = telling.tree.items[place]
    own = (telling.version, item)
    earlier = [
        ((other.version, other.tree.items[at]), final)
        for other, at, final in standing.spoken_of(telling.report.items[item])
        if other.report.generated <= telling.report.generated
    ]
    if earlier and not cancels:
        found.conflicts.update((own, *(row for row, _ in earlier)))
    elif cancels:
        found.withdrawn.update(row for row, _ in earlier)
        found.finals.update(own for _, final in earlier if final)
        if not earlier and telling.report.service_type not in {"N", "C"}:
            found.unknowns.add(own)


def remaining(merged: Merged, standing: RowsThatStand) -> Iterator[Telling]:
    """The rootless tellings of which no later version tells every row under its root."""
    for telling in (telling for moment in merged.rootless for telling in moment.tellings):
        if not all(_retold(standing, telling, item) for item in telling.items()):
            yield telling


def _retold(standing: RowsThatStand, telling: Telling, item: ResultItem) -> bool:
    return any(other.report.generated > telling.report.generated for other, _, _ in standing.spoken_of(item))
