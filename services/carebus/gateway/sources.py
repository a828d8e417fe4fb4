"""Understands who may send what: one file for each source, and one source for each laboratory by whichever of its ids."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from carebus.domain.medication.roles import Role as Writer
from carebus.domain.provenance import SourceId
from carebus.domain.results.report import Identifier, LaboratoryId
from carebus.formats.format import Format
from carebus.settings import Environment

ORGANISATION = "ENH"
HER = "HER"
NATIONAL = frozenset({HER, ORGANISATION, "RSH"})
"""Kinds of id that mean the same everywhere; a local one (LAV, LOK: "M", "B") names nobody by itself."""

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


class Role(StrEnum):
    """What a source is to the patient: said here, never by the message."""

    LABORATORY = "laboratory"
    IMAGING = "imaging"
    HOSPITAL = "hospital"
    GP = "gp"
    MUNICIPALITY = "municipality"
    PHARMACY = "pharmacy"
    DENTIST = "dentist"
    REGISTER = "register"
    PATIENTS_OWN = "patients-own"


class Numbering(StrEnum):
    """Over what a source counts its messages, where it numbers them: each area by itself, or one series over all that it sends."""

    PER_AREA = "per-area"
    WHOLE_SOURCE = "whole-source"


class OtherId(BaseModel):
    """An id that is neither the organisation number nor a HER-id: `kind` by Volven 8116 (RSH, LAV, LOK …)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    kind: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,8}$")]
    value: Annotated[str, Field(min_length=1, max_length=40)]


class Source(BaseModel):
    """One source file: who it is, what was agreed with it, and under which names the bus knows it for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[SourceId, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", description="the bus's own name for it")]
    name: Annotated[str, Field(min_length=1)]
    organisation: Annotated[str | None, Field(pattern=r"^\d{9}$", description="organisation number")] = None
    her_ids: tuple[Annotated[str, Field(pattern=r"^\d{1,9}$")], ...] = ()
    other_ids: tuple[OtherId, ...] = ()
    laboratory: Annotated[
        LaboratoryId | None, Field(pattern=r"^[A-Za-z0-9-]{2,40}$", description="part of every report's key")
    ] = None
    assigner: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$", description="part of every local patient's key")]
    formats: Annotated[tuple[Format, ...], Field(min_length=1)]
    areas: Annotated[tuple[str, ...], Field(min_length=1)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    writes_as: Annotated[
        Writer | None,
        Field(description="whose acts it sends (R25), until a token names the person"),
    ] = None
    cadence: Annotated[timedelta | None, Field(description="silence longer than this is an alarm; ISO 8601")] = None
    numbering: Annotated[
        Numbering,
        Field(description="over what it counts its messages, where it numbers them: a missing number is an alarm"),
    ] = Numbering.PER_AREA
    probe: Annotated[bool, Field(description="it sends about synthetic patients alone, in production too")] = False
    environment: Environment

    @field_validator("organisation")
    @classmethod
    def _checked(cls, number: str | None) -> str | None:
        if number is not None and not is_organisation_number(number):
            msg = "the check digit is wrong"
            raise ValueError(msg)
        return number

    @model_validator(mode="after")
    def _has_an_id(self) -> Self:
        if not self.national_ids():
            msg = "no organisation number, HER-id or RESH id: no message can be known as this source's"
            raise ValueError(msg)
        return self

    @property
    def author_role(self) -> str:
        """The role that its submissions have (R25)."""
        return self.writes_as or self.roles[0]

    @property
    def known_as(self) -> str:
        """What provenance names as the organisation."""
        return self.organisation or self.laboratory or self.id

    def national_ids(self) -> frozenset[Identifier]:
        """Every id by which a message can be known as this source's."""
        organisation = [] if self.organisation is None else [Identifier(self.organisation, ORGANISATION)]
        hers = [Identifier(value, HER) for value in self.her_ids]
        others = [Identifier(other.value, other.kind) for other in self.other_ids if other.kind in NATIONAL]
        return frozenset((*organisation, *hers, *others))


class SourcesProblem(Exception):
    """The source files cannot be used; the message names every file and field to mend."""


class Sources:
    """All sources, found by any of their ids."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Raises SourcesProblem where two sources share a name or an id."""
        self.all = tuple(sources)
        if shared := clashes(self.all):
            raise SourcesProblem("\n".join(shared))
        self._by_id = {identifier: source for source in self.all for identifier in source.national_ids()}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The sources of a folder. Raises SourcesProblem with everything that is wrong in any file."""
        if problems := check(folder):
            raise SourcesProblem("\n".join(problems))
        return cls(source for source in map(_read, _files(folder)) if isinstance(source, Source))

    @property
    def cadences(self) -> Mapping[str, timedelta]:
        """The cadence that a source's file states, by the source's id."""
        return {str(each.id): each.cadence for each in self.all if each.cadence is not None}

    @property
    def numbered_as_one(self) -> frozenset[SourceId]:
        """The sources that have one series of numbers over all areas."""
        return frozenset(each.id for each in self.all if each.numbering is Numbering.WHOLE_SOURCE)

    def of(self, identifiers: Iterable[Identifier]) -> Source | None:
        """The one source that the ids belong to; None where they are unknown or belong to several."""
        found = self.matching(identifiers)
        return found[0] if len(found) == 1 else None

    def matching(self, identifiers: Iterable[Identifier]) -> tuple[Source, ...]:
        """Every source that any of the ids belongs to."""
        found = {s.id: s for each in identifiers if (s := self._by_id.get(plain(each))) is not None}
        return tuple(found.values())


def check(folder: Path) -> tuple[str, ...]:
    """Everything that is wrong with the source files of a folder, a line each: `file: field: what to change`."""
    if not folder.is_dir():
        return (f"{folder}: no such folder",)
    read = [_read(path) for path in _files(folder)]
    if not read:
        return (f"{folder}: no source files (*.yaml)",)
    invalid = [problem for each in read if not isinstance(each, Source) for problem in each]
    return (*invalid, *clashes([each for each in read if isinstance(each, Source)]))


def clashes(sources: Iterable[Source]) -> tuple[str, ...]:
    """Every name and id that two sources share: one laboratory is one source."""
    owner: dict[str, SourceId] = {}
    problems = []
    for source in sources:
        laboratory = [] if source.laboratory is None else [f"laboratory {source.laboratory}"]
        for name in sorted({f"id {source.id}", *laboratory, *_named(source)}):
            if name in owner:
                problems.append(f"{source.id}: {name} belongs to {owner[name]} already")
            owner.setdefault(name, source.id)
    return tuple(problems)


def plain(identifier: Identifier) -> Identifier:
    """The id without the blanks that some senders write in it."""
    return Identifier("".join(identifier.value.split()), identifier.kind)


def is_organisation_number(number: str) -> bool:
    """Whether the check digit of nine digits holds. Source: Brønnøysundregistrene (modulus 11, weights 3 2 7 6 5 4 3 2)."""
    rest = -sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return len(number) == 9 and rest == int(number[8])


def _named(source: Source) -> list[str]:
    return [f"{identifier.kind} {identifier.value}" for identifier in source.national_ids()]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _read(path: Path) -> Source | tuple[str, ...]:
    try:
        return Source.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        return tuple(f"{path.name}: {'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
    except (yaml.YAMLError, UnicodeDecodeError):
        return (f"{path.name}: file: it is not YAML in UTF-8",)
