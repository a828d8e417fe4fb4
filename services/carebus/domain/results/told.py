"""Understands what one telling of a tree says of each of its rows, and whether a row was told before (R14)."""

from collections.abc import Sequence

from carebus.domain.results.merge import Moment, Telling
from carebus.domain.results.report import ResultItem
from carebus.domain.results.status import FINAL, Standing, has_value, is_title, of_item
from carebus.domain.results.tree import Key, codes, paths


def service_types(telling: Telling) -> list[str]:
    """8270 of every row: its own, else that of the nearest row above, else the report's (R14 e)."""
    if len(telling.tree.items) == 1:
        return [telling.report.items[telling.tree.items[0]].service_type or telling.report.service_type]
    types: list[str] = []
    for index, above in zip(telling.tree.items, telling.tree.above, strict=True):
        own = telling.report.items[index].service_type
        types.append(own or (telling.report.service_type if above is None else types[above]))
    return types


def standings(telling: Telling, types: Sequence[str]) -> list[Standing]:
    """What the codes of every row mean."""
    if len(telling.tree.items) == 1:
        item = telling.report.items[telling.tree.items[0]]
        return [of_item(item, types[0], grouping=is_title(item.value))]
    grouping = set(telling.tree.above)
    return [
        of_item(item, kind, grouping=place in grouping or is_title(item.value))
        for place, (item, kind) in enumerate(zip(telling.items(), types, strict=True))
    ]


def was_final(item: ResultItem, standing: Standing) -> bool:
    """Whether a telling of a row gave a final value."""
    return standing.status in FINAL and has_value(item.value)


class Before:
    """What earlier versions told of the rows of a tree: found by the same way down from the root, or by the same id and codes."""

    def __init__(self, moments: Sequence[Moment]) -> None:
        self._rows: dict[Key, list[bool]] = {}
        for telling in (telling for moment in moments for telling in moment.tellings):
            self._take_in(telling)

    def finals(self, path: Key, item: ResultItem) -> list[bool]:
        """For each earlier telling of a row, whether it gave a final value."""
        return [*self._rows.get(("path", path), ()), *(self._rows.get(_name(item), ()) if item.id else ())]

    def _take_in(self, telling: Telling) -> None:
        found = standings(telling, service_types(telling))
        ways = paths(telling.report, telling.tree)
        for item, path, standing in zip(telling.items(), ways, found, strict=True):
            final = was_final(item, standing)
            self._rows.setdefault(("path", path), []).append(final)
            if item.id:
                self._rows.setdefault(_name(item), []).append(final)


def _name(item: ResultItem) -> Key:
    return ("id", item.id, codes(item))
