"""Understands what is answered when somebody asks whether the patient has an allergy: four answers that are never one (R26).

`known` and `none-known` are what people said. `nobody-asked` is neither: an empty list says nothing, and that the last allergy was
refuted does not say that there is none. `withheld` is for the access area: nothing gives it yet.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info.entry import Scope
from carebus.domain.critical_info.status import live_allergies, standing
from carebus.domain.critical_info.view import CriticalInformation, NoneKnown
from carebus.reader.pictures.acts import ActPicture, PersonPicture, act, person
from carebus.reader.pictures.parts import Audience, Picture


class AllergyAnswer(StrEnum):
    """Whether an allergy is known."""

    KNOWN = "known"
    NONE_KNOWN = "none-known"
    NOBODY_ASKED = "nobody-asked"
    WITHHELD = "withheld"


class AllergiesPicture(Picture):
    """The answer; with `missing`, which may be why nobody is known to have asked. Who said that none is known, and of what."""

    answer: Annotated[
        AllergyAnswer,
        Field(
            description="`known`: an entry is neither refuted nor retracted, active or not; nothing gives `withheld` yet"
        ),
    ]
    scope: Annotated[Scope | None, Field(description="of what none is known: `any` allergy, or `drug` alone")]
    at: Annotated[datetime | None, Field(description="when that was said, UTC")]
    by: Annotated[PersonPicture | None, Field(description="the person who said it")]


class NoneKnownPicture(Picture):
    """One statement that no allergy is known in a scope."""

    scope: Scope
    at: datetime
    by: PersonPicture | None
    act: ActPicture
    ended: Annotated[datetime | None, Field(description="None: it stands")]
    ended_by: Annotated[str | None, Field(description="the allergy that was stated later; None: it was said anew")]


def allergies(told: CriticalInformation, audience: Audience) -> AllergiesPicture:
    """The answer that the picture gives. Of several statements the one that says most counts."""
    if any(live_allergies(told.entries, Scope.ANY)):
        return AllergiesPicture(answer=AllergyAnswer.KNOWN, scope=None, at=None, by=None)
    said = widest(told)
    if said is None:
        return AllergiesPicture(answer=AllergyAnswer.NOBODY_ASKED, scope=None, at=None, by=None)
    return AllergiesPicture(answer=AllergyAnswer.NONE_KNOWN, scope=said.scope, at=said.at, by=person(said.by, audience))


def widest(told: CriticalInformation) -> NoneKnown | None:
    """The statement that says most of those that stand: of any allergy rather than of drugs."""
    stands = sorted(standing(told.none_known), key=lambda each: (each.scope is Scope.ANY, each.at))
    return stands[-1] if stands else None


def none_known(told: NoneKnown, audience: Audience) -> NoneKnownPicture:
    """Drawn with what finds its message again."""
    return NoneKnownPicture(
        scope=told.scope,
        at=told.at,
        by=person(told.by, audience),
        act=act(told.act),
        ended=told.ended,
        ended_by=told.ended_by,
    )
