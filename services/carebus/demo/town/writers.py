"""Understands who writes in the town: people at their desks, under the sources that the registry knows (deploy/sources)."""

from dataclasses import dataclass

from carebus.domain.medication.roles import Role
from carebus.domain.medication.treatment import Person
from carebus.domain.provenance import SourceId


@dataclass(frozen=True, slots=True)
class Writer:
    """One desk. `person` is None where a system or the patient writes; `cannot_carry` are fields that their system does not know (R3)."""

    source: SourceId
    her: str
    organisation: str
    role: Role
    person: Person | None = None
    cannot_carry: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Who sits there, as the tables say it."""
        return self.person.name or self.organisation if self.person else self.organisation


def _desk(
    source: str,
    her: str,
    organisation: str,
    role: Role,
    name: str = "",
    part: str = "",
    hpr: str = "",
    *,
    lacks: str = "",
) -> Writer:
    person = Person(name, part, hpr, organisation) if name else None
    return Writer(SourceId(source), her, organisation, role, person, tuple(lacks.split()))


_HOSPITAL = ("vidda-sykehus", "99000101", "Vidda sykehus", Role.PHYSICIAN)
_TINDGARD = ("tindgard-legekontor", "99000201", "Tindgard legekontor", Role.PHYSICIAN)
_LYNGHEI = ("lynghei-legesenter", "99000501", "Lynghei legesenter", Role.PHYSICIAN)

WRITERS = (
    _desk(*_HOSPITAL, "Ragnhild Vik", "LE", "9900011"),
    _desk(*_HOSPITAL, "Jonas Berg", "LE", "9900012"),
    _desk(*_TINDGARD, "Ida Holm", "LE", "9900021"),
    _desk(*_TINDGARD, "Per Lunde", "LE", "9900022"),
    _desk(*_LYNGHEI, "Siri Aas", "LE", "9900051", lacks="pause"),
    _desk(*_LYNGHEI, "Amir Dahl", "LE", "9900052", lacks="pause"),
    _desk("skarvoy-kommune", "99000301", "Skarvøy kommune", Role.NURSE, "Turid Moe", "SP", "9900031"),
    _desk("apotek-nordlys", "99000601", "Apotek Nordlys", Role.PHARMACIST, "Kim Solberg", "FA", "9900061"),
    _desk("forskrivningsregisteret", "99000701", "Forskrivningsregisteret", Role.HEALTH_WORKER),
    _desk("min-side", "99000801", "Min side (patients)", Role.PATIENT),
)
"""Seven sources; the hospital and both offices have two physicians each, and Lynghei's system does not know `pause`."""

HOSPITAL, GPS = (0, 1), (2, 3, 4, 5)
PHYSICIANS = (*HOSPITAL, *GPS)
HOME_CARE, PHARMACY, REGISTER, PATIENTS = 6, 7, 8, 9
OTHERS = (HOME_CARE, PHARMACY, REGISTER, PATIENTS)
