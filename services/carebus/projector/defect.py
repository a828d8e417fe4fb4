"""Understands how a failure of ours is pinned to the record, or at least to the patient, that it came with."""

from collections.abc import Iterator
from contextlib import contextmanager

from carebus.bus.registry import NotRegistered, RegistryUnreachable, SchemaNotShipped
from carebus.bus.store import StoreDamaged
from carebus.domain.provenance import PatientKey
from carebus.projector.incoming import Incoming

_OUTAGES = (RegistryUnreachable, NotRegistered, SchemaNotShipped, StoreDamaged)


class Defect(Exception):
    """Something of ours failed: `place` names the record, None where only the patient is known."""

    def __init__(self, patient: PatientKey, place: str | None, reason: str) -> None:
        super().__init__(reason)
        self.patient = patient
        self.place = place
        self.reason = reason


@contextmanager
def pinned(incoming: Incoming) -> Iterator[None]:
    """Turn any failure within into a Defect of this record; an outage is nobody's defect and passes."""
    try:
        yield
    except _OUTAGES:
        raise
    except Exception as failure:
        raise Defect(incoming.patient, incoming.place, type(failure).__name__) from failure


@contextmanager
def pinned_to_patient(patient: PatientKey) -> Iterator[None]:
    """Turn any failure within into a Defect of this patient."""
    try:
        yield
    except _OUTAGES:
        raise
    except Exception as failure:
        raise Defect(patient, None, type(failure).__name__) from failure
