"""Understands what an operator asks of the owner of a partition: it comes as a record on the area's submitted topic."""

from datetime import datetime

from carebus.domain.provenance import Digest
from carebus.domain.record import Record


class ReleaseRequested(Record, frozen=True):
    """Try the parked records of the patient that this record is keyed by again, in order."""

    requested: datetime


class UnitRebuilt(Record, frozen=True):
    """The view of `unit` as recomputed from the accepted log; None where the log knows no such unit.

    It is written only if the live view's value still has the digest `base` (None: there is no live view).
    """

    unit: str
    base: Digest | None
    view: bytes | None
