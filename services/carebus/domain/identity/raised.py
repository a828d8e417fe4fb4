"""Understands how the bus itself says that an id is on two patients, and when that stands (R13, R16, R23)."""

from collections.abc import Collection
from datetime import datetime

from carebus.domain.identity.events import IdentityDisputed
from carebus.domain.identity.roles import Role
from carebus.domain.identity.view import Dispute, Shared
from carebus.domain.provenance import PatientKey, SourceId, by_the_bus

WATCHER = SourceId("carebus-disputes")


def raised(shared: Shared, name: str, one: PatientKey, other: PatientKey, now: datetime) -> IdentityDisputed:
    """What is submitted: the same whichever patient came first, under one submission id however often it is found."""
    first, second = sorted((one, other))
    said = f"disputed/{shared}/{name}/{first}/{second}"
    return IdentityDisputed(by_the_bus(WATCHER, Role.WATCH, said, now), first, second, shared, name)


def stands(dispute: Dispute, person: Collection[PatientKey]) -> bool:
    """Whether it is a dispute now: nobody has settled it, and the two keys are not one person's.

    `person` are all keys of the person of `dispute.key`. A link takes nothing away: when it is undone, the dispute is there again.
    """
    return dispute.settled is None and dispute.other not in person
