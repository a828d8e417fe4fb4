"""Understands the load of the medication area: the writes of many patients' stories, as the gateway submits them."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import Producer

from bench import reports
from bench.medication_lists import Kind, Story
from bench.reports import PARTITIONS
from bench.stage import Stage
from carebus.bus import cloudevents
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.transaction import Output
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.domain.medication.events import MedicationSubmission
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import codec_of

AREA = AREAS["medication"]
_SOME = 500

Told = tuple[PatientKey, MedicationSubmission]
"""A write, and whose list it is of."""


@dataclass(slots=True)
class Load:
    """Patients of one measurement, by their numbers. The submission id of a write is `prefix` and how many were `told` before it."""

    prefix: str
    patients: range
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - invented patients
    stories: list[Story] = field(init=False)
    told: int = 0

    def __post_init__(self) -> None:
        self.stories = [Story(reports.patient(number), self.chance) for number in self.patients]

    def first_lists(self) -> Iterator[Told]:
        """Every patient's first list."""
        return ((story.patient, story.first(self._name())) for story in self.stories)

    def revised_lists(self) -> Iterator[Told]:
        """Every patient's whole list again."""
        return ((story.patient, story.revised(self._name())) for story in self.stories)

    def acts(self, number: int, kinds: Sequence[Kind]) -> Iterator[Told]:
        """So many acts, the patients by turns.

        A batch of a backlog is of few partitions, often of one: it has two acts of one patient where a partition has fewer patients than the
        batch has records, and the list is then written once for both (rule 12).
        """
        for turn in range(number):
            story = self.stories[turn % len(self.stories)]
            yield story.patient, story.act(self._name(), kinds)

    def _name(self) -> str:
        self.told += 1
        return f"{self.prefix}{self.told - 1}"


def submitted(wire: Wire, key: PatientKey, told: Any, area: Area = AREA) -> Output:
    """The record that the gateway writes of a submission to an area."""
    provenance = told.provenance
    headers = cloudevents.headers(
        codec_of(told),
        event_id=provenance.event_id,
        source="carebus/gateway",
        time=provenance.received,
        subject=key,
        trace=cloudevents.traceparent(),
    )
    value = wire.encode(area.submitted, told, key)
    return Output(area.submitted, key.encode(), value, partition_of(key.encode(), PARTITIONS), headers)


def write(
    stage: Stage, told: Iterable[tuple[PatientKey, Any]], progress: Callable[[int], None], area: Area = AREA
) -> int:
    """Write a backlog to the submitted topic; returns how many."""
    producer, wire, written = _producer(stage.brokers), Wire(Registry(stage.registry)), 0
    for written, (key, each) in enumerate(told, 1):
        output = submitted(wire, key, each, area)
        producer.produce(output.topic, output.value, output.key, output.partition, headers=list(output.headers))
        if written % _SOME == 0:
            producer.poll(0)
            progress(_SOME)
    producer.flush()
    wire.close()
    return written


def _producer(brokers: str) -> Producer:
    return Producer({"bootstrap.servers": brokers, "linger.ms": 5, "compression.type": "lz4", "batch.size": 500_000})
