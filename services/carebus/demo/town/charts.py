"""Understands what stands in the shared pictures now: the view topic, read committed, for everybody who writes in the town."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition

from carebus.bus.clients import common, lasting, partitions
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.demo.town.chart import Chart
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import NOTHING, CeasedTreatment, MedicationList, View
from carebus.domain.provenance import PatientKey
from carebus.settings import Settings

PATIENCE = 30.0
"""Seconds within which a picture that a verdict told of must be there."""


class NotShown(Exception):
    """A verdict told of a revision that the view topic does not show."""


class Charts:
    """Follows the view topic on a thread of its own; any thread may read."""

    def __init__(self, settings: Settings) -> None:
        self._wire = Wire(Registry(settings.registry))
        self._consumer = _consumer(settings.brokers)
        self._views: defaultdict[PatientKey, dict[str, View]] = defaultdict(dict)
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

    def read(self, patient: PatientKey, revision: int = 0) -> Chart:
        """The newest picture, not older than a revision of the list. Raises NotShown, and what ended the following."""
        with self._changed:
            if not self._changed.wait_for(self._has(patient, revision), PATIENCE):
                raise NotShown(f"revision {revision} of a list was told by a verdict, and is not shown")
            if self._failure:
                raise self._failure
            views = dict(self._views[patient])
        listed = views.pop(LIST, NOTHING)
        left = tuple(each for each in views.values() if isinstance(each, CeasedTreatment))
        return Chart(datetime.now(UTC), listed if isinstance(listed, MedicationList) else NOTHING, left)

    def _has(self, patient: PatientKey, revision: int) -> Callable[[], bool]:
        return lambda: self._failure is not None or self._views[patient].get(LIST, NOTHING).revision >= revision

    def _follow(self) -> None:
        try:
            while not self._over.is_set():
                self._take(self._consumer.consume(500, 0.02))
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

    def _decoded(self, message: Any) -> tuple[PatientKey, str, View]:
        patient, _, unit = message.key().decode().partition("/")
        return PatientKey(patient), unit, self._wire.decode(message.value(), PatientKey(patient))


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
    consumer.assign([TopicPartition(MEDICATION.views, p, 0) for p in partitions(brokers, MEDICATION.views)])
    return consumer
