"""Understands how soon a question shows what was told: from the commit of the gateway to the first answer of the reader that has it.

All services run, as people run them. One thing is told at a time, each at its moment, and asked for without a pause until it is shown: so each
figure has the answer's own time in it, and that of the questions that came too early.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import httpx

from bench.latency import Seen
from bench.messages import patients
from bench.stage import Stage
from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Severity, Verification
from carebus.domain.critical_info.events import CriticalInfoRegistered
from carebus.domain.identity.events import PatientsMerged
from carebus.domain.medication.treatment import Dosage, Medicine, Treatment, TreatmentId
from carebus.domain.medication.writes import ListSubmitted
from carebus.gateway.writer import Writer
from carebus.local.furnishing import addresses, services
from carebus.publish import act
from carebus.settings import Environment, GatewaySettings

WARM = 50
"""Merges that go before, for the broker's Java to get warm."""

RATE = 5
"""Things told in a second, at most."""

_ATC = "2.16.578.1.12.4.1.1.7180"
_PATIENCE = 20.0
"""Seconds after which what is not shown is lost."""

Patient = dict[str, str]


def measure(stage: Stage, told: int, progress: Callable[[], None]) -> tuple[Seen, Seen]:
    """So many merges until an answer has both records, and as many changes of a list or a reaction until the cross-check has the match."""
    made = patients()
    pairs = [(_numbered(one), _numbered(other)) for one, other in islice(zip(made, made, strict=True), WARM + told)]
    with _running(stage) as bus:
        _each("warming up", (_Merge(bus, *pair) for pair in pairs[:WARM]), lambda: None)
        merges = _each(
            "merge to the answer that has both records", (_Merge(bus, *pair) for pair in pairs[WARM:]), progress
        )
        changes = (_Change(bus, each, turn) for turn, each in enumerate(map(_numbered, islice(made, told))))
        return merges, _each("change of a list or reaction to the cross-check that has it", changes, progress)


def _numbered(number: str) -> Patient:
    return {"type": "FNR", "number": number}


class _Bus:
    """The gateway's writer, and the reader's answers."""

    def __init__(self, writer: Writer, reader: httpx.Client) -> None:
        self._writer, self._reader = writer, reader
        self._told = 0

    def tell(self, record: type[Any], /, **said: Any) -> float:
        """Write an act; gives the moment of its commit."""
        self._told += 1
        source = {"kind": "HER", "value": "99000201"}
        self._writer.write([act(record, submission_id=f"S{self._told}", source=source, at=datetime.now(UTC), **said)])
        return time.monotonic()

    def ask(self, page: str, patient: Patient) -> Any:
        """The answer of a page."""
        told = self._reader.post(page, json={"patient": patient, "audience": "clinician"})
        return told.raise_for_status().json()

    def until(self, seen: Callable[[], bool]) -> float | None:
        """The moment at which it is seen first; None where it is not in time."""
        last = time.monotonic() + _PATIENCE
        while not seen():
            if time.monotonic() > last:
                return None
        return time.monotonic()


class _Merge:
    """Two patients become one person; asked about by the number that gives way."""

    def __init__(self, bus: _Bus, losing: Patient, surviving: Patient) -> None:
        self._bus, self._losing, self._surviving = bus, losing, surviving

    def tell(self) -> float:
        return self._bus.tell(PatientsMerged, losing=self._losing, surviving=self._surviving)

    def seen(self) -> float | None:
        return self._bus.until(lambda: len(self._bus.ask("/v1/identity/records", self._losing)["records"]) == 2)


class _Change:
    """A patient has a list or a reaction, by turns, and gets the other."""

    def __init__(self, bus: _Bus, patient: Patient, turn: int) -> None:
        self._bus, self._patient = bus, patient
        self._first, self._second = (self._listed, self._reacts) if turn % 2 else (self._reacts, self._listed)

    def tell(self) -> float:
        self._first()
        page = "/v1/medication/list" if self._first == self._listed else "/v1/critical-info/entries"
        self._bus.until(lambda: _has_content(self._bus.ask(page, self._patient)))
        return self._second()

    def seen(self) -> float | None:
        return self._bus.until(lambda: bool(self._bus.ask("/v1/cross-check", self._patient)["matches"]))

    def _listed(self) -> float:
        medicine = Medicine("Amoxicillin", atc=Coding(_ATC, "J01CA04"))
        rows = (Treatment(TreatmentId("8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f10"), medicine, Dosage("1 x 3")),)
        read = datetime.now(UTC) - timedelta(seconds=1)
        return self._bus.tell(ListSubmitted, patient=self._patient, base=0, read_at=read, rows=rows, create=True)

    def _reacts(self) -> float:
        content = Content((Coded(Coding(_ATC, "J01C")),), "Penicillins", Severity.HIGH)
        entry = {"id": EntryId("pen"), "kind": Kind.DRUG_REACTION, "verification": Verification.CONFIRMED}
        return self._bus.tell(CriticalInfoRegistered, patient=self._patient, content=content, **entry)


def _has_content(answer: Any) -> bool:
    return bool(answer.get("list") or answer.get("information", {}).get("entries"))


def _each(what: str, things: Iterator[_Merge] | Iterator[_Change], progress: Callable[[], None]) -> Seen:
    took, lost, due = [], 0, time.monotonic()
    for each in things:
        time.sleep(max(0.0, due - time.monotonic()))
        due = max(due, time.monotonic()) + 1 / RATE
        begun, end = each.tell(), each.seen()
        if end is None:
            lost += 1
        else:
            took.append(1000 * (end - begun))
        progress()
    return Seen(what, RATE, tuple(sorted(took)), lost)


@contextmanager
def _running(stage: Stage) -> Iterator[_Bus]:
    where = addresses(stage.folder / "services")
    settings = {**stage.settings, "CAREBUS_PATIENT_SECRET": stage.secret, **where}
    programs = [each.program for each in services(stage.folder / "programs", settings)]
    for program in programs:
        program.start()
    gateway = GatewaySettings(
        environment=Environment.TEST, brokers=stage.brokers, registry=stage.registry, patient_secret=stage.secret
    )
    writer = Writer(gateway)
    try:
        with httpx.Client(base_url=where["CAREBUS_READER"], trust_env=False, timeout=_PATIENCE) as client:
            programs[-1].until(lambda: _is_ready(client), patience=120)
            yield _Bus(writer, client)
    finally:
        writer.close()
        for program in programs:
            program.stop()


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.TransportError:
        return False
