"""Understands a bus of one test's own: an area under another name, on brokers that others use too."""

import dataclasses
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from threading import Event
from time import monotonic
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from tests.faults.load import Sent

from carebus.bus import cloudevents
from carebus.bus.clients import COMING_UP, arrived
from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import Registry, subject, text
from carebus.bus.registry_answers import Answers
from carebus.bus.topic_apply import apply
from carebus.bus.topic_plan import plan
from carebus.bus.topics import Topic, load
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.domain.commands import ReleaseRequested
from carebus.domain.flow import TransactionDone
from carebus.domain.provenance import PatientKey
from carebus.domain.work import Parked
from carebus.formats.avro import BY_FULLNAME, codec

PATIENCE = 60.0
VERDICTS = "care.verdicts.v1"
FLOW = "care.flow.v1"
HELD = "care.held.v1"
_READING = {
    "isolation.level": "read_committed",
    "enable.auto.commit": False,
    "enable.partition.eof": True,
    "auto.offset.reset": "earliest",
    "fetch.wait.max.ms": 20,
    "fetch.message.max.bytes": 12_000_000,
}
_numbers = count(1)


@dataclass(slots=True)
class Bus:
    """An area of a test's own and all that is needed to write to it and to look at it; `rules` is the area whose rules it has."""

    brokers: str
    registry: str
    rules: str
    area: Area
    partitions: int
    schemas: Registry
    wire: Wire
    producer: Producer
    group: Consumer
    reader: Consumer
    ends: dict[int, int]
    releases: int = 0

    @classmethod
    def made(cls, brokers: str, registry: str, name: str, partitions: int = 4, rules: str = "results") -> "Bus":
        """Makes the area's topics and schemas, and the group's beginning, under a name that nobody has had."""
        area = dataclasses.replace(AREAS[rules], name=f"{name}-{next(_numbers)}")
        _furnish(brokers, registry, rules, area, partitions)
        writer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "message.max.bytes": 12_000_000})
        asked = Consumer({"bootstrap.servers": brokers, "group.id": area.group, "enable.auto.commit": False})
        schemas = Registry(registry)
        reader = Consumer({"bootstrap.servers": brokers, "group.id": f"{area.group}.reader", **_READING})
        ends = dict.fromkeys(range(partitions), 0)
        return cls(brokers, registry, rules, area, partitions, schemas, Wire(schemas), writer, asked, reader, ends)

    def close(self) -> None:
        """Lets the connections go; the topics stay."""
        self.schemas.close()
        self.group.close()
        self.reader.close()

    def publish(self, sent: Iterable[Sent]) -> int:
        """Puts submissions on the bus as the gateway does; returns how many, once the broker has them."""
        total = 0
        for total, one in enumerate(sent, 1):  # noqa: B007 - the count is what is returned
            self.put(one.patient.encode(), self.value(one), headers=_headers(one), wait=False)
        self.flush()
        return total

    def put(
        self,
        key: bytes | None,
        value: bytes | None,
        *,
        partition: int | None = None,
        headers: Any = (),
        wait: bool = True,
    ) -> str:
        """Puts any bytes on the area's input, in the partition of their key unless another is named; returns where they are."""
        stands: list[str] = []
        number = self.partition(key or b"") if partition is None else partition
        self.producer.produce(
            self.area.submitted, value, key, number, headers=list(headers), on_delivery=self._delivered(stands)
        )
        self.producer.poll(0)
        if wait:
            self.flush()
        return stands[0] if stands else ""

    def release(self, whom: PatientKey) -> None:
        """What `carebus held release` asks of the owner of a parked patient's partition."""
        self.releases += 1
        self.publish([Sent(whom, ReleaseRequested(datetime.now(UTC)))])

    def flush(self) -> None:
        """Returns when the broker has everything."""
        assert self.producer.flush(PATIENCE) == 0, "the broker does not take records"

    def value(self, sent: Sent) -> bytes:
        """A submission as it travels."""
        return self.wire.encode(self.area.submitted, sent.record, sent.patient)

    def partition(self, key: bytes | PatientKey) -> int:
        """Where a key belongs."""
        return partition_of(key if isinstance(key, bytes) else key.encode(), self.partitions)

    def read(self, *topics: str) -> dict[str, list[Record]]:
        """Every committed record of these topics, each in the order of its partitions."""
        left = {(topic, partition) for topic in topics for partition in range(self.partitions)}
        found: dict[str, list[Record]] = {topic: [] for topic in topics}
        self.reader.assign([TopicPartition(topic, partition, 0) for topic, partition in left])
        deadline = monotonic() + PATIENCE
        while left:
            assert monotonic() < deadline, f"{left} cannot be read to the end"
            for message in arrived(self.reader, 2_000, 0.02):
                if message.error() is None:
                    found[message.topic()].append(Record.of(message))
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    left.discard((message.topic(), message.partition()))
        return {topic: sorted(records, key=lambda one: (one.partition, one.offset)) for topic, records in found.items()}

    def mine(self, records: Iterable[Record]) -> list[tuple[Record, str]]:
        """Those records of a shared topic that came of this area's input, each with the place of its input."""
        named = ((record, (cloudevents.find(record.headers, "carebus-input") or b"").decode()) for record in records)
        return [(record, place) for record, place in named if place.startswith(f"{self.area.submitted}/")]

    def held(self) -> list[tuple[Record, str]]:
        """The held records of this area."""
        return self.mine(self.read(HELD)[HELD])

    def verdicts(self) -> list[tuple[Record, str]]:
        """The verdicts of this area."""
        return self.mine(self.read(VERDICTS)[VERDICTS])

    def flow(self) -> list[TransactionDone]:
        """What the watch is told of this area."""
        told = (self.wire.decode(record.value, None) for record in self.read(FLOW)[FLOW])
        return [done for done in told if done.area == self.area.name]

    def committed(self) -> dict[int, int]:
        """Where the area's group stands."""
        places = [TopicPartition(self.area.submitted, partition) for partition in range(self.partitions)]
        return {place.partition: max(0, place.offset) for place in self.group.committed(places, timeout=PATIENCE)}

    def owners(self) -> dict[str, int]:
        """How many partitions each member of the area's group has."""
        admin = AdminClient({"bootstrap.servers": self.brokers})  # a new one: it keeps a coordinator that has moved
        try:
            asked = admin.describe_consumer_groups([self.area.group], request_timeout=10)
            members = asked[self.area.group].result().members
        except KafkaException as failure:
            return {failure.args[0].name(): 0}
        return {str(member.group_instance_id): len(member.assignment.topic_partitions) for member in members}

    def parked(self) -> dict[bytes, bytes]:
        """What the work topic says now, by key."""
        return last(self.read(self.area.work)[self.area.work])

    def waiting(self) -> int:
        """How many records wait for a release."""
        return len(waiting_records(self.parked()))

    def parked_patients(self) -> dict[PatientKey, Parked]:
        """Who is parked."""
        end = b"/parked"
        return {
            PatientKey(key[: -len(end)].decode()): self.wire.decode(value, None)
            for key, value in self.parked().items()
            if key.endswith(end)
        }

    def drain(self, tend: Callable[[], None] = lambda: None, patience: float = PATIENCE) -> None:
        """Returns when every record of the input is decided and every release is done; `tend` is called meanwhile."""
        until(self._is_decided, tend, patience, lambda: f"{self.committed()} of {self.ends}")
        if self.releases:
            until(lambda: not self._releasing(), tend, patience, lambda: "a release does not end")

    def _is_decided(self) -> bool:
        """Whether the group stands at the ends; not while its coordinator is moving to another broker."""
        try:
            return self.committed() == self.ends
        except KafkaException as failure:
            if failure.args[0].code() not in COMING_UP:
                raise
            return False

    def _releasing(self) -> bool:
        return any(parked.releasing for parked in self.parked_patients().values())

    def _delivered(self, stands: list[str]) -> Callable[[Any, Any], None]:
        def note(error: Any, message: Any) -> None:
            assert error is None, error
            self.ends[message.partition()] = message.offset() + 1
            stands.append(f"{message.topic()}/{message.partition()}/{message.offset()}")

        return note


