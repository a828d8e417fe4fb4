"""Understands the load of the results area: reports of nine items as a laboratory sends them, of invented patients."""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from confluent_kafka import Producer

from carebus.bus import cloudevents
from carebus.bus.cloudevents import Headers
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.transaction import Output
from carebus.bus.wire import Wire
from carebus.domain.areas import AREAS
from carebus.domain.coding import Coding
from carebus.domain.provenance import Digest, PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.events import ReportIssued
from carebus.domain.results.report import (
    Identifier,
    LaboratoryId,
    Moment,
    Party,
    PartyLevel,
    Quantity,
    Report,
    ReportId,
    Request,
    ResultItem,
    Specimen,
    Value,
)
from carebus.formats.avro import codec

AREA = AREAS["results"]
PARTITIONS = 12
_ANALYSES = {
    "NPU01700": "P-Vit. B12",
    "NPU03230": "P-Kalium",
    "NPU03429": "P-Natrium",
    "NPU04998": "P-Kreatinin",
    "NPU19651": "P-ALAT",
    "NPU19748": "P-CRP",
    "NPU02319": "B-Hemoglobin",
    "NPU02593": "B-Leukocytter",
    "NPU03568": "B-Trombocytter",
}
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_SOME = 500
_LABORATORY = LaboratoryId("999999999")
_OFFICE = PartyLevel("institution", "Fjellbygda legekontor", (Identifier("8500123", "HER"),))
_DOCTOR = PartyLevel("person", "Lege Legesen", (Identifier("1234567", "HPR"),))
_HOSPITAL = PartyLevel("institution", "Fjordlab", (Identifier("8500001", "HER"), Identifier("999999999", "ENH")))
_DEPARTMENT = PartyLevel("department", "Klinisk kjemi", (Identifier("8500002", "HER"),))


def patient(number: int) -> PatientKey:
    """The key of an invented patient."""
    return PatientKey(hashlib.sha256(b"patient %d" % number).hexdigest())


def report(name: str, version: int, chance: random.Random) -> Report:
    """A report of nine items; a higher version was generated later."""
    made = _NEW_YEAR + timedelta(minutes=version)
    told = Report(
        _LABORATORY,
        ReportId(name),
        f"{name}-{version}",
        made,
        _moment(made),
        "N" if version == 0 else "M",
        "F",
        issued=Moment("2026-01-01", None),
        discipline=_discipline(),
        requests=(Request(id=f"Q{name}", discipline=_discipline()),),
        specimens=(Specimen("S1", collected=_moment(_NEW_YEAR), type="Blod"),),
        items=tuple(_item(place, made, chance) for place in range(len(_ANALYSES))),
        requester=Party("REQ", (_OFFICE, _DOCTOR)),
        provider=Party("SPR", (_HOSPITAL, _DEPARTMENT)),
    )
    return replace(told, clinical_digest=clinical_digest(told))


def issued(told: Report, received: datetime) -> ReportIssued:
    """What the gateway makes of a message with one report."""
    digest = Digest(hashlib.sha256((told.message_id or "").encode()).hexdigest())
    provenance = Provenance(
        event_id=digest[:36],
        submission_id=SubmissionId(f"{digest}#0"),
        source=SourceId("fjordlab"),
        source_sequence=None,
        organisation="999999999",
        point_of_care="HER 8500002",
        author_role="laboratory",
        occurred=None,
        recorded=told.generated,
        received=received,
        format="kith-svarrapport-1.4",
        message_id=told.message_id,
        original=digest,
        source_of_information=None,
        sensitivity=(),
    )
    return ReportIssued(provenance, told)


def many(count: int, patients: int, start: int = 0) -> Iterator[tuple[PatientKey, Report]]:
    """So many new reports, each of one of the patients."""
    chance = random.Random(start)  # noqa: S311 - invented patients
    for number in range(start, start + count):
        yield patient(chance.randrange(patients)), report(f"R{number}", 0, chance)


def submitted(wire: Wire, key: PatientKey, told: Report) -> Output:
    """The record that the gateway writes of a report."""
    now = datetime.now(UTC)
    event = issued(told, now)
    headers: Headers = cloudevents.headers(
        codec(ReportIssued),
        event_id=event.provenance.event_id,
        source="carebus/gateway",
        time=now,
        subject=key,
        trace=cloudevents.traceparent(),
    )
    value = wire.encode(AREA.submitted, event, key)
    return Output(AREA.submitted, key.encode(), value, partition_of(key.encode(), PARTITIONS), headers)


def write(
    brokers: str, registry: str, told: Iterable[tuple[PatientKey, Report]], progress: Callable[[int], None]
) -> int:
    """Write reports to the submitted topic as they come; returns how many."""
    producer, wire, count = _producer(brokers), Wire(Registry(registry)), 0
    for count, (key, each) in enumerate(told, 1):
        output = submitted(wire, key, each)
        producer.produce(output.topic, output.value, output.key, output.partition, headers=list(output.headers))
        if count % _SOME == 0:
            producer.poll(0)
            progress(_SOME)
    producer.flush()
    return count


def _item(place: int, made: datetime, chance: random.Random) -> ResultItem:
    code, name = list(_ANALYSES.items())[place]
    return ResultItem(
        id=f"item-{place}",
        codes=(Coding("2.16.578.1.12.4.1.1.7280", code, name), Coding("2.16.578.1.12.4.1.1.8212", code[3:], name)),
        service_type="N",
        status="3",
        value=Value(quantity=Quantity(str(chance.randrange(10, 900) / 10), "mmol/L")),
        deviation=Coding("8244", "1", "Over"),
        reference=("3,5 - 4,6",),
        investigated=_moment(made),
        specimens=("S1",),
        accredited=True,
    )


def _moment(at: datetime) -> Moment:
    return Moment(at.strftime("%Y-%m-%dT%H:%M:%S"), at, "zone assumed")


def _discipline() -> Coding:
    return Coding("8202", "CLIN", "Klinisk kjemi")


def _producer(brokers: str) -> Producer:
    return Producer(
        {
            "bootstrap.servers": brokers,
            "linger.ms": 5,
            "compression.type": "lz4",
            "batch.size": 500_000,
            "queue.buffering.max.messages": 1_000_000,
        }
    )
