"""Understands how the rows of a report are shown: as the trees that they are, each row with where it came from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.results.reading import as_told
from carebus.domain.results.report import Report, ResultItem, Specimen, Structured
from carebus.domain.results.status import WITHDRAWN
from carebus.domain.results.values import shown_item
from carebus.domain.results.view import Flag, ReportView, Row, Status
from carebus.reader.pictures.parts import (
    CodePicture,
    MessagePicture,
    Picture,
    SpecimenPicture,
    TimePicture,
    codes,
    message,
    named,
    specimen,
    time,
)
from carebus.reader.pictures.values import DeviationPicture, ValuePicture, deviation, value

DEEPEST = 30
"""Rows nested deeper than this are listed under their ancestor at this depth: no report is too deep to be answered."""


class RowTimes(Picture):
    """When the row was made, as written."""

    investigated: TimePicture | None
    described: TimePicture | None
    validated: TimePicture | None
    countersigned: TimePicture | None
    status_changed: TimePicture | None


class WithdrawnPicture(Picture):
    """What stands in the message of a row that was cancelled or entered in error: never current."""

    value: ValuePicture | None
    comment: str | None


class RowPicture(Picture):
    """One row, and the rows under it."""

    id: str | None
    codes: tuple[CodePicture, ...]
    display: Annotated[str | None, Field(description="what was examined, in words")]
    specifications: tuple[CodePicture, ...]
    status: Annotated[
        Status | None, Field(description="None: a heading of other rows, with no status of its own (R14 f)")
    ]
    nilar: Annotated[str | None, Field(description="NILAR's own status for the same pair of codes (R14)")]
    pair: Annotated[str, Field(description="the source's codes, 8245|8270 (R14)")]
    flags: Annotated[tuple[str, ...], Field(description="what must be known beside the status, in words")]
    value: Annotated[
        ValuePicture | None, Field(description="None also where the row is withdrawn: see the history (R14)")
    ]
    withdrawn: Annotated[
        WithdrawnPicture | None, Field(description="in a history alone: what the message of a withdrawn row still says")
    ]
    deviation: DeviationPicture | None
    reference: Annotated[tuple[str, ...], Field(description="reference intervals, text as written")]
    comment: str | None
    investigation_comment: str | None
    diagnosis: str | None
    structured: Annotated[tuple[str, ...], Field(description="structured information, in words")]
    specimens: tuple[SpecimenPicture, ...]
    times: RowTimes
    version: Annotated[datetime, Field(description="GenDate of the version that the row stands in, UTC")]
    provenance: Annotated[tuple[MessagePicture, ...], Field(description="the messages that told it so")]
    rows: Annotated[tuple["RowPicture", ...], Field(description="what stands under this row; never shown without it")]


def trees(view: ReportView, rows: Sequence[Row], *, past: bool) -> tuple[RowPicture, ...]:
    """The rows as trees. `past` says of a withdrawn row what its message still says: for the history alone (R14)."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        below[row.under].append(index)

    def drawn(index: int, depth: int) -> RowPicture:
        deeper = below[index] if depth < DEEPEST else list(_all_below(below, index))
        under = (drawn(each, depth + 1) if depth < DEEPEST else _row(view, rows[each], (), past) for each in deeper)
        return _row(view, rows[index], tuple(under), past)

    return tuple(drawn(index, 0) for index in below[None])


def _all_below(below: dict[int | None, list[int]], index: int) -> Iterator[int]:
    waiting = below[index][::-1]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += below[each][::-1]


def _row(view: ReportView, row: Row, under: tuple[RowPicture, ...], past: bool) -> RowPicture:
    version = view.versions[row.version]
    item = shown_item(view, row)
    return RowPicture(
        id=item.id,
        codes=codes(item.codes),
        display=_display(item),
        specifications=codes(item.specifications),
        status=row.status,
        nilar=row.nilar,
        pair=row.pair,
        flags=tuple(_flag(row, flag) for flag in row.flags),
        value=value(item.value),
        withdrawn=_withdrawn(view, row) if past else None,
        deviation=deviation(item),
        reference=item.reference,
        comment=item.comment,
        investigation_comment=item.investigation_comment,
        diagnosis=named(item.diagnosis.concept) if item.diagnosis else None,
        structured=tuple(map(_structured, item.structured)),
        specimens=tuple(map(specimen, _specimens(version.report, item))),
        times=_times(item),
        version=version.report.generated,
        provenance=tuple(map(message, version.messages)),
        rows=under,
    )


def _withdrawn(view: ReportView, row: Row) -> WithdrawnPicture | None:
    if row.status not in WITHDRAWN:
        return None
    item = as_told(view, row)
    return WithdrawnPicture(value=value(item.value), comment=item.comment)


def _display(item: ResultItem) -> str | None:
    return next((name for name in map(named, item.codes) if name), None)


def _flag(row: Row, flag: Flag) -> str:
    if flag is Flag.NOT_REPEATED and row.absent_in:
        return f"not repeated in version {row.absent_in:%Y-%m-%dT%H:%MZ}"
    return flag.value


def _specimens(report: Report, item: ResultItem) -> Iterator[Specimen]:
    return (sample for sample in report.specimens if sample.id is not None and sample.id in item.specimens)


def _structured(info: Structured) -> str:
    quantities = (f"{each.number} {each.unit or ''}".strip() for each in info.quantities)
    coded = filter(None, map(named, info.codes))
    told = (*info.texts, *info.integers, *quantities, *coded, *("yes" if flag else "no" for flag in info.flags))
    return f"{named(info.type) or ''}: {', '.join(told)}"


def _times(item: ResultItem) -> RowTimes:
    return RowTimes(
        investigated=time(item.investigated),
        described=time(item.described),
        validated=time(item.validated),
        countersigned=time(item.countersigned),
        status_changed=time(item.status_changed),
    )
