"""Understands what went through one transaction: counted once, for the flow topic and for Prometheus."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from carebus.domain.flow import SourceFlow, TransactionDone
from carebus.domain.provenance import Provenance
from carebus.domain.verdicts import Verdict
from carebus.projector.incoming import Incoming

Line = tuple[int, str, str, str]
"""Partition, source, kind of record, outcome."""


@dataclass(slots=True)
class Tally:
    """Counts by partition, source, kind and outcome; nothing about any patient."""

    counts: Counter[Line] = field(default_factory=Counter)
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
        if provenance is None:
            return
        self.received.append(provenance.received)
        if provenance.recorded is not None:
            oldest, newest = self.recorded.get(line, (provenance.recorded, provenance.recorded))
            self.recorded[line] = (min(oldest, provenance.recorded), max(newest, provenance.recorded))

    def flow(self, area: str) -> list[TransactionDone]:
        """One record for each partition that the batch took up."""
        return [
            TransactionDone(
                "projector", area, partition, first, last, self.reached[partition], self._sources(partition)
            )
            for partition, (first, last) in self.offsets.items()
        ]

    def _sources(self, partition: int) -> tuple[SourceFlow, ...]:
        return tuple(
            SourceFlow(line[1], line[2], line[3], count, *self.recorded.get(line, (None, None)))
            for line, count in sorted(self.counts.items())
            if line[0] == partition
        )
