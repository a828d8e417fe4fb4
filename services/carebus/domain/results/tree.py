"""Understands which rows of one message belong together: a top-level row and everything that hangs on it (R15)."""

from collections.abc import Hashable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from carebus.domain.coding import Coding
from carebus.domain.results.report import Report, ResultItem
from carebus.domain.results.status import is_title

_UNKNOWN = -1
_NO_HEADING = ("", "")
Key = Hashable


class Tree(NamedTuple):
    """A row and all below it: `items` are indexes into the report, each after the one that it stands under.

    `above[n]` is the place in `items` of the row over `items[n]`; None for the first.
    """

    key: Key
    items: tuple[int, ...]
    above: tuple[int | None, ...]


class Forest(NamedTuple):
    """The trees of one message: `rootless` are those whose first row names a row that the message does not hold."""

    rooted: tuple[Tree, ...]
    rootless: tuple[Tree, ...]


def forest(report: Report) -> Forest:
    """The trees of a report, in the order of its rows.

    A row stands under the row that it is nested in, else under the one that it names by RefIdResultItem. A name that no row or more than
    one row bears says nothing sure, and rows that name each other in a circle have no root: they are rootless, never guessed at.
    """
    over = _rows_over(report.items)
    below = _rows_below(over)
    tops = [_grow(top, below) for top, parent in enumerate(over) if parent is None]
    lost = [_grow(top, below) for top, parent in enumerate(over) if parent == _UNKNOWN]
    lost += _circles(over, below, {item for items, _ in (*tops, *lost) for item in items})
    return Forest(_keyed(report, tops), _keyed(report, lost) if lost else ())


def _rows_over(items: Sequence[ResultItem]) -> list[int | None]:
    named: dict[str, list[int]] | None = None
    over: list[int | None] = []
    for place, item in enumerate(items):
        parent = item.nested_in
        if parent is not None and not 0 <= parent < len(items):
            parent = _UNKNOWN
        if parent is None and item.refers_to and item.refers_to != item.id:
            named = _named(items) if named is None else named
            bearers = named.get(item.refers_to, ())
            parent = bearers[0] if len(bearers) == 1 else _UNKNOWN
        over.append(None if parent == place else parent)
    return over


def _named(items: Sequence[ResultItem]) -> dict[str, list[int]]:
    named: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if item.id:
            named.setdefault(item.id, []).append(place)
    return named


def _rows_below(over: list[int | None]) -> dict[int, list[int]]:
    below: dict[int, list[int]] = {}
    for place, parent in enumerate(over):
        if parent is not None and parent != _UNKNOWN:
            below.setdefault(parent, []).append(place)
    return below


_Grown = tuple[list[int], list[int | None]]


def _grow(top: int, below: dict[int, list[int]]) -> _Grown:
    """A row and all below it, depth first; a row that is met again is not followed again."""
    if top not in below:
        return ([top], [None])
    items: list[int] = []
    above: list[int | None] = []
    waiting: list[tuple[int, int | None]] = [(top, None)]
    met = {top}
    while waiting:
        item, parent = waiting.pop()
        items.append(item)
        above.append(parent)
        fresh = [child for child in below.get(item, ()) if child not in met]
        met.update(fresh)
        waiting += [(child, len(items) - 1) for child in reversed(fresh)]
    return (items, above)


def _circles(over: list[int | None], below: dict[int, list[int]], reached: set[int]) -> list[_Grown]:
    """Trees of the rows that no top reaches, because they stand under each other."""
    grown: list[_Grown] = []
    for item in range(len(over)):
        if item not in reached:
            circle = _grow(_in_circle(item, over), below)
            reached.update(circle[0])
            grown.append(circle)
    return grown


def _in_circle(item: int, over: list[int | None]) -> int:
    """The lowest row of the circle that an unreached row leads up to."""
    path: dict[int, None] = {}
    here: int | None = item
    while here is not None and here not in path:
        path[here] = None
        here = over[here]
    around = list(path)
    return min(around[around.index(here) :]) if here is not None else item


def _keyed(report: Report, grown: list[_Grown]) -> tuple[Tree, ...]:
    """Trees by root key: IdResultItem, else codes, specimen and heading; among equals, their number."""
    seen: dict[Key, int] = {}
    trees: list[Tree] = []
    for items, above in grown:
        top = report.items[items[0]]
        key = top.id or (codes(top), tuple(sorted(top.specimens)), _heading(top))
        ordinal = seen[key] = seen.get(key, -1) + 1
        trees.append(Tree((key, ordinal), tuple(items), tuple(above)))
    return tuple(trees)


def codes(item: ResultItem) -> tuple[str, ...]:
    """The codes of a row without their systems: one NPU code occurs under two OIDs."""
    if len(item.codes) == 1:
        return (_code(item.codes[0]),)
    return tuple(sorted(map(_code, item.codes)))


def _code(coding: Coding) -> str:
    return coding.code or coding.display or coding.text or ""


def _heading(item: ResultItem) -> tuple[str, str]:
    """The heading of a row; of a group also its title. LR (laboratory result) says no more than none, as on a row still without value."""
    text = item.value.text if item.value else None
    if text is None or text.heading is None or text.heading.code == "LR":
        return _NO_HEADING
    return (_code(text.heading), (text.text or "").strip() if is_title(item.value) else "")


def paths(report: Report, tree: Tree) -> tuple[Key, ...]:
    """What each row of a tree is, by its way down from the root: the same path in another version is the same row.

    Ids within a tree are positions (`Funn_1_1`) and do not count. A finding with rows below it (an isolate and its resistance)
    is what was found: another organism is another row, and its resistance with it.
    """
    if len(tree.items) == 1:
        return (((None, *_what(report.items[tree.items[0]], grouping=False)), 0),)
    grouping = {place for place in tree.above if place is not None}
    ways: dict[int, str] = {}
    seen: dict[Key, int] = {}
    found: list[Key] = []
    for place, (index, above) in enumerate(zip(tree.items, tree.above, strict=True)):
        key = (None if above is None else ways[above], *_what(report.items[index], grouping=place in grouping))
        ordinal = seen[key] = seen.get(key, -1) + 1
        found.append((key, ordinal))
        if place in grouping:
            ways[place] = _short((key, ordinal))
    return tuple(found)


def _short(path: Key) -> str:
    """A path of fixed length: chains of references may be thousands of rows deep."""
    return blake2b(repr(path).encode(), digest_size=16).hexdigest()


def _what(item: ResultItem, *, grouping: bool) -> tuple[Key, ...]:
    """A row by its codes; one without by its heading. A value does not count, so that a row keeps its name when it gets one."""
    coded = codes(item)
    specified = tuple(sorted(map(_code, item.specifications))) if item.specifications else ()
    heading = _NO_HEADING if any(coded) else _heading(item)
    return (coded, specified, heading, _finding(item) if grouping else ())


def _finding(item: ResultItem) -> tuple[str, ...]:
    text = item.value.text if item.value else None
    if text is None or is_title(item.value):
        return ()
    if text.codes:
        return tuple(sorted(map(_code, text.codes)))
    return () if any(codes(item)) else ((text.text or "").strip(),)
