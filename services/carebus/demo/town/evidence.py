"""Understands what is on the bus when the town is quiet: verdicts, facts and pictures of its patients, read committed."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from carebus.bus.registry import Registry
from carebus.bus.shared_topics import RECEIVED, VERDICTS
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.demo.town.sent import Sent
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.view import MedicationList, View
from carebus.domain.provenance import PatientKey
from carebus.domain.verdicts import Verdict
from carebus.settings import GatewaySettings

Unit = tuple[PatientKey, str]


class Evidence(Struct, frozen=True):
    """Everything that is checked. Facts and pictures are in the order of the log, patient by patient; `originals` are digests."""

    sent: tuple[Sent, ...]
    verdicts: tuple[Verdict, ...]
    facts: tuple[tuple[PatientKey, MedicationEvent], ...]
    pictures: tuple[tuple[Unit, View], ...]
    originals: frozenset[str]

    @property
    def views(self) -> dict[Unit, View]:
        """The pictures as they stand now."""
        return dict(self.pictures)

    @property
    def lists(self) -> dict[PatientKey, MedicationList]:
        """The lists as they stand now."""
        return {key: view for (key, _unit), view in self.views.items() if isinstance(view, MedicationList)}


def read(settings: GatewaySettings, sent: tuple[Sent, ...], keys: frozenset[PatientKey]) -> Evidence:
    """Everything about these messages and patients. To be called when every message has its verdict."""
    wire = Wire(Registry(settings.registry))
    try:
        names = {(each.name.source, each.submission) for each in sent}
        verdicts = (verdict for _key, verdict in _records(settings, wire, VERDICTS))
        facts = _records(settings, wire, MEDICATION.accepted)
        pictures = ((_unit(key), view) for key, view in _records(settings, wire, MEDICATION.views))
        return Evidence(
            sent,
            tuple(verdict for verdict in verdicts if (verdict.source, verdict.submission_id) in names),
            tuple((PatientKey(key), fact) for key, fact in facts if key in keys),
            tuple((unit, view) for unit, view in pictures if unit[0] in keys),
            frozenset((record.key or b"").decode() for record in read_whole(settings.brokers, RECEIVED)),
        )
    finally:
        wire.close()


def _records(settings: GatewaySettings, wire: Wire, topic: str) -> Iterator[tuple[str, Any]]:
    for record in read_whole(settings.brokers, topic):
        if record.key is not None and record.value is not None:
            key = record.key.decode()
            patient = None if topic == VERDICTS else PatientKey(key.partition("/")[0])
            yield key, wire.decode(record.value, patient)


def _unit(key: str) -> Unit:
    patient, _, unit = key.partition("/")
    return PatientKey(patient), unit
