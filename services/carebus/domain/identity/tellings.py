"""Understands what stands of a patient's death and address protection where several sources tell of it (R23, R25).

Each source's newest telling stands beside the others', and it alone may take its own back: a slip at one office neither overrules a hospital
nor is overruled by it. A register of persons knows best: what it tells ends all that was told before, and so does its retraction. What others
tell after it stands beside it again, for a hospital knows of a death before the register does.
Source: our choice, see decision 15.
"""

from typing import TypeVar

from carebus.domain.identity.protection import protection
from carebus.domain.identity.roles import Role, role_of
from carebus.domain.identity.view import AddressProtection, Deceased
from carebus.domain.provenance import Provenance, SourceId

Telling = TypeVar("Telling", bound=Deceased | AddressProtection)


def own(tellings: tuple[Telling, ...], source: SourceId) -> Telling | None:
    """What a source itself has told, and not taken back."""
    return next((each for each in tellings if each.act.source == source), None)


def beside(tellings: tuple[Telling, ...], told: Telling) -> tuple[Telling, ...]:
    """The tellings with one more, in the order in which they came: instead of the source's last one, or of all where a register tells."""
    return (*_without(tellings, told.act.source, told.act.role), told)


def taken_back(tellings: tuple[Deceased, ...], source: SourceId, role: str) -> tuple[Deceased, ...]:
    """What is left where a source takes back what it told; nothing where a register does."""
    return _without(tellings, source, role)


def ends_others(provenance: Provenance, tellings: tuple[Telling, ...]) -> bool:
    """Whether what is told ends what others told before: said again by a register, it is news where others have spoken since."""
    others = any(each.act.source != provenance.source for each in tellings)
    return others and _is_register(role_of(provenance))


def first_of(deaths: tuple[Deceased, ...]) -> Deceased | None:
    """The one that is shown before the others: a register's, else the newest."""
    return max(reversed(deaths), key=lambda each: _is_register(each.act.role), default=None)


def strictest_of(protections: tuple[AddressProtection, ...]) -> AddressProtection | None:
    """The one that holds: the strictest; of equals the newest (R22)."""
    return max(reversed(protections), key=lambda each: protection(each.level), default=None)


def _without(tellings: tuple[Telling, ...], source: SourceId, role: str) -> tuple[Telling, ...]:
    return () if _is_register(role) else tuple(each for each in tellings if each.act.source != source)


def _is_register(role: str) -> bool:
    return role == Role.REGISTER
