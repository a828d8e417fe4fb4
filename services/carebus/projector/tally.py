"""Understands what went through one transaction: counted once, for the flow topic and for Prometheus."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from carebus.domain.flow import NO_OFFSET, PROJECTOR, SourceFlow, TransactionDone
from carebus.domain.problems import Code
from carebus.domain.provenance import Provenance
from carebus.domain.verdicts import Verdict
from carebus.projector.incoming import Incoming


class Line(NamedTuple):
    """What is counted together. `repeated` is the minute of recording of submissions that were decided before: the gateway counted them in it."""

    partition: int
    source: str
    kind: str
    outcome: str
    repeated: datetime | None = None


_UNKNOWN = frozenset({Code.UNKNOWN_CODE, Code.UNKNOWN_VOCABULARY})
"""Problems that say that a code has no mapping."""


@dataclass(slots=True)
class Tally:
    """Counts by partition, source, kind and outcome; nothing about any patient."""

    counts: Counter[Line] = field(default_factory=Counter)
    unknowns: Counter[Line] = field(default_factory=Counter)
    recorded: dict[Line, tuple[datetime, datetime]] = field(default_factory=dict)
    received: list[datetime] = field(default_factory=list)
    offsets: dict[int, tuple[int, int]] = field(default_factory=dict)
    reached: dict[int, datetime] = field(default_factory=dict)

    def took(self, incoming: Incoming) -> None:
        """A record of the input was taken up."""
        first, _ = self.offsets.get(incoming.partition, (incoming.offset, 0))
        self.offsets[incoming.partition] = (first, incoming.offset)
        self.reached[incoming.partition] = incoming.timestamp

    def released(self, incoming: Incoming) -> None:
        """A record that had waited was decided: it was taken up long ago, and says nothing of how far the input has come."""
        self.reached.setdefault(incoming.partition, incoming.timestamp)

    def count(self, partition: int, kind: str, verdict: Verdict, provenance: Provenance | None) -> None:
        """A record had this verdict."""
        line = Line(partition, verdict.source, kind, verdict.outcome, _repeated(verdict, provenance))
        self.counts[line] += 1
        if verdict.problems and any(problem.code in _UNKNOWN for problem in verdict.problems):
            self.unknowns[line] += 1
        if provenance is None:
            return
        self.received.append(provenance.received)
        if provenance.recorded is not None:
            oldest, newest = self.recorded.get(line, (provenance.recorded, provenance.recorded))
            self.recorded[line] = (min(oldest, provenance.recorded), max(newest, provenance.recorded))

    def flow(self, area: str, held_patients: Mapping[int, int]) -> list[TransactionDone]:
        """One record for each partition of which the batch decided anything; `held_patients` are those that wait on each."""
        return [
            TransactionDone(
                PROJECTOR,
                area,
                partition,
                *self.offsets.get(partition, (NO_OFFSET, NO_OFFSET)),
                decided_to,
                self._sources(partition),
                held_patients.get(partition, 0),
            )
            for partition, decided_to in self.reached.items()
        ]

    def _sources(self, partition: int) -> tuple[SourceFlow, ...]:
        counted = ((line, count) for line, count in self.counts.items() if line.partition == partition)
        return tuple(self._row(line, count) for line, count in sorted(counted, key=_order))

    def _row(self, line: Line, count: int) -> SourceFlow:
        oldest, newest = self.recorded.get(line, (line.repeated, line.repeated))
        repeats = count if line.repeated else 0
        return SourceFlow(
            line.source, line.kind, line.outcome, count, oldest, newest, unknowns=self.unknowns[line], repeats=repeats
        )


def _repeated(verdict: Verdict, provenance: Provenance | None) -> datetime | None:
    """The minute in which the gateway counted a repeat; None for what is no repeat."""
    if provenance is None or not verdict.repeat:
        return None
    return (provenance.recorded or provenance.received).replace(second=0, microsecond=0)


def _order(counted: tuple[Line, int]) -> tuple[str, str, str, str]:
    line, _ = counted
    return line.source, line.kind, line.outcome, line.repeated.isoformat() if line.repeated else ""
