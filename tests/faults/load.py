"""Understands a load of results: invented patients, chains of one report, repeats, misuse and disorder, all from one seed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from tests.domain.results.builders import LABORATORY, at, report, row

from carebus.domain.provenance import Digest, PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ResultAcknowledged
from carebus.domain.results.report import ReportId

RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)
POISON = "poison"
"""How the message id of a fact begins that a poisoned projector fails on."""

_KINDS = {"N": ReportIssued, "M": ReportAmended, "C": ReportCancelled}


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission and the patient whom it is about."""

    patient: PatientKey
    record: Any


def patient(seed: str, number: int = 0) -> PatientKey:
    """An invented patient's key: of the right form, and nobody's."""
    return PatientKey(sha256(f"{seed} patient {number}".encode()).hexdigest())


def told(
    whom: PatientKey,
    report_id: str,
    minute: int,
    kind: str = "N",
    *,
    status: str = "F",
    value: str = "4.0",
    note: str = "",
) -> Sent:
    """A report told once: N, M or C of 7309, with two rows. `note` makes it another message."""
    name = f"{note}{report_id} {minute} {kind}"
    items = (row("NPU03230", value), row("NPU19748", str(minute)))
    made = report(minute, kind, status, *items, report_id=ReportId(report_id), message_id=name)
    return Sent(whom, _KINDS[kind](_provenance(f"{whom} {name} {value}", minute, made.message_id), made))


def poison(whom: PatientKey, report_id: str, minute: int) -> Sent:
    """A report that a poisoned projector fails on."""
    return told(whom, report_id, minute, "M" if minute else "N", note=POISON)


def course(whom: PatientKey, number: int) -> Sent:
    """The reports of one patient, one after another: every fourth is of another report."""
    return told(whom, "R2" if number % 4 == 3 else "R1", 3 * number, "N" if number in {0, 3} else "M")


def acknowledged(whom: PatientKey, report_id: str, version: int, when: int) -> Sent:
    """Somebody has seen a version of a report, known or not."""
    came = _provenance(f"{whom} {report_id} acknowledged {version} {when}", when, None)
    return Sent(whom, ResultAcknowledged(came, LABORATORY, ReportId(report_id), at(version), "Dr Holm", at(when)))


def sent_again(sent: Sent) -> Sent:
    """The same message in another envelope: other bytes, another submission id."""
    return _with(sent, original=digest(f"again {sent.record.provenance.original}"), submission_id=None)


def misused(sent: Sent) -> Sent:
    """Other bytes under a submission id that was used."""
    return _with(sent, original=digest(f"misused {sent.record.provenance.original}"))


def story(seed: str, patients: int = 40, reports: int = 3) -> list[Sent]:
    """Every patient's chains (N, M, C, an acknowledgement), a tenth of it repeated, some of it misused, in a disorder of its own."""
    chance = Random(seed)
    orderly = [sent for number in range(patients) for sent in _patients(patient(seed, number), reports, chance)]
    return disordered([*orderly, *_disturbances(orderly, chance)], chance)


def disordered(sent: Iterable[Sent], chance: Random, window: int = 30) -> list[Sent]:
    """The same, each within so many places of where it stood."""
    placed = sorted((place + chance.random() * window, place, one) for place, one in enumerate(sent))
    return [one for _, _, one in placed]


def _patients(whom: PatientKey, reports: int, chance: Random) -> Iterator[Sent]:
    for number in range(reports):
        name, minute = f"R{number}", 60 * number
        yield told(whom, name, minute, status="P")
        yield told(whom, name, minute + 5, "M", value=f"{chance.randrange(30, 60) / 10}")
        yield acknowledged(whom, name, minute + chance.choice((0, 5, 7)), minute + 9)
        if chance.random() < 0.3:
            yield told(whom, name, minute + 20, "C")


def _disturbances(orderly: list[Sent], chance: Random) -> Iterator[Sent]:
    for sent in chance.sample(orderly, len(orderly) // 10):
        yield sent
        yield chance.choice((sent, sent_again(sent), misused(sent)))


def _provenance(name: str, minute: int, message_id: str | None) -> Provenance:
    original = digest(name)
    return Provenance(
        event_id=original[:36],
        submission_id=SubmissionId(f"{original}#0"),
        source=SourceId("fjordlab"),
        source_sequence=None,
        organisation="993467049",
        point_of_care=None,
        author_role="laboratory",
        occurred=None,
        recorded=at(minute),
        received=RECEIVED + timedelta(minutes=minute),
        format="kith-svarrapport-1.4",
        message_id=message_id,
        original=original,
        source_of_information=None,
        sensitivity=(),
    )


def _with(sent: Sent, **changed: Any) -> Sent:
    if "submission_id" in changed:
        changed["submission_id"] = SubmissionId(f"{changed['original']}#0")
    return Sent(sent.patient, replace(sent.record, provenance=replace(sent.record.provenance, **changed)))


def digest(name: str) -> Digest:
    """What stands for the bytes of a message."""
    return Digest(sha256(name.encode()).hexdigest())
