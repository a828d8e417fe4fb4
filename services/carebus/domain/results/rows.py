"""Understands the picture of one set of samples: the rows that stand, and those that must be kept apart (R14, R15)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from carebus.domain.results.merge import Leftover, Merged, Moment, Telling, leftovers
from carebus.domain.results.rootless import Marks, RowsThatStand, marks, remaining
from carebus.domain.results.status import Standing, withdrawn
from carebus.domain.results.told import Before, service_types, standings, was_final
from carebus.domain.results.tree import paths
from carebus.domain.results.view import Flag, Row
from carebus.domain.results.withdrawal import Withdrawal

_Kept = dict[int, tuple[tuple[Flag, ...], datetime | None]]


@dataclass(slots=True)
class Rows:
    """The rows as they are laid out; `cancels_unknown` says that a cancelled row was never told before."""

    current: list[Row] = field(default_factory=list)
    apart: list[Row] = field(default_factory=list)
    cancels_unknown: bool = False


def rows(merged: Merged, withdrawal: Withdrawal | None) -> Rows:
    """Every tree in the order in which it was first told; apart, what is not repeated and what has no root."""
    standing = RowsThatStand(merged) if merged.rootless else None
    layout = _Layout(withdrawal, marks(merged, standing) if standing else Marks())
    for moments in merged.trees.values():
        for telling in moments[-1].tellings:
            layout.stand(telling, moments)
        if len(moments) > 1:
            for leftover in leftovers(moments):
                layout.leave(leftover, moments)
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
        flags: tuple[Flag, ...] = (Flag.CONFLICT,) if len(moments[-1].tellings) > 1 else ()
        types = service_types(telling)
        found = standings(telling, types)
        base = len(self.rows.current)
        finals = _Finals(telling, moments[:-1])
        for place, (item, above) in enumerate(zip(telling.tree.items, telling.tree.above, strict=True)):
            told, status, own = found[place], found[place].status, self.marks.flags(telling.version, item, flags)
            if status is not None and self._is_withdrawn(telling, item, types[place]):
                status = withdrawn(final_before=finals.any_of(place, told))
                if types[place] == "C" and finals.unknown(place):
                    own = (*own, Flag.CANCELS_UNKNOWN_ITEM)
            under = None if above is None else base + above
            self.rows.current.append(Row(telling.version, item, under, status, told.nilar, told.pair, own))

    def leave(self, leftover: Leftover, moments: Sequence[Moment]) -> None:
        """Lay out the rows that newer versions leave out, under the rows that say what they belong to."""
        telling = leftover.telling
        gone = self._covered(telling) or service_types(leftover.root_after)[0] == "C"
        kept: _Kept = dict.fromkeys(leftover.context, ((), None))
        kept |= dict.fromkeys(leftover.places, ((Flag.NOT_REPEATED,), leftover.absent_in))
        earlier = [moment for moment in moments if moment.generated < telling.report.generated]
        self._lay_apart(telling, kept, _Finals(telling, earlier), gone=gone)

    def set_apart(self, telling: Telling) -> None:
        """Lay out a tree whose root no message holds beside it."""
        items = telling.tree.items
        self.rows.cancels_unknown |= any(self.marks.unknown(telling.version, item) for item in items)
        kept: _Kept = {
            place: ((Flag.ROOT_MISSING, *self.marks.flags(telling.version, item, ())), None)
            for place, item in enumerate(items)
        }
        self._lay_apart(telling, kept, _Finals(telling, ()), gone=self._covered(telling))

    def _lay_apart(self, telling: Telling, kept: _Kept, finals: "_Finals", *, gone: bool) -> None:
        types = service_types(telling)
        found = standings(telling, types)
        laid: dict[int, int] = {}
        for place in sorted(kept):
            item, above, told = telling.tree.items[place], telling.tree.above[place], found[place]
            status = told.status
            if status is not None and (gone or types[place] == "C"):
                final = self.marks.final(telling.version, item) or finals.any_of(place, told)
                status = withdrawn(final_before=final)
            laid[place] = len(self.rows.apart)
            under = None if above is None else laid[above]
            self.rows.apart.append(Row(telling.version, item, under, status, told.nilar, told.pair, *kept[place]))

    def _is_withdrawn(self, telling: Telling, item: int, kind: str) -> bool:
        return kind == "C" or self._covered(telling) or self.marks.cancelled(telling.version, item)

    def _covered(self, telling: Telling) -> bool:
        return self.withdrawal is not None and self.withdrawal.covers(telling.version)


class _Finals:
    """Whether a row that is withdrawn had a final value, asked of earlier versions only where somebody asks."""

    __slots__ = ("_before", "_moments", "_telling")

    def __init__(self, telling: Telling, moments: Sequence[Moment]) -> None:
        self._telling, self._moments = telling, moments
        self._before: list[list[bool]] | None = None

    def any_of(self, place: int, told: Standing) -> bool:
        """In this very telling (a cancel's own copy of the value is no earlier value), or in an earlier one."""
        report = self._telling.report
        own = report.service_type != "C" and was_final(report.items[self._telling.tree.items[place]], told)
        return own or any(self._earlier(place))

    def unknown(self, place: int) -> bool:
        """Whether an amendment cancels a row that no earlier version told."""
        return self._telling.report.service_type not in {"N", "C"} and not self._earlier(place)

    def _earlier(self, place: int) -> list[bool]:
        if not self._moments:
            return []
        if self._before is None:
            before, ways = Before(self._moments), paths(self._telling.report, self._telling.tree)
            rows = zip(ways, self._telling.items(), strict=True)
            self._before = [before.finals(path, item) for path, item in rows]
        return self._before[place]
