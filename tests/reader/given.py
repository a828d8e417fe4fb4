"""Understands reports as a story tells them, and a reader that answers from them without a broker."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import uvicorn
from confluent_kafka import KafkaError, KafkaException
from fastapi import FastAPI
from pydantic import SecretStr

from carebus.bus.cloudevents import Headers
from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import Registry, SchemaNotShipped, UnknownSchema
from carebus.bus.wire import Wire
from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.identifiers import Kind, PatientNumber, patient_key
from carebus.domain.identity.area import IDENTITY
from carebus.domain.medication.area import MEDICATION
from carebus.domain.provenance import Digest, PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.results.area import RESULTS
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ResultEvent
from carebus.domain.results.evolve import evolve
from carebus.domain.results.report import Moment, Party, PartyLevel, Quantity, Report, ResultItem, Value
from carebus.domain.results.view import ReportView
from carebus.domain.verdicts import Verdict
from carebus.domain.work import Parked, Touched
from carebus.formats.avro import Codec, codec
from carebus.reader.app import create_app
from carebus.reader.areas import AREAS
from carebus.reader.copy import Copy
from carebus.reader.freshness import Freshness, Place
from carebus.reader.parts import Parts
from carebus.settings import Environment, ReaderSettings

SECRET = "an invented secret that is long enough"  # noqa: S105
NORA = "13116900216"
ODD = "05073500186"
PARTITIONS = 2
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LABORATORY = "994912345"
PAGES = (
    "/v1/results/search",
    "/v1/results/history",
    "/v1/medication/list",
    "/v1/medication/explain",
    "/v1/medication/fhir",
    "/v1/critical-info/entries",
    "/v1/critical-info/history",
    "/v1/critical-info/fhir",
    "/v1/identity/records",
)
EVERY = (*PAGES, "/v1/medication/difference")
"""The pages that may be asked anything without waiting; `EVERY` has the one that waits for a verdict too."""

_KINDS = {"N": ReportIssued, "M": ReportAmended, "C": ReportCancelled}


def key(number: str = NORA) -> PatientKey:
    return patient_key(SECRET.encode(), PatientNumber(Kind.FNR, number))


def item(name: str = "Hemoglobin", number: str = "13.4", unit: str = "g/dL", **more: Any) -> ResultItem:
    quantity = Value(quantity=Quantity(number, unit))
    return ResultItem(
        **{"codes": (Coding("2.16.578.1.12.4.1.1.7280", "NPU28309", name),), "status": "3", "value": quantity, **more}
    )


def told(service: str = "N", at: datetime = NOON, **more: Any) -> ResultEvent:
    """One message of report R-1: new (N), changed (M) or cancelled (C), final unless said."""
    fields = {"report_id": "R-1", "status": "F", "items": (item(id="1"),), **more}
    report = Report(
        laboratory=LABORATORY,
        message_id=f"message-{at:%H%M}",
        generated=at,
        generated_as=Moment(at.isoformat(), at),
        service_type=service,
        requester=Party("requester", (PartyLevel("person", "Magnar Koman"),)),
        provider=Party("provider", (PartyLevel("institution", "Fürst laboratorium"),)),
        **fields,
    )
    return _KINDS[service](provenance(at), Report(**{**_fields(report), "clinical_digest": clinical_digest(report)}))


def view(*events: ResultEvent) -> ReportView:
    known = None
    for event in events:
        known = evolve(known, event)
    return known


def provenance(at: datetime) -> Provenance:
    return Provenance(
        event_id=f"event-{at:%H%M}",
        submission_id=SubmissionId(f"{at:%H%M}#0"),
        source=SourceId("laboratory-north"),
        source_sequence=None,
        organisation=LABORATORY,
        point_of_care=None,
        author_role=None,
        occurred=at,
        recorded=at,
        received=at,
        format="kith-svarrapport-1.4",
        message_id=f"message-{at:%H%M}",
        original=Digest(f"{at:%H%M}" * 16),
        source_of_information=None,
        sensitivity=(),
    )


def _fields(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__struct_fields__}


class KnownSchemas(Registry):
    """A registry that knows this release's records, by fixed ids; 666 is one that this release does not know."""

    known: ClassVar[dict[type, int]] = {
        record: number
        for number, record in enumerate(
            (
                *(ReportView, Parked, Verdict, *RESULTS.events),
                *(*MEDICATION.events, *MEDICATION.pictures, *CRITICAL_INFO.events, *CRITICAL_INFO.pictures),
                *(*IDENTITY.pictures, Touched),
            ),
            start=1,
        )
    }

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")

    def id_of(self, codec: Codec[Any], topic: str) -> int:  # noqa: ARG002
        return self.known[codec.cls]

    def codec_of(self, schema_id: int) -> Codec[Any]:
        if schema_id == 666:
            raise SchemaNotShipped("not of this release")
        for cls, known in self.known.items():
            if known == schema_id:
                return codec(cls)
        raise UnknownSchema("no such id")


