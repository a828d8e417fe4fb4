"""Understands how differing views are put right: a command for each unit, carried out by the partition's owner (rule 3)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

from carebus.bus import cloudevents
from carebus.bus.transaction import Output, Transactions
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.commands import UnitRebuilt
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import codec
from carebus.rebuild.scratch import Difference

TOGETHER = 200


class Corrections:
    """Sends corrections. One that comes too late, because its unit has changed, does nothing: verify again."""

    def __init__(self, brokers: str, wire: Wire, area: Area) -> None:
        self._wire = wire
        self._area = area
        self._transactions = Transactions(brokers, f"carebus-rebuild-{uuid4()}")

    def send(self, differences: Iterable[Difference]) -> int:
        """Ask the owners to put these units right; returns how many. Raises Aborted, Unsure: send again."""
        left, sent = iter(differences), 0
        while some := list(islice(left, TOGETHER)):
            self._transactions.run([self._command(difference) for difference in some], [], None)
            sent += len(some)
        return sent

    def _command(self, difference: Difference) -> Output:
        patient, _, unit = difference.key.decode().partition("/")
        command = UnitRebuilt(unit, difference.base, difference.rebuilt)
        key = PatientKey(patient)
        headers = cloudevents.headers(
            codec(UnitRebuilt),
            event_id=str(uuid4()),
            source="carebus/rebuild",
            time=datetime.now(UTC),
            subject=key,
            trace=cloudevents.traceparent(),
        )
        value = self._wire.encode(self._area.submitted, command, key)
        return Output(self._area.submitted, patient.encode(), value, difference.partition, headers)
