"""Understands how what is asked of a physician is shown: proposals and discrepancy reports, and how they were answered (R7)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from carebus.domain.medication.waiting import Answer, Discrepancy, Proposal, Reply, Wish
from carebus.reader.pictures.acts import PersonPicture, person
from carebus.reader.pictures.medication.rows import TreatmentPicture, treatment
from carebus.reader.pictures.parts import Audience, Picture


class AnswerPicture(Picture):
    """What whoever asked is told."""

    reply: Reply
    at: datetime
    by: PersonPicture | None
    text: str | None


class AskedPicture(Picture):
    """A proposal, or a report that list and reality differ: it changes nothing itself."""

    kind: Literal["proposal", "discrepancy"]
    id: str
    wish: Annotated[Wish | None, Field(description="what a proposal asks for")]
    row: Annotated[str | None, Field(description="the treatment that it is about")]
    content: Annotated[TreatmentPicture | None, Field(description="the treatment as it should be, or as it is taken")]
    text: str | None
    made: datetime
    by: PersonPicture | None
    role: Annotated[str, Field(description="of who asks, as the source registry has it (R25)")]
    source: str
    multidose: Annotated[bool, Field(description="M25.2, of a pharmacy")]
    answer: Annotated[AnswerPicture | None, Field(description="None: it waits")]


def asked(told: Proposal | Discrepancy, audience: Audience) -> AskedPicture:
    """Drawn with its answer, if there is one."""
    proposal = told if isinstance(told, Proposal) else None
    return AskedPicture(
        kind="proposal" if proposal else "discrepancy",
        id=told.id,
        wish=proposal.wish if proposal else None,
        row=told.treatment,
        content=treatment(told.content, audience) if told.content else None,
        text=told.text,
        made=told.made,
        by=person(told.by, audience),
        role=told.role,
        source=told.source,
        multidose=proposal is not None and proposal.multidose,
        answer=_answer(told.answer, audience) if told.answer else None,
    )


def answered(proposals: tuple[Proposal, ...], discrepancies: tuple[Discrepancy, ...]) -> list[Proposal | Discrepancy]:
    """What has been answered, the newest answer first."""
    every: tuple[Proposal | Discrepancy, ...] = (*proposals, *discrepancies)
    return sorted((each for each in every if each.answer), key=_answered_when, reverse=True)


def _answered_when(told: Proposal | Discrepancy) -> tuple[datetime, str]:
    return (told.answer.at if told.answer else told.made, told.id)


def _answer(told: Answer, audience: Audience) -> AnswerPicture:
    return AnswerPicture(reply=told.reply, at=told.at, by=person(told.by, audience), text=told.text)
