"""Understands a watch as a process on a real broker, and a flow that a test writes itself."""

import secrets
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import httpx
from confluent_kafka import Consumer, Producer, TopicPartition

from carebus.bus.groups import Groups
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import FLOW, SOURCES
from carebus.bus.topics import load
from carebus.bus.wire import Wire
from carebus.domain.flow import EVERY_AREA, GATEWAY, NO_OFFSET, NUMBERS, NumberRun, SourceFlow, TransactionDone
from carebus.local import ports
from carebus.local.programs import Program
from carebus.settings import Environment, Settings
from carebus.watch.alarmlog import AlarmLog
from carebus.watch.beginning import GROUP

PARTITIONS = next(topic.partitions for topic in load() if topic.name == FLOW)
EVERY = 1.0


class Given:
    """A bus whose flow a test writes."""

    def __init__(self, stack, folder):
        self.stack, self.folder = stack, folder
        self.settings = Settings(environment=Environment.TEST, brokers=stack.bootstrap, registry=stack.registry_url)
        self.wire = Wire(Registry(stack.registry_url))
        self.log = AlarmLog(self.settings)
        self.secret = secrets.token_hex(32)
        self.producer = Producer({"bootstrap.servers": stack.bootstrap})

    def program(self, slot=0, **more):
        (port,) = ports.free(1)
        environment = {
            "CAREBUS_ENVIRONMENT": "test",
            "CAREBUS_BROKERS": self.stack.bootstrap,
            "CAREBUS_REGISTRY": self.stack.registry_url,
            "CAREBUS_PATIENT_SECRET": self.secret,
            "CAREBUS_EVALUATE_EVERY": str(EVERY),
            "CAREBUS_PROBE_EVERY": "0",
            "CAREBUS_STATE": str(self.folder / f"state-{slot}"),
            "CAREBUS_SLOT": str(slot),
            "CAREBUS_METRICS_PORT": str(port),
            **more,
        }
        program = Program(f"watch-{slot}", [sys.executable, "-m", "carebus.watch"], self.folder, environment)
        return Metered(program, f"http://127.0.0.1:{port}/metrics")

    @contextmanager
    def running(self, slot=0, **more):
        program = self.program(slot, **more)
        program.start()
        try:
            yield program
        finally:
            program.stop()

    def done(self, source, numbers=(), count=1, area="results", kind="ReportIssued", at=None):
        at = at or datetime.now(UTC)
        runs = tuple(NumberRun(*run) for run in numbers)
        row = SourceFlow(source, kind, "submitted", count, at, at, numbers=runs)
        return TransactionDone(GATEWAY, area, NO_OFFSET, NO_OFFSET, NO_OFFSET, at, (row,))

    def numbers(self, source, numbers, at):
        """What the gateway tells of a source with one series of numbers over all areas."""
        row = SourceFlow(source, "ReportIssued", "submitted", 1, numbers=tuple(NumberRun(*run) for run in numbers))
        return TransactionDone(NUMBERS, EVERY_AREA, NO_OFFSET, NO_OFFSET, NO_OFFSET, at, (row,))

    def write(self, *records, producer=None, topic=FLOW):
        producer = producer or self.producer
        for record in records:
            place = partition_of(record.area.encode(), PARTITIONS)
            producer.produce(topic, self.wire.encode(topic, record, None), b"test", place)
        producer.flush(30)

    def announce(self, record):
        self.write(record, topic=SOURCES)

    def end(self, area="results"):
        """The offset after the newest record of the flow of an area."""
        with closing(Consumer({"bootstrap.servers": self.stack.bootstrap, "group.id": "none"})) as consumer:
            return consumer.get_watermark_offsets(TopicPartition(FLOW, partition_of(area.encode(), PARTITIONS)), 30)[1]

    def acknowledged(self, area="results"):
        """Up to which offset of its flow a watch that starts now would not read again."""
        committed = Groups(self.stack.bootstrap).committed(GROUP, FLOW, PARTITIONS)
        return committed.get(partition_of(area.encode(), PARTITIONS), 0)

    def close(self):
        self.wire.close()
        self.log.close()

    def open(self):
        return {event.alarm.matter: event for event in self.log.open()}

    def until(self, holds, seconds=60):
        """Drain until it holds; what it gave then."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < deadline, "it never came"
            time.sleep(0.2)
        return found


class Metered:
    """A watch that runs, and what it tells Prometheus."""

    def __init__(self, program, metrics):
        self.program, self.metrics = program, metrics

    def start(self):
        self.program.start()

    def stop(self):
        self.program.stop()

    def kill(self):
        self.program.kill()

    def value(self, name, **labels):
        """The sum of the series of a metric that have these labels; None while it does not answer."""
        try:
            text = httpx.get(self.metrics, trust_env=False).text
        except httpx.HTTPError:
            return None
        lines = [line for line in text.splitlines() if line.startswith(name)]
        chosen = [line for line in lines if all(f'{key}="{value}"' in line for key, value in labels.items())]
        return sum(float(line.rsplit(" ", 1)[1]) for line in chosen) if chosen else None

    def evaluated(self, since: datetime, area="results") -> bool:
        """Whether an area was evaluated by a mark that is newer than `since`."""
        at = self.value("carebus_watch_evaluated_timestamp_seconds", area=area)
        return at is not None and at > (since + timedelta(seconds=EVERY)).timestamp()
