"""Understands identity as a row of the table of areas: decided by one writer, on the one partition of `LINE`.

A merge touches two people, so nothing here is in line behind one patient alone: every record of the area is keyed by `LINE`, which has the
form of a patient key and is none, and the keys that a record is about stand in its units.
"""

from hashlib import sha256
from typing import get_args

from carebus.domain.area import Area
from carebus.domain.identity.decide import decide
from carebus.domain.identity.events import IdentityEvent
from carebus.domain.identity.evolve import evolve
from carebus.domain.identity.touched import touched_by
from carebus.domain.identity.units import units_changed_by, units_of
from carebus.domain.identity.view import View
from carebus.domain.provenance import PatientKey

LINE = PatientKey(sha256(b"care.identity").hexdigest())
"""The one key of every record of the area, so one partition and one order. A patient key is an HMAC: none is ever this one."""


def _revision(view: View) -> int:
    return view.revision


def _version(view: View) -> int | None:  # noqa: ARG001 - no writer states a base here
    return None


IDENTITY = Area(
    name="identity",
    submissions=get_args(IdentityEvent),
    events=get_args(IdentityEvent),
    pictures=get_args(View),
    units_of=units_of,
    units_changed_by=units_changed_by,
    decide=decide,
    evolve=evolve,
    revision_of=_revision,
    version_of=_version,
    line=LINE,
    touched_by=touched_by,
)
