"""Understands how the records of one person are shown: each by its pseudonym, what ties it to the others, and what is told of it (R23)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from carebus.domain.identity.link import Link, Tie
from carebus.domain.identity.person import surviving
from carebus.domain.identity.protection import Protection, protection
from carebus.domain.identity.view import AddressProtection, Deceased, LinkedPerson
from carebus.domain.provenance import PatientKey
from carebus.reader.identity.about import About
from carebus.reader.pictures.acts import ActPicture, act
from carebus.reader.pictures.parts import Picture


class Level(StrEnum):
    """How strictly an address is protected (R22)."""

    NONE = "none"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly-confidential"


class TiePicture(Picture):
    """Why this record and another are one person's."""

    tie: Annotated[
        Tie, Field(description="merged; a number was replaced by another, or assigned beside it; linked as equals")
    ]
    other: Annotated[str, Field(description="name of the other record")]
    gives_way: Annotated[
        bool | None, Field(description="true: this record to the other; false: the other to this; None: neither")
    ]
    act: Annotated[ActPicture, Field(description="which source told it, and when")]


class DeceasedPicture(Picture):
    """A person is dead."""

    at: Annotated[str | None, Field(description="as written; None where only the fact is known")]
    act: ActPicture


class ProtectionPicture(Picture):
    """An address is protected, or no longer."""

    level: Annotated[Level, Field(description="what is meant; a word that nobody knows counts as the strictest")]
    written: Annotated[str, Field(description="as its source wrote it")]
    act: ActPicture


class RecordPicture(Picture):
    """One record of a person: what stands under one of their numbers."""

    record: Annotated[
        str,
        Field(
            description="its name, the same every time: ask by it as `patient.record`; no number can be found from it"
        ),
    ]
    is_this: Annotated[bool, Field(description="whether this answer is about it")]
    prevails: Annotated[
        bool, Field(description="whether it prevails over the others; of records linked as equals none does")
    ]
    gave_way_to: Annotated[str | None, Field(description="name of the record that it has given way to in the end")]
    ties: tuple[TiePicture, ...]
    deceased: DeceasedPicture | None
    protection: ProtectionPicture | None
    deaths: Annotated[
        tuple[DeceasedPicture, ...], Field(description="what each source tells; `deceased` goes before the others")
    ]
    protections: Annotated[
        tuple[ProtectionPicture, ...], Field(description="what each source tells; `protection` is the strictest")
    ]


def records(about: About) -> tuple[RecordPicture, ...]:
    """Every record of the person, the prevailing first."""
    return tuple(_record(key, about) for key in about.names)


def level(meant: Protection) -> Level:
    """In a word."""
    return Level[meant.name]


def _record(key: PatientKey, about: About) -> RecordPicture:
    told: LinkedPerson | None = about.told[key]
    links = about.person.links
    end = surviving(links, key)
    return RecordPicture(
        record=about.names[key],
        is_this=key == about.key,
        prevails=key == about.prevailing,
        gave_way_to=about.names[end] if end else None,
        ties=tuple(_tie(key, link, about) for link in links if key in (link.key, link.to)),
        deceased=_deceased(told.deceased) if told and told.deceased else None,
        protection=_protection(told.protection) if told and told.protection else None,
        deaths=tuple(map(_deceased, told.deaths)) if told else (),
        protections=tuple(map(_protection, told.protections)) if told else (),
    )


def _tie(key: PatientKey, link: Link, about: About) -> TiePicture:
    other = link.to if key == link.key else link.key
    return TiePicture(
        tie=link.tie,
        other=about.names[other],
        gives_way=key == link.key if link.has_direction else None,
        act=act(link.act),
    )


def _deceased(told: Deceased) -> DeceasedPicture:
    return DeceasedPicture(at=told.at, act=act(told.act))


def _protection(told: AddressProtection) -> ProtectionPicture:
    return ProtectionPicture(level=level(protection(told.level)), written=told.level, act=act(told.act))
