"""Understands that a Condition, Procedure, Flag or DeviceUseStatement is critical information of the national service (kritisk informasjon).

It is so by its profile alone: an ordinary diagnosis, procedure or flag says nothing of being critical, and is passed over. One that is
critical information is held, not passed over: R10 wants the version of the entry here that its writer has read, and `versionId` counts
the national service's own versions. Such an entry is told as CriticalInfoRegistered and so on, in carebus-json-1.
Source: Kritisk Info FHIR API, profiles KjCondition..., KjProcedure and KjFlag.
"""

from collections.abc import Iterator

from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parts import Made, Reader, not_mapped
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.resource_types import Json, type_of
from carebus.formats.fhir.systems import KJ
from carebus.formats.told import CRITICAL_INFO

KINDS = frozenset({"Condition", "Procedure", "Flag", "DeviceUseStatement"})
"""What it may be, besides an AllergyIntolerance."""

WHY = "an entry of the national service has versions of its own, and none of an entry here (R10): tell it in carebus-json-1"


def is_one(resource: Json) -> bool:
    """Whether a resource has a profile of critical information."""
    return type_of(resource) in KINDS and is_national(resource)


def is_national(resource: Json) -> bool:
    """Whether a resource is of the national service, by its profile."""
    return any(each.startswith(KJ) for each in _profiles(resource))


def refused(resource: Element, _shelf: Shelf) -> Made | None:
    """Nothing, and the reason noted."""
    not_mapped(resource, "meta.profile", WHY)
    return None


def _profiles(resource: Json) -> Iterator[str]:
    meta = resource.get("meta")
    told = meta.get("profile") if isinstance(meta, dict) else None
    for each in told if isinstance(told, list) else ():
        if isinstance(each, str):
            yield each


READER = Reader(refused, "recordedDate", CRITICAL_INFO)
