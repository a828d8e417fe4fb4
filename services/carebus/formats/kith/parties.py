"""Understands who takes part in a report: the persons and organisations of a KITH message (HCP and what holds it)."""

from collections.abc import Sequence

from carebus.domain.coding import Coding
from carebus.domain.results.report import CopyRole, Identifier, Party, PartyLevel
from carebus.formats.kith.elements import Element


def party(element: Element | None) -> Party | None:
    """A ServProvider, Requester, ResponsibleHcp, RelServProv or CopyDest; None where there is none."""
    if element is None:
        return None
    hcp = element.one("HCP")
    return Party(
        role=element.code("Role"),
        path=() if hcp is None else _path(hcp),
        relation=element.code("Relation"),
        speciality=None if hcp is None else hcp.coding("MedSpeciality"),
        communication=element.code("ComMethod"),
        roles=tuple(_copy_role(role) for role in element.all("CopyDestRole")),
    )


def parties(elements: Sequence[Element]) -> tuple[Party, ...]:
    """Each of the elements as a party."""
    return tuple(found for element in elements if (found := party(element)) is not None)


def _copy_role(role: Element) -> CopyRole:
    return CopyRole(role.code("MsgType"), role.code("ReqComMethod"), role.code("ActComMethod"))


def _path(hcp: Element) -> tuple[PartyLevel, ...]:
    levels = [level for institution in hcp.all("Inst") for level in _institution(institution)]
    return (*levels, *(_level("person", professional) for professional in hcp.all("HCProf")))


def _institution(institution: Element) -> list[PartyLevel]:
    """Institution, its departments, its persons; some senders place a person inside the department."""
    levels = [_level("institution", institution)]
    for department in institution.all("Dept"):
        levels.append(_level("department", department))
        levels += [_person(person) for person in department.all("HCPerson")]
    return levels + [_person(person) for person in institution.all("HCPerson")]


def _level(kind: str, element: Element) -> PartyLevel:
    return PartyLevel(kind, element.text("Name"), _identifiers(element), element.coding("Type"))


def _person(element: Element) -> PartyLevel:
    """Some senders write the person's name or initials in an element HCProf, and the type as text."""
    name = element.text("Name") or element.text("HCProf")
    return PartyLevel("person", name, _identifiers(element), element.coding("Type"))


def _identifiers(element: Element) -> tuple[Identifier, ...]:
    own = _identifier(element.id("Id"), element.coding("TypeId"))
    more = [_additional(additional) for additional in element.all("AdditionalId")]
    return tuple(found for found in (own, *more) if found is not None)


def _additional(element: Element) -> Identifier | None:
    """Some senders write the id as the element's own text."""
    return _identifier(element.id("Id") or element.own_text(), element.coding("Type"))


def _identifier(value: str | None, kind: Coding | None) -> Identifier | None:
    return None if not value or not value.strip() else Identifier(value.strip(), None if kind is None else kind.code)
