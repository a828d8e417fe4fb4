"""Understands what the gateway tells the watch of a transaction: how much of what came from whom, for whom, and under which numbers."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from carebus.bus.partition import partition_of
from carebus.domain.flow import EVERY_AREA, GATEWAY, NO_OFFSET, NUMBERS, SourceFlow, TransactionDone
from carebus.domain.provenance import SourceId
from carebus.domain.record import replace
from carebus.domain.results.recipients import named_in
from carebus.domain.results.report import Identifier, Party, Report
from carebus.domain.verdicts import Outcome
from carebus.domain.watch.numbering import runs_of
from carebus.gateway.sources import NATIONAL
from carebus.gateway.taken import Announced, Ready, Taken, Withheld

UNKNOWN = SourceId("unknown")
"""What a verdict says where no source file has the message's ids."""

UNKNOWN_AREA = "unknown"
"""What a verdict says where the message could not be read so far."""

SUBMITTED = "submitted"
"""Outcome at the gateway of what goes on to a projector."""

_INSTITUTION_DIGITS = 9


class _Line(NamedTuple):
    source: str
    kind: str
    outcome: str
    recipient: str | None
    minute: datetime


@dataclass(slots=True)
class _Seen:
    count: int = 0
    numbers: list[int] = field(default_factory=list)
    recorded: list[datetime] = field(default_factory=list)


def flow(
    parts: Iterable[Taken], received: datetime, partitions: int, as_one: Container[SourceId] = ()
) -> Iterator[TransactionDone]:
    """One record for each area and partition that a transaction wrote to, and one for the numbers of sources that count over all areas (`as_one`)."""
    told = tuple(_by_place(parts, received, partitions))
    for done in told:
        rows = (replace(row, numbers=()) if row.source in as_one else row for row in done.sources)
        yield replace(done, sources=tuple(rows))
    if numbered := [row for done in told for row in done.sources if row.numbers and row.source in as_one]:
        yield TransactionDone(NUMBERS, EVERY_AREA, NO_OFFSET, NO_OFFSET, NO_OFFSET, received, tuple(numbered))


def _by_place(parts: Iterable[Taken], received: datetime, partitions: int) -> Iterator[TransactionDone]:
    places: dict[tuple[str, int], dict[_Line, _Seen]] = {}
    for part in parts:
        match part:
            case Ready():
                key = part.patient_key
                _count(
                    places, (part.area, partition_of(key.encode(), partitions)), _line(part, received), part.submission
                )
            case Withheld():
                held = _Line(part.source or UNKNOWN, "unknown", Outcome.HELD, None, _minute(received))
                _count(places, (part.area or UNKNOWN_AREA, NO_OFFSET), held, None)
            case Announced():
                pass
    for (area, partition), lines in places.items():
        rows = tuple(_row(line, seen) for line, seen in lines.items())
        yield TransactionDone(GATEWAY, area, partition, NO_OFFSET, NO_OFFSET, received, rows)


def recipient_of(submission: Any) -> str | None:
    """The organisation that a submission is for: of a report the requester's, or the first copy's, innermost that has a national id.

    A person's number is never one.
    """
    report = getattr(submission, "report", None)
    if not isinstance(report, Report):
        return None
    parties = (report.requester, *named_in(report)) if report.requester else named_in(report)
    return next((named for party in parties if (named := _organisation(party)) is not None), None)


def _organisation(party: Party) -> str | None:
    levels = [level for level in party.path if level.kind != "person"]
    known = [each for level in reversed(levels) for each in level.identifiers if _national(each)]
    return f"{known[0].kind} {known[0].value}" if known else None


def _national(identifier: Identifier) -> bool:
    value = identifier.value
    return identifier.kind in NATIONAL and value.isdigit() and len(value) <= _INSTITUTION_DIGITS


def _line(part: Ready, received: datetime) -> _Line:
    recorded = part.submission.provenance.recorded or received
    kind = type(part.submission).__name__
    return _Line(part.source, kind, SUBMITTED, recipient_of(part.submission), _minute(recorded))


def _count(places: dict[tuple[str, int], dict[_Line, _Seen]], place: tuple[str, int], line: _Line, told: Any) -> None:
    seen = places.setdefault(place, {}).setdefault(line, _Seen())
    seen.count += 1
    if told is None:
        return
    if told.provenance.source_sequence is not None:
        seen.numbers.append(told.provenance.source_sequence)
    if told.provenance.recorded is not None:
        seen.recorded.append(told.provenance.recorded)


def _row(line: _Line, seen: _Seen) -> SourceFlow:
    times, numbers = seen.recorded or [line.minute], seen.numbers
    return SourceFlow(
        line.source,
        line.kind,
        line.outcome,
        seen.count,
        min(times),
        max(times),
        min(numbers, default=None),
        max(numbers, default=None),
        line.recipient,
        runs_of(numbers),
    )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
