"""Understands what is on the bus when the town is quiet: verdicts, facts and pictures of its patients, read committed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from carebus.bus.registry import Registry
from carebus.bus.shared_topics import RECEIVED, VERDICTS
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.demo.town.kinds import Kind
from carebus.demo.town.sent import Name, Sent
from carebus.domain.area import Area
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.identity.area import IDENTITY, LINE
from carebus.domain.identity.content import hashed
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.view import MedicationList
from carebus.domain.provenance import PatientKey, Provenance
from carebus.domain.verdicts import Verdict
from carebus.settings import GatewaySettings

AREAS = (MEDICATION, CRITICAL_INFO, IDENTITY)
"""What the town writes to."""

Unit = tuple[PatientKey, str]
Fact = tuple[PatientKey, Any]
"""A fact, and the key of its record: its patient, or the one line of identity."""


class Evidence(Struct, frozen=True):
    """Everything that is checked, as it stood at `read_at`.

    Facts and pictures are in the order of the log, patient by patient and area by area; `originals` are digests.
    """

    sent: tuple[Sent, ...]
    verdicts: tuple[Verdict, ...]
    facts: tuple[Fact, ...]
    pictures: tuple[tuple[Unit, Any], ...]
    originals: frozenset[str]
    read_at: datetime

    @property
    def views(self) -> dict[Unit, Any]:
        """The pictures as they stand now."""
        return dict(self.pictures)

    @property
    def lists(self) -> dict[PatientKey, MedicationList]:
        """The lists as they stand now."""
        return {key: view for (key, _unit), view in self.views.items() if isinstance(view, MedicationList)}

    def meant(self, area: Area) -> Iterator[tuple[PatientKey, Any, Sent | None]]:
        """The facts of an area, and what each was meant to say by whoever sent it; None where nobody in the town did."""
        sent = {each.name: each for each in self.sent if each.kind is not Kind.AGAIN}
        for key, fact in self.facts:
            told: Provenance = fact.provenance
            if isinstance(fact, area.events):
                yield key, fact, sent.get(Name(told.source, told.submission_id, told.original))


def read(settings: GatewaySettings, sent: tuple[Sent, ...], keys: frozenset[PatientKey]) -> Evidence:
    """Everything about these messages and patients. To be called when every message has its verdict."""
    wire = Wire(Registry(settings.registry))
    try:
        names = {(each.name.source, each.submission) for each in sent}
        verdicts = (verdict for _key, verdict in _records(settings, wire, VERDICTS))
        facts = ((PatientKey(key), fact) for area in AREAS for key, fact in _records(settings, wire, area.accepted))
        pictures = ((_unit(key), view) for area in AREAS for key, view in _records(settings, wire, area.views))
        return Evidence(
            sent,
            tuple(verdict for verdict in verdicts if (verdict.source, verdict.submission_id) in names),
            tuple((key, fact) for key, fact in facts if _whose(key, fact) & keys),
            tuple((unit, view) for unit, view in pictures if about(*unit)[0] in keys),
            frozenset((record.key or b"").decode() for record in read_whole(settings.brokers, RECEIVED)),
            datetime.now(UTC),
        )
    finally:
        wire.close()


def _records(settings: GatewaySettings, wire: Wire, topic: str) -> Iterator[tuple[str, Any]]:
    for record in read_whole(settings.brokers, topic):
        if record.key is not None and record.value is not None:
            key = record.key.decode()
            patient = None if topic == VERDICTS else PatientKey(key.partition("/")[0])
            yield key, wire.decode(record.value, patient)


def about(line: PatientKey, unit: str) -> Unit:
    """Whose picture a unit is, and its name there: in the one line of identity the unit begins with the key that it is about."""
    if line != LINE:
        return line, unit
    key, _, name = unit.partition("/")
    return PatientKey(key), name


def _whose(key: PatientKey, fact: Any) -> frozenset[str]:
    """Whom a fact is about: in the line of identity whom it names."""
    return frozenset(hashed(fact).values()) if key == LINE else frozenset({key})


def _unit(key: str) -> Unit:
    patient, _, unit = key.partition("/")
    return PatientKey(patient), unit
