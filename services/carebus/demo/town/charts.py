"""Understands what stands in the shared pictures now: the view topics, read committed, for everybody who writes in the town."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition

from carebus.bus.clients import arrived, common, lasting, partitions
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.demo.town.chart import Chart
from carebus.demo.town.evidence import AREAS, about
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING as NOTHING_STATED
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import NOTHING, CeasedTreatment
from carebus.domain.provenance import PatientKey
from carebus.settings import Settings

PERSON = "person"
"""The unit of a key and its person, within the key."""

NOTHING_KNOWN: Mapping[str, int] = {}

PATIENCE = 30.0
"""Seconds within which a picture that a verdict told of must be there."""


class NotShown(Exception):
    """A verdict told of a revision that the view topic does not show."""


class Charts:
    """Follows the view topics on a thread of its own; any thread may read."""

    def __init__(self, settings: Settings) -> None:
        self._wire = Wire(Registry(settings.registry))
        self._consumer = _consumer(settings.brokers)
        self._views: defaultdict[PatientKey, dict[str, Any]] = defaultdict(dict)
        self._changed = Condition()
        self._over = Event()
        self._failure: Exception | None = None
        self._thread = Thread(target=self._follow, name="charts", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._consumer.close()
        self._wire.close()

    def read(self, patient: PatientKey, known: Mapping[str, int] = NOTHING_KNOWN) -> Chart:
        """The newest pictures, each not older than its `known` revision. Raises NotShown, and what ended the following."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._failure is not None or self._has(patient, known), PATIENCE):
                raise NotShown("a revision was told by a verdict, and is not shown")
            if self._failure:
                raise self._failure
            return charted(self._views[patient])

    def await_until(self, patient: PatientKey, is_so: Callable[[Chart], bool], patience: float) -> None:
        """Until the pictures of a patient are so, or the patience is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or is_so(charted(self._views[patient])), patience)

    def _has(self, patient: PatientKey, known: Mapping[str, int]) -> bool:
        views = self._views[patient]
        return all(unit in views and views[unit].revision >= revision for unit, revision in known.items())

    def _follow(self) -> None:
        try:
            while not self._over.is_set():
                self._take(arrived(self._consumer, 500, 0.02))
        except Exception as failure:  # noqa: BLE001 - told to whoever reads
            with self._changed:
                self._failure = failure
                self._changed.notify_all()

    def _take(self, messages: list[Any]) -> None:
        new = [self._decoded(message) for message in messages if _is_record(message)]
        if new:
            with self._changed:
                for patient, unit, view in new:
                    self._views[patient][unit] = view
                self._changed.notify_all()

    def _decoded(self, message: Any) -> tuple[PatientKey, str, Any]:
        line, _, unit = message.key().decode().partition("/")
        return *about(PatientKey(line), unit), self._wire.decode(message.value(), PatientKey(line))


def charted(views: Mapping[str, Any]) -> Chart:
    """What is read of a patient."""
    left = tuple(each for each in views.values() if isinstance(each, CeasedTreatment))
    listed, alerts = views.get(LIST, NOTHING), views.get(ENTRIES, NOTHING_STATED)
    return Chart(datetime.now(UTC), listed, left, alerts, views.get(PERSON))


def _is_record(message: Any) -> bool:
    error = message.error()
    if error is not None and lasting(error):
        raise KafkaException(error)
    return error is None and message.value() is not None


def _consumer(brokers: str) -> Consumer:
    consumer = Consumer(
        {
            **common(brokers),
            "group.id": f"carebus-town-{uuid4()}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 20,
        }
    )
    consumer.assign([TopicPartition(area.views, p, 0) for area in AREAS for p in partitions(brokers, area.views)])
    return consumer
