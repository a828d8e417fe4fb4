"""Understands what went through one transaction: counted once, for the flow topic and for Prometheus."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from carebus.domain.flow import PROJECTOR, SourceFlow, TransactionDone
from carebus.domain.problems import Code
from carebus.domain.provenance import Provenance
from carebus.domain.verdicts import Verdict
from carebus.projector.incoming import Incoming

Line = tuple[int, str, str, str]
"""Partition, source, kind of record, outcome."""

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

    def count(self, partition: int, kind: str, verdict: Verdict, provenance: Provenance | None) -> None:
        """A record had this verdict."""
        line = (partition, verdict.source, kind, verdict.outcome)
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
        """One record for each partition that the batch took up; `held_patients` are those that wait on each."""
        return [
            TransactionDone(
                PROJECTOR,
                area,
                partition,
                first,
                last,
                self.reached[partition],
                self._sources(partition),
                held_patients.get(partition, 0),
            )
            for partition, (first, last) in self.offsets.items()
        ]

    def _sources(self, partition: int) -> tuple[SourceFlow, ...]:
        return tuple(self._row(line, count) for line, count in sorted(self.counts.items()) if line[0] == partition)

    def _row(self, line: Line, count: int) -> SourceFlow:
        _partition, source, kind, outcome = line
        oldest, newest = self.recorded.get(line, (None, None))
        return SourceFlow(source, kind, outcome, count, oldest, newest, unknowns=self.unknowns[line])
