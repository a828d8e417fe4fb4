"""Understands the history of one patient in an area: every fact, and when it was decided."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from carebus.domain.provenance import PatientKey
from carebus.reader.copy import Copy
from carebus.reader.currency import cannot_read
from carebus.reader.entries import Unreadable, decided_at
from carebus.reader.sources import Source

E = TypeVar("E")

_BEGINNING = datetime.fromtimestamp(0, UTC)


class Fact(NamedTuple, Generic[E]):
    """A fact of one patient, and when it was decided."""

    decided: datetime
    event: E


def facts(copy: Copy, source: Source, patient: PatientKey) -> Iterator[Fact[Any]]:
    """Every fact of a patient, in order. Raises a Refusal (503) where one of them cannot be read."""
    for name, event in copy.of_patient(source, patient):
        if isinstance(event, Unreadable):
            raise cannot_read("This release cannot read every fact of that patient")
        yield Fact(_BEGINNING + timedelta(milliseconds=decided_at(name)), event)
