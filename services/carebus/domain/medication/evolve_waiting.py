"""Understands how proposals and reports begin to wait, and how they are answered (R7)."""

from typing import TypeVar

from carebus.domain.medication.events import (
    Answering,
    Asking,
    DiscrepancyAnswered,
    DiscrepancyReported,
    ProposalAccepted,
)
from carebus.domain.medication.evolve_list import superseded
from carebus.domain.medication.limits import ANSWERED
from carebus.domain.medication.moving import changed
from carebus.domain.medication.roles import role_of
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.waiting import Answer, Discrepancy, Proposal, Reply
from carebus.domain.provenance import Provenance, told_at
from carebus.domain.record import replace

W = TypeVar("W", Proposal, Discrepancy)


def after_asking(listed: MedicationList, event: Asking) -> MedicationList:
    """The list with a proposal or report that waits; an M25.2 that the author of the newest list had before them is closed (R29)."""
    if isinstance(event, DiscrepancyReported):
        report = attributed(event.discrepancy, event.provenance)
        return changed(listed, discrepancies=_bounded((*listed.discrepancies, report)))
    told = attributed(event.proposal, event.provenance)
    if listed.listed is not None:
        told = superseded(told, listed.listed, told_at(event.provenance))
    return changed(listed, proposals=_bounded((*listed.proposals, told)))


def after_answer(listed: MedicationList, event: Answering) -> MedicationList:
    """The list with what waited answered."""
    answer = Answer(reply(event), told_at(event.provenance), event.by, event.text)
    if isinstance(event, DiscrepancyAnswered):
        return changed(listed, discrepancies=_bounded(_answered(listed.discrepancies, event.discrepancy, answer)))
    return changed(listed, proposals=_bounded(_answered(listed.proposals, event.proposal, answer)))


def reply(event: Answering) -> Reply:
    """How an answer answers."""
    if isinstance(event, DiscrepancyAnswered):
        return Reply.ANSWERED
    return Reply.ACCEPTED if isinstance(event, ProposalAccepted) else Reply.DECLINED


def attributed(told: W, provenance: Provenance) -> W:
    """What is asked, with who asks as the source registry has it, and not yet answered."""
    return replace(told, role=role_of(provenance).value, source=provenance.source, answer=None)


def _answered(waiting: tuple[W, ...], wanted: str, answer: Answer) -> tuple[W, ...]:
    return tuple(replace(each, answer=answer) if each.id == wanted and not each.answer else each for each in waiting)


def _bounded(known: tuple[W, ...]) -> tuple[W, ...]:
    spare = sum(1 for each in known if each.answer) - ANSWERED
    kept = []
    for each in known:
        if each.answer and spare > 0:
            spare -= 1
        else:
            kept.append(each)
    return tuple(kept)