def until(
    done: Callable[[], bool], tend: Callable[[], None] = lambda: None, patience: float = PATIENCE, why: Any = lambda: ""
) -> None:
    """Returns when it is done; tends to what makes it so meanwhile, and fails at the deadline."""
    deadline, pause = monotonic() + patience, Event()
    while not done():
        assert monotonic() < deadline, f"not within {patience} s: {why()}"
        tend()
        pause.wait(0.02)


def _furnish(brokers: str, registry: str, rules: str, area: Area, partitions: int) -> None:
    own = (topic for topic in load() if topic.name.startswith(f"care.{rules}."))
    topics = tuple(_renamed(topic, rules, area, partitions) for topic in own)
    shared = tuple(
        topic
        for topic in load()
        if topic.name in {"care.verdicts.v1", "care.held.v1", "care.flow.v1", "care.received.v1"}
    )
    cluster = Cluster(brokers)
    live = cluster.topics()
    apply(plan((*shared, *topics), live, cluster.brokers())[: len(shared) + len(topics)], cluster, Groups(brokers))
    _register(registry, (*shared, *topics))


def _register(registry: str, topics: Iterable[Topic]) -> None:
    """The schemas of every record, without the questions that `carebus schemas apply` asks first: there are many buses in a run."""
    with closing(Answers(registry, 30.0)) as answers:
        for topic in topics:
            for fullname in topic.records:
                schema = {"schema": text(BY_FULLNAME[fullname])}
                answers.ask("POST", f"/subjects/{subject(topic.name, fullname)}/versions", schema)


def _renamed(topic: Topic, rules: str, area: Area, partitions: int) -> Topic:
    name = topic.name.replace(f".{rules}.", f".{area.name}.")
    return topic.model_copy(update={"name": name, "partitions": partitions, "group": topic.group and area.group})


def _headers(sent: Sent) -> cloudevents.Headers:
    return cloudevents.headers(
        codec(type(sent.record)),
        event_id=(getattr(sent.record, "provenance", None) and sent.record.provenance.event_id) or "command",
        source="carebus/gateway",
        time=datetime.now(UTC),
        subject=sent.patient,
        trace=cloudevents.traceparent(),
    )


def waiting_records(work: dict[bytes, bytes]) -> list[bytes]:
    """Those of a work topic's values that are records which wait."""
    return [value for key, value in work.items() if b"/waiting/" in key]


def last(records: Iterable[Record]) -> dict[bytes, bytes]:
    """The last value by key, without tombstones: what a compacted topic means."""
    values = {record.key or b"": record.value for record in records}
    return {key: value for key, value in values.items() if value is not None}