class Nowhere:
    """Topics from which one record at a time is fetched: those that a test has put there."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, int, int], Record] = {}
        self.answers = True

    def __call__(self, topic: str, partition: int, offset: int) -> Record | None:
        if not self.answers:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return self.records.get((topic, partition, offset))


class Nothing:
    """Nothing follows the topics: a test tells the copy itself."""

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass


class Reader:
    """A reader and what a test does to it: publish, let time pass, ask."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON + timedelta(hours=1)
        self.wire = Wire(KnownSchemas())
        self.topics = Nowhere()
        self.copy = Copy(self.wire, Freshness(), [area.copied for area in AREAS])
        self.places: list[Place] = [(topic, n) for topic in self.copy.topics for n in range(PARTITIONS)]
        self._ends = dict.fromkeys(self.places, 0)
        self.copy.expects(self.places)
        for place in self.places:
            shelf = self.copy.open(place, folder, "topic-id", 10**6)
            mark = shelf.mark()
            self._ends[place] = mark.position if mark else 0
            self.copy.freshness.begins(place, self._ends[place], self._ends[place], self.now)
        parts = Parts(self.copy, Nothing(), self.topics, lambda: self.now)
        self.app = create_app(settings(folder), parts)

    def publish(
        self, record: ReportView | Parked | bytes | None, number: str = NORA, unit: str = f"{LABORATORY}/R-1"
    ) -> None:
        """The record arrives in the copy; None is a tombstone, bytes are a record of nobody's making."""
        self.arrive(RESULTS.work if unit == "parked" else RESULTS.views, record, number, f"/{unit}")

    def arrive(
        self,
        topic: str,
        record: Any,
        number: str = NORA,
        name: str = "",
        *,
        at: datetime | None = None,
        headers: Headers | None = None,
        patient: PatientKey | None = None,
    ) -> Record:
        """One more record on a topic of the patient's partition, and in the copy what is kept of it."""
        patient = patient or key(number)
        value = record if record is None or isinstance(record, bytes) else self._encoded(topic, record, patient)
        place = topic, partition_of(patient.encode(), PARTITIONS)
        offset = self._ends.get(place, 0)
        time = int((at or self.now).timestamp() * 1000)
        arrived = Record(*place, offset, f"{patient}{name}".encode(), value, headers or [], time)
        self._ends[place] = offset + 1
        if place in self.copy.shelves:
            entry = self.copy.shelves[place].entry(arrived)
            self.copy.shelves[place].write([entry] if entry else [], offset + 1)
        self.measure()
        return arrived

    def _encoded(self, topic: str, record: Any, patient: PatientKey) -> bytes:
        return self.wire.encode(topic, record, None if isinstance(record, Verdict) else patient)

    def measure(self) -> None:
        self.copy.freshness.measured({place: self._ends[place] for place in self.places}, self.now)

    def fall_behind(self, by: timedelta, area: str = "care.") -> None:
        """Records are on the topics (of an area, or all) that the copy does not get, and time passes."""
        late = {place: self._ends[place] + 7 for place in self.places if place[0].startswith(area)}
        self.copy.freshness.measured(late, self.now)
        self.now += by
        level = {place: self._ends[place] for place in self.places if place not in late}
        self.copy.freshness.measured(level, self.now)

    def search(self, number: str = NORA, audience: str = "clinician", **more: Any) -> httpx.Response:
        body = {"patient": {"type": "FNR", "number": number, "assigner": None}, "audience": audience, **more}
        return self.post("/v1/results/search", json=body)

    def history(
        self, number: str = NORA, audience: str = "clinician", report_id: str = "R-1", **more: Any
    ) -> httpx.Response:
        body = {"patient": {"number": number}, "audience": audience, "laboratory": LABORATORY, "report_id": report_id}
        return self.post("/v1/results/history", json={**body, **more})

    def post(self, page: str, **more: Any) -> httpx.Response:
        return self.ask("POST", page, **more)

    def get(self, page: str, **more: Any) -> httpx.Response:
        return self.ask("GET", page, **more)

    def ask(self, method: str, page: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
                return await client.request(method, page, **more)

        return asyncio.run(asked())


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The application behind a real port; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:  # named, so that asyncio sends without Nagle's delay
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # whoever comes before the server is up waits
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def settings(folder: Path, **more: Any) -> ReaderSettings:
    return ReaderSettings(
        **{"environment": Environment.TEST, "patient_secret": SecretStr(SECRET), "state": folder, **more}
    )
