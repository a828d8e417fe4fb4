"""Understands how the rows of a report stand in a table: the tree by indents, each row with all that must be read with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from carebus.cli.show_words import lines, text, when
from carebus.reader.pictures.parts import SpecimenPicture
from carebus.reader.pictures.rows import RowPicture
from carebus.reader.pictures.values import DeviationPicture

_ARROWS = {"above": "↑", "below": "↓", "outside": "↕"}
_CALM = {"final", "registered", "preliminary"}
_INDENT = 2
_DEEPEST = 6
"""Indents shown at most: a deeper row keeps the room for its words."""


def table(rows: Sequence[RowPicture], newest: datetime) -> Table:
    """All rows; one that stands in an older version than `newest` says so. No column stands empty."""
    every = list(_in_order(rows, None, 0))
    references = any(row.reference for row, _, _ in every)
    grid = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False)
    for name, ratio in (("Examination", 5), ("Result", 7), *((("Reference", 3),) if references else ()), ("Status", 4)):
        grid.add_column(name, ratio=ratio, overflow="fold")
    for row, above, depth in every:
        reference = (text("\n".join(row.reference)),) if references else ()
        grid.add_row(_examination(row, above, depth), _result(row), *reference, _status(row, newest))
    return grid


def _in_order(
    rows: Sequence[RowPicture], above: RowPicture | None, depth: int
) -> Iterator[tuple[RowPicture, RowPicture | None, int]]:
    for row in rows:
        yield row, above, depth
        yield from _in_order(row.rows, row, depth + 1)


def _examination(row: RowPicture, above: RowPicture | None, depth: int) -> Padding:
    name = row.display or next((code.code for code in row.codes if code.code), None) or "(not named)"
    more = [code.display or code.code or "" for code in row.specifications]
    samples = [_specimen(each) for each in row.specimens if above is None or each not in above.specimens]
    under = (text(words, "dim") for words in (*more, *samples) if words)
    return Padding(lines(text(name, "bold" if row.rows else ""), *under), (0, 0, 0, _INDENT * min(depth, _DEEPEST)))


def _specimen(sample: SpecimenPicture) -> str:
    """Its kind and when it was taken; what was assumed of the time stands in the pictures."""
    taken = sample.collected
    at = (when(taken.instant) or taken.written) if taken else ""
    return f"{sample.type or sample.id or 'specimen'} {at}".strip()


def _result(row: RowPicture) -> Text:
    value = row.value
    heading = value.heading if value and value.heading != row.display else None
    shown = Text(" ", overflow="fold").join(
        filter(None, (text(value.shown if value else None), _deviation(row.deviation)))
    )
    notes = (row.diagnosis, *row.structured, row.comment, row.investigation_comment)
    return lines(text(heading, "dim"), shown, *(text(each, "italic") for each in notes if each), _withdrawn(row))


def _deviation(judged: DeviationPicture | None) -> Text | None:
    if judged is None:
        return None
    word = judged.word or judged.code or ""
    return text(f"{_ARROWS.get(word, '!')} {word}", "bold red")


def _withdrawn(row: RowPicture) -> Text | None:
    if row.withdrawn is None:
        return None
    said = "; ".join(filter(None, (row.withdrawn.value.shown if row.withdrawn.value else None, row.withdrawn.comment)))
    return text(f"withdrawn, its message says: {said}", "dim") if said else None


def _status(row: RowPicture, newest: datetime) -> Text:
    status = text(
        row.status.value.replace("-", " ") if row.status else "", "" if row.status in _CALM else "bold yellow"
    )
    flags = (text(flag, "yellow") for flag in row.flags)
    older = text(f"from version {when(row.version)}", "dim") if row.version < newest else None
    return lines(status, *flags, older)
