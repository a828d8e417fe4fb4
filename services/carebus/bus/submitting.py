"""Understands how a service of the bus submits facts of its own to an area."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from carebus.bus import cloudevents
from carebus.bus.clients import partitions
from carebus.bus.partition import partition_of
from carebus.bus.transaction import Aborted, Output, Transactions
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import codec_of


class Submitting:
    """Writes what the service called `name` finds, to the submissions of `area`."""

    def __init__(self, brokers: str, wire: Wire, area: Area, name: str) -> None:
        self._wire, self._topic, self._source = wire, area.submitted, f"carebus/{name}"
        self._partitions = len(partitions(brokers, area.submitted))
        self._transactions = Transactions(brokers, f"carebus-{name}-{uuid4()}")

    def submit(self, told: Iterable[tuple[PatientKey, Any]], now: datetime) -> int:
        """Write each record under its key, in one transaction, again until it stands; returns how many there were.

        What was written twice is a repeat (rule 10), if its submission id is always the same. Raises Unsure.
        """
        outputs = [self._output(key, record, now) for key, record in told]
        while outputs:
            try:
                self._transactions.run(outputs, [], None)
            except Aborted:
                continue
            break
        return len(outputs)

    def _output(self, patient: PatientKey, record: Any, now: datetime) -> Output:
        key = patient.encode()
        headers = cloudevents.headers(
            codec_of(record),
            event_id=record.provenance.event_id,
            source=self._source,
            time=now,
            subject=patient,
            trace=cloudevents.traceparent(),
        )
        value = self._wire.encode(self._topic, record, patient)
        return Output(self._topic, key, value, partition_of(key, self._partitions), headers)
