"""Understands what a message tells, whatever its format: submissions without their provenance, and the patient as it names them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from carebus.domain.problems import Problem
from carebus.domain.provenance import SubmissionId
from carebus.domain.results.report import Identifier
from carebus.formats.format import Format

MEDICATION = "medication"
CRITICAL_INFO = "critical-info"
IDENTITY = "identity"
"""The areas that messages of several formats tell of, by their names."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The patient: `kind` is FNR, DNR, FHN, DUF, HNR or LOK; `assigner` gave a local number (None: the source itself).

    `namespace` is what the source calls that numbering: one number in two of them is two patients (R23).
    """

    kind: str | None
    value: str | None = field(repr=False)
    where: str
    assigner: Identifier | None = None
    namespace: str | None = None


class Told(Struct, frozen=True):
    """One submission as a message tells it.

    `submission` makes it, given its provenance (`functools.partial(Dispensed, dispensing=...)`); None where `problems` keep it from being one.
    `name` is what its sender calls it; None: it is named by the message's digest and `part`. `trial`: it calls itself a test.
    `area` is the area that it is for; None: the message's. `named` are the patients that the record itself names, by its fields, for an area
    whose acts are about several (there is no `subject`), or for an act on several records of one: `submission` is given their keys by those names. `leads_to` is what its acceptance
    asks of other records, by the names that the verdicts on it have.
    """

    part: int
    submission: Callable[..., Any] | None
    subject: Subject | None
    problems: tuple[Problem, ...] = ()
    name: str | None = None
    occurred: datetime | None = None
    recorded: datetime | None = None
    message_id: str | None = None
    sequence: int | None = None
    point_of_care: str | None = None
    trial: bool = False
    area: str | None = None
    named: tuple[tuple[str, Subject], ...] = ()
    leads_to: tuple[SubmissionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message, to `area` where a part names no other. `sender` are the ids by which it names its sender; none: the publisher must say who sends it."""

    format: Format
    area: str
    parts: tuple[Told, ...]
    sender: tuple[Identifier, ...] = ()
    sender_where: str = "/"
