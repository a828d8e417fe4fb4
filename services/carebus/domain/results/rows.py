"""Understands the picture of one set of samples: the rows that stand, and those that must be kept apart (R14, R15)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from carebus.domain.results.merge import Leftover, Merged, Moment, Telling, leftovers
from carebus.domain.results.rootless import Marks, Standing, marks, remaining
from carebus.domain.results.status import Standing as Meaning
from carebus.domain.results.status import withdrawn
from carebus.domain.results.told import Before, service_types, standings, was_final
from carebus.domain.results.tree import paths
from carebus.domain.results.view import Flag, Row, Status
from carebus.domain.results.withdrawal import Withdrawal


@dataclass(slots=True)
class Rows:
    """The rows as they are laid out; `cancels_unknown` says that a cancelled row was never told before."""

    current: list[Row] = field(default_factory=list)
    apart: list[Row] = field(default_factory=list)
    cancels_unknown: bool = False


def rows(merged: Merged, withdrawal: Withdrawal | None) -> Rows:
    """Every tree in the order in which it was first told; apart, what is not repeated and what has no root."""
    standing = Standing(merged) if merged.rootless else None
    layout = _Layout(withdrawal, marks(merged, standing) if standing else Marks())
    for moments in merged.trees.values():
        for telling in moments[-1].tellings:
            layout.stand(telling, moments)
        if len(moments) > 1:
            for leftover in leftovers(moments):
                layout.leave(leftover)
    if standing:
        for telling in remaining(merged, standing):
            layout.set_apart(telling)
    layout.rows.cancels_unknown |= any(Flag.CANCELS_UNKNOWN_ITEM in row.flags for row in layout.rows.current)
    return layout.rows


@dataclass(slots=True)
class _Layout:
    withdrawal: Withdrawal | None
    marks: Marks
    rows: Rows = field(default_factory=Rows)

    def stand(self, telling: Telling, moments: Sequence[Moment]) -> None:
        """Lay out a tree that stands now."""
        types = service_types(telling)
        found = standings(telling, types)
        flags: tuple[Flag, ...] = (Flag.CONFLICT,) if len(moments[-1].tellings) > 1 else ()
        base = len(self.rows.current)
        finals: list[list[bool]] | None = None
        for place, (item, above) in enumerate(zip(telling.tree.items, telling.tree.above, strict=True)):
            told, status, own = found[place], found[place].status, self.marks.flags(telling.version, item, flags)
            if status is not None and self._is_withdrawn(telling, item, types[place]):
                finals = _finals_before(telling, moments[:-1]) if finals is None else finals
                status = withdrawn(final_before=_told_final(telling, place, told) or any(finals[place]))
                if types[place] == "C" and not finals[place] and telling.report.service_type not in {"N", "C"}:
                    own = (*own, Flag.CANCELS_UNKNOWN_ITEM)
            under = None if above is None else base + above
            self.rows.current.append(Row(telling.version, item, under, status, told.nilar, told.pair, own))

    def _is_withdrawn(self, telling: Telling, item: int, kind: str) -> bool:
        return kind == "C" or self._covered(telling) or self.marks.cancelled(telling.version, item)

    def leave(self, leftover: Leftover) -> None:
        """Lay out the rows that newer versions leave out, under the rows that say what they belong to."""
        after = leftover.root_after
        gone = self._covered(leftover.telling) or service_types(after)[0] == "C"
        kept = leftover.places | leftover.context

        def shown(place: int) -> tuple[tuple[Flag, ...], datetime | None] | None:
            if place not in kept:
                return None
            return ((Flag.NOT_REPEATED,), leftover.absent_in) if place in leftover.places else ((), None)

        self._lay_apart(leftover.telling, shown, gone=gone)

    def set_apart(self, telling: Telling) -> None:
        """Lay out a tree whose root no message holds beside it."""
        unknown = [self.marks.unknown(telling.version, item) for item in telling.tree.items]
        self.rows.cancels_unknown |= any(unknown)

        def shown(place: int) -> tuple[tuple[Flag, ...], datetime | None]:
            return ((Flag.ROOT_MISSING, *self.marks.flags(telling.version, telling.tree.items[place], ())), None)

        self._lay_apart(telling, shown, gone=self._covered(telling))

    def _lay_apart(self, telling: Telling, shown: "_Shown", *, gone: bool) -> None:
        types = service_types(telling)
        found = standings(telling, types)
        laid: dict[int, int] = {}
        for place, (item, above) in enumerate(zip(telling.tree.items, telling.tree.above, strict=True)):
            kept, told = shown(place), found[place]
            if kept is None:
                continue
            status = told.status
            if status is not None and (gone or types[place] == "C"):
                final = self.marks.final(telling.version, item) or _told_final(telling, place, told)
                status = withdrawn(final_before=final)
            under = None if above is None else laid[above]
            laid[place] = len(self.rows.apart)
            self.rows.apart.append(Row(telling.version, item, under, status, told.nilar, told.pair, *kept))

    def _covered(self, telling: Telling) -> bool:
        return self.withdrawal is not None and self.withdrawal.covers(telling.version)


def _told_final(telling: Telling, place: int, told: Meaning) -> bool:
    """Whether the row was final in this very telling: a cancel's own copy of the value is no earlier value."""
    item = telling.report.items[telling.tree.items[place]]
    return telling.report.service_type != "C" and was_final(item, told)


def _finals_before(telling: Telling, moments: Sequence[Moment]) -> list[list[bool]]:
    """For each row of a tree, for each earlier telling of it, whether that gave a final value."""
    if not moments:
        return [[] for _ in telling.tree.items]
    before = Before(moments)
    ways = paths(telling.report, telling.tree)
    return [before.finals(path, item) for path, item in zip(ways, telling.items(), strict=True)]


_Shown = Callable[[int], tuple[tuple[Flag, ...], datetime | None] | None]
