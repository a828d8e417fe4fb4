"""Understands a bus of one test's own on the session's broker, and a reader that follows it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from confluent_kafka import Message, Producer
from confluent_kafka.admin import AdminClient, NewTopic
from tests.reader.given import NORA, key, listening, settings

from carebus.bus.cloudevents import Headers
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry, subject, text
from carebus.bus.wire import Wire
from carebus.domain.identity.area import IDENTITY
from carebus.domain.verdicts import Verdict
from carebus.domain.work import Parked
from carebus.formats.avro import codec
from carebus.local import Stack
from carebus.reader.app import create_app
from carebus.reader.areas import Reading, identity
from carebus.reader.copy import Copy
from carebus.reader.fetching import Fetching
from carebus.reader.following import Following
from carebus.reader.freshness import Freshness
from carebus.reader.parts import Parts

PARTITIONS = 3
_numbers = count(1)


def name_of_ones_own() -> str:
    return f"reader-{next(_numbers)}"


class OnKafka:
    """Topics of one test's own with the records that each takes, and a projector's part: it commits records in transactions."""

    def __init__(self, stack: Stack, reading: Reading, records: Mapping[str, tuple[type, ...]]) -> None:
        self.stack, self.readings = stack, (reading, identity(replace(IDENTITY, name=f"{next(iter(records))}-who")))
        who = self.readings[1].copied
        records = {**records, who.views.topic: IDENTITY.pictures, who.parked.topic: (Parked,)}
        self._topics = tuple(records)
        self._admin = AdminClient({"bootstrap.servers": stack.bootstrap})
        made = self._admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in self._topics])
        for future in made.values():
            future.result(10)
        for topic, kinds in records.items():
            for kind in kinds:
                url = f"{stack.registry_url}/subjects/{subject(topic, codec(kind).fullname)}/versions"
                httpx.post(url, json={"schema": text(codec(kind))}).raise_for_status()
        self._registry = Registry(stack.registry_url)
        self._wire = Wire(self._registry)
        self._producer = Producer({"bootstrap.servers": stack.bootstrap, "transactional.id": self._topics[0]})
        self._producer.init_transactions(30)

    def send(
        self,
        topic: str,
        record: Any,
        number: str = NORA,
        name: str = "",
        headers: Headers | None = None,
        *,
        commit: bool = True,
    ) -> Message:
        """The record in a transaction of its own; None is a tombstone, bytes are a record of nobody's making."""
        patient = key(number)
        value = record
        if record is not None and not isinstance(record, bytes):
            value = self._wire.encode(topic, record, None if isinstance(record, Verdict) else patient)
        sent: list[Message] = []
        self._producer.begin_transaction()
        self._producer.produce(
            topic,
            value,
            f"{patient}{name}",
            partition_of(patient.encode(), PARTITIONS),
            lambda _, message: sent.append(message),
            headers=headers or [],
        )
        self._producer.flush(30)
        if commit:
            self._producer.commit_transaction(30)
        else:
            self._producer.abort_transaction(30)
        return sent[0]

    @contextmanager
    def open_transaction(self, topic: str, number: str = NORA) -> Iterator[None]:
        """Somebody else's transaction on the patient's partition; it is aborted at the end."""
        other = Producer({"bootstrap.servers": self.stack.bootstrap, "transactional.id": f"{topic}-other"})
        other.init_transactions(30)
        other.begin_transaction()
        other.produce(topic, b"never committed", "nobody", partition_of(key(number).encode(), PARTITIONS))
        other.flush(30)
        yield
        other.abort_transaction(30)

    def close(self) -> None:
        for future in self._admin.delete_topics(list(self._topics)).values():
            future.result(10)
        self._registry.close()

    @contextmanager
    def reader(self, folder: Path) -> Iterator["Asked"]:
        def now() -> datetime:
            return datetime.now(UTC)

        registry = Registry(self.stack.registry_url)
        copy = Copy(Wire(registry), Freshness(), [each.copied for each in self.readings])
        following = Following(self.stack.bootstrap, folder / "reader", copy, now)
        parts = Parts(copy, following, Fetching(self.stack.bootstrap), now, registry.close)
        with listening(create_app(settings(folder), parts, self.readings)) as url:
            asked = Asked(url, copy)
            asked.until(lambda: asked.get("/readyz").status_code == 200)
            yield asked


class Asked:
    """A running reader and its address."""

    def __init__(self, url: str, copy: Copy) -> None:
        self.url, self.copy = url, copy

    def get(self, page: str) -> httpx.Response:
        return httpx.get(self.url + page, timeout=10)

    def post(self, page: str, number: str = NORA, **more: Any) -> httpx.Response:
        return httpx.post(self.url + page, json={"patient": {"number": number}, **more}, timeout=10)

    def until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not seen():
            assert time.monotonic() < deadline, "not seen within 30 s"
            time.sleep(0.02)
