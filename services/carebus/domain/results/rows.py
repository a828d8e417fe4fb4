"""Understands the picture of one set of samples: the rows that stand, and those that must be kept apart (R14, R15)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from carebus.domain.results.merge import Leftover, Merged, Moment, Telling, leftovers
from carebus.domain.results.rootless import Marks, marks, remaining
from carebus.domain.results.status import Standing, withdrawn
from carebus.domain.results.told import service_types, standings, told_before, was_final
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
    layout = _Layout(withdrawal, marks(merged))
    for moments in merged.trees.values():
        for telling in moments[-1].tellings:
            layout.stand(telling, moments)
        if len(moments) > 1:
            for leftover in leftovers(moments):
                layout.leave(leftover)
    for telling in remaining(merged):
        layout.set_apart(telling)
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
        for place, (item, above) in enumerate(zip(telling.tree.items, telling.tree.above, strict=True)):
            told, status, own = found[place], found[place].status, self.marks.flags(telling.version, item, flags)
            if status is not None and self._is_withdrawn(telling, item, types[place]):
                status = self._withdrawn(telling, place, told, moments[:-1])
                if types[place] == "C" and self._unknown(telling, place, moments[:-1]):
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
                final = self.marks.final(telling.version, item) or self._told_final(telling, place, told)
                status = withdrawn(final_before=final)
            under = None if above is None else laid[above]
            laid[place] = len(self.rows.apart)
            self.rows.apart.append(Row(telling.version, item, under, status, told.nilar, told.pair, *kept))

    def _covered(self, telling: Telling) -> bool:
        return self.withdrawal is not None and self.withdrawal.covers(telling.version)

    def _withdrawn(self, telling: Telling, place: int, told: Standing, before: Sequence[Moment]) -> Status:
        if self._told_final(telling, place, told):
            return withdrawn(final_before=True)
        earlier = told_before(before, telling, place) if before else ()
        return withdrawn(final_before=any(was_final(item, standing) for item, standing in earlier))

    def _told_final(self, telling: Telling, place: int, told: Standing) -> bool:
        """Whether the row was final in this very telling: a cancel's own copy of the value is no earlier value."""
        item = telling.report.items[telling.tree.items[place]]
        return telling.report.service_type != "C" and was_final(item, told)

    def _unknown(self, telling: Telling, place: int, before: Sequence[Moment]) -> bool:
        """Whether an amendment cancels a row that no earlier version told."""
        if telling.report.service_type in {"N", "C"} or any(told_before(before, telling, place)):
            return False
        self.rows.cancels_unknown = True
        return True


_Shown = Callable[[int], tuple[tuple[Flag, ...], datetime | None] | None]
