"""Understands what one telling of a tree says of each of its rows, and whether a row was told before (R14)."""

from collections.abc import Iterator, Sequence

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


def told_before(moments: Sequence[Moment], telling: Telling, place: int) -> Iterator[tuple[ResultItem, Standing]]:
    """What earlier versions told of a row: the same way down from the root, or the same id and codes."""
    path = paths(telling.report, telling.tree)[place]
    item = telling.report.items[telling.tree.items[place]]
    for moment in moments:
        for earlier in moment.tellings:
            yield from _same_row(earlier, item, path)


def _same_row(earlier: Telling, item: ResultItem, path: Key) -> Iterator[tuple[ResultItem, Standing]]:
    found = standings(earlier, service_types(earlier))
    for row, own, standing in zip(earlier.items(), paths(earlier.report, earlier.tree), found, strict=True):
        if own == path or (item.id and item.id == row.id and codes(item) == codes(row)):
            yield row, standing
