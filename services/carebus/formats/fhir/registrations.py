"""Understands critical information of the national service, or of carebus itself, and what is done with it: registered, changed, refuted, retracted.

A resource that comes as it is (a collection, an answer to a search, a POST) is registered: what is here already as it says is a duplicate, and what is
here otherwise is refused. A PUT changes what is here, and `meta.versionId` is the version of the entry here that its writer had read (R10); refuted or
entered in error, it refutes or retracts (R12). Who recorded it is told when it is registered, who changed it when it is changed (R11).

Source: Kritisk Info FHIR API, KjCondition..., KjProcedure, KjFlag and KjDeviceUseStatement. There an alert that has ended keeps its status, and `completed`
(Procedure, DeviceUseStatement) and `inactive` (Flag) say that it is refuted (avkreftet).
"""

from collections.abc import Callable
from functools import partial

from carebus.domain.critical_info.entry import Kind, Person, Verification
from carebus.domain.critical_info.events import (
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
)
from carebus.domain.provenance import Provenance
from carebus.formats.allergies import stated_by
from carebus.formats.entries import entry_id
from carebus.formats.fhir import extensions
from carebus.formats.fhir.critical_content import content
from carebus.formats.fhir.critical_kinds import CONSENT, kind_of
from carebus.formats.fhir.critical_status import verification
from carebus.formats.fhir.critical_told import AsTold
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.entries import known_as
from carebus.formats.fhir.parts import Made, Reader, dated, not_mapped
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.resource_types import Json, type_of
from carebus.formats.fhir.systems import KJ_EXTENSION
from carebus.formats.told import CRITICAL_INFO

Revised = CriticalInfoRefuted | CriticalInfoRetracted | CriticalInfoUpdated

_LIMIT = "limits of treatment (national record types 8 and 11) are no kind of entry here: keep them where they are read"
_IN_ERROR = (
    "registered in error, and nothing says of which version here: send it as a PUT, with that in meta.versionId (R10)"
)
_PUT = "PUT"
_RECORDERS = ("recorder", "author", "source", "asserter")
_RECORDED = ("recordedDate", "recordedOn")


def registered(resource: Element, shelf: Shelf) -> Made | None:
    """What is told by a resource that comes as it is."""
    kind, name = _known(resource)
    sure, told = verification(resource), content(resource, shelf)
    if sure is Verification.ENTERED_IN_ERROR:
        not_mapped(resource, "meta.versionId", _IN_ERROR)
    if kind is None or name is None or sure is None:
        return None
    by = _recorder(resource, shelf)

    def made(provenance: Provenance) -> CriticalInfoRegistered:
        return CriticalInfoRegistered(provenance, entry_id(provenance.source, name), kind, sure, told, by)

    return made


def changed(resource: Element, shelf: Shelf) -> Made | None:
    """What is done by a PUT."""
    kind, name = _known(resource)
    sure, base = verification(resource), _base(resource)
    if kind is None or name is None or sure is None or base is None:
        return None
    act = _act(resource, shelf, kind, sure)

    def made(provenance: Provenance) -> Revised:
        return act(provenance=provenance, id=entry_id(provenance.source, name), base=base)

    return made


def limit(resource: Element, _shelf: Shelf) -> None:
    """Nothing, of a limit of treatment, and the reason noted."""
    not_mapped(resource, "meta.profile", _LIMIT)


def _act(resource: Element, shelf: Shelf, kind: Kind, sure: Verification) -> Callable[..., Revised]:
    """The act but for whose it is, of which entry, and on which version."""
    by = _updater(resource, shelf)
    match sure:
        case Verification.ENTERED_IN_ERROR:
            return partial(CriticalInfoRetracted, reason=_reason(resource), by=by)
        case Verification.REFUTED:
            return partial(CriticalInfoRefuted, reason=_reason(resource), by=by)
        case _:
            return partial(CriticalInfoUpdated, kind=kind, verification=sure, content=content(resource, shelf), by=by)


def _known(resource: Element) -> tuple[Kind | None, str | None]:
    """Which record type it is, and by what it is known; a problem where nobody could name it again."""
    name = known_as(resource)
    if name is None:
        resource.missing("identifier", "neither an identifier nor an id: nobody could change or retract it")
    return kind_of(resource), name


def _base(resource: Element) -> int | None:
    meta = resource.one("meta")
    told = None if meta is None else meta.text("versionId")
    if told is None:
        resource.missing(
            "meta.versionId", "a change is based on the version of the entry here that its writer had read (R10)"
        )
    elif not (told.isascii() and told.isdigit() and len(told) < 10):
        resource.wrong("meta.versionId", "no version of an entry here: a number (R10)")
    else:
        return int(told)
    return None


def _recorder(resource: Element, shelf: Shelf) -> Person | None:
    told = (person(resource.one(name), shelf) for name in _RECORDERS)
    return stated_by(next((each for each in told if each), None))


def _updater(resource: Element, shelf: Shelf) -> Person | None:
    return stated_by(person(extensions.reference(resource, KJ_EXTENSION["KjUpdater"]), shelf))


def _reason(resource: Element) -> str | None:
    """Why it is refuted, where the resource has a place for it."""
    why = resource.one("statusReason")
    told = AsTold(resource).text("reason")
    return told or (None if why is None else why.text("text"))


def _recorded_at(resource: Element) -> str | None:
    own = next((found for name in _RECORDED if (found := resource.date(name))), None)
    return own or extensions.date(resource, KJ_EXTENSION["KjRecordedDate"])


def _changed_at(resource: Element) -> str | None:
    return extensions.date(resource, KJ_EXTENSION["KjUpdatedDateTime"])


REGISTERED = Reader(registered, _recorded_at, CRITICAL_INFO)
CHANGED = Reader(changed, _changed_at, CRITICAL_INFO)
LIMIT = Reader(limit, dated("dateTime"), CRITICAL_INFO, "patient")


def reader(resource: Json, method: str | None) -> Reader:
    """How an entry is read, by what a server is asked to do with it."""
    if type_of(resource) == CONSENT:
        return LIMIT
    return CHANGED if method == _PUT else REGISTERED
