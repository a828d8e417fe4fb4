"""Understands whether a fact beside the rows stands (R1, R7, R9, R25, R29)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.medication.account import shared, too_many
from carebus.domain.medication.alarms import alarms
from carebus.domain.medication.content import misnamed, unclean, unfit, unfit_ending
from carebus.domain.medication.dates import reached
from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    Answering,
    Asking,
    Beside,
    ChangeProposed,
    DiscrepancyAnswered,
    DiscrepancyReported,
    Dispensed,
    ListObserved,
    MedicationEvent,
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
    Prescribing,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
    PrescriptionSuspended,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.evolve import evolve_list
from carebus.domain.medication.evolve_waiting import attributed, reply
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.moving import row
from carebus.domain.medication.multidose import not_theirs
from carebus.domain.medication.refusals import refused
from carebus.domain.medication.roles import Role, refusal, role_of
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.waiting import Discrepancy, Proposal
from carebus.domain.medication.writes import Cease
from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace


def decide_beside(listed: MedicationList, told: Beside, now: datetime, limits: Limits) -> Decision[MedicationEvent]:
    """A fact beside the rows stands unless it cannot be read or answers what nobody asked; what adds nothing is a duplicate."""
    if isinstance(told, ListObserved):
        return _observed(listed, told, now, limits)
    refusal = refused((*_nameless(told), *unclean("list", told, limits))) or _refusal(listed, told, limits)
    if refusal:
        return refusal
    return Accepted(()) if _is_known(listed, told) else Accepted((told,))


def _refusal(listed: MedicationList, told: Beside, limits: Limits) -> Refused | None:
    match told:
        case PrescriptionIssued() | PrescriptionRecalled() | PrescriptionExpired() | PrescriptionSuspended():
            return _not_their_prescription(listed, told) or refused(_in_another_row(listed, told))
        case ChangeProposed() | DiscrepancyReported():
            return refused(_not_to_wait(listed, told, limits))
        case ProposalAccepted() | ProposalDeclined() | DiscrepancyAnswered():
            return refused(_unanswerable(listed, told))
        case MultidoseResponsibilityRegistered() | MultidoseResponsibilityEnded() | MultidosePacked():
            return not_theirs(listed, told)
        case _:
            return None


def _nameless(told: Beside) -> Iterator[Problem]:
    if not _name(told).strip():
        yield Problem(Code.MISSING_ELEMENT, "list", "id")


def _name(told: Beside) -> str:
    """The id by which a fact will be known."""
    match told:
        case PrescriptionIssued():
            return told.prescription.id
        case Dispensed():
            return told.dispensing.id
        case ChangeProposed():
            return told.proposal.id
        case DiscrepancyReported():
            return told.discrepancy.id
        case AdmissionStarted() | AdmissionEnded():
            return told.encounter
        case _:
            return type(told).__name__


def _is_known(listed: MedicationList, told: Beside) -> bool:
    """Whether a fact adds nothing; an old dispensing that the picture has no room for is a fact all the same."""
    match told:
        case Dispensed():
            return told.dispensing in listed.dispensings
        case ChangeProposed():
            return any(each.id == told.proposal.id for each in listed.proposals)
        case DiscrepancyReported():
            return any(each.id == told.discrepancy.id for each in listed.discrepancies)
        case _:
            return evolve_list(listed, told) is listed


def _not_their_prescription(listed: MedicationList, told: Prescribing) -> Refused | None:
    if isinstance(told, PrescriptionExpired) or role_of(told.provenance) is Role.PHYSICIAN:
        return None
    wanted = told.prescription.id if isinstance(told, PrescriptionIssued) else told.prescription
    if any(each.id == wanted and each.source != told.provenance.source for each in listed.prescriptions):
        return refusal("prescription", "was issued by somebody else")
    return None


def _in_another_row(listed: MedicationList, told: Prescribing) -> Iterator[Problem]:
    if not isinstance(told, PrescriptionIssued) or told.prescription.treatment is None:
        return
    for known in listed.rows:
        treatment = known.treatment
        if told.prescription.id in treatment.prescriptions and treatment.id != told.prescription.treatment:
            yield Problem(Code.PRESCRIPTION_IN_TWO_ROWS, treatment.id, "has the prescription already")


def _not_to_wait(listed: MedicationList, told: Asking, limits: Limits) -> Iterator[Problem]:
    asked: Proposal | Discrepancy
    waiting: Iterable[Proposal | Discrepancy]
    if isinstance(told, ChangeProposed):
        asked, waiting = attributed(told.proposal, told.provenance), listed.proposals
    else:
        asked, waiting = attributed(told.discrepancy, told.provenance), listed.discrepancies
    known = next((each for each in waiting if each.id == asked.id), None)
    if known is not None and replace(known, answer=None) != asked:
        yield Problem(Code.ID_REUSED, "list", "this id was used for something else")
    if known is None and sum(1 for each in waiting if not each.answer) >= limits.waiting:
        yield Problem(Code.TOO_MANY_WAITING, "list", f"{limits.waiting} wait for an answer already")


def _unanswerable(listed: MedicationList, told: Answering) -> Iterator[Problem]:
    asked: Iterable[Proposal | Discrepancy]
    if isinstance(told, DiscrepancyAnswered):
        asked, wanted = listed.discrepancies, told.discrepancy
    else:
        asked, wanted = listed.proposals, told.proposal
    known = next((each for each in asked if each.id == wanted), None)
    if known is None:
        yield Problem(Code.UNKNOWN_REQUEST, "list", "nobody asked this")
    elif known.answer and known.answer.reply is not reply(told):
        yield Problem(Code.ALREADY_ANSWERED, "list", f"was {known.answer.reply}")


def _observed(listed: MedicationList, told: ListObserved, now: datetime, limits: Limits) -> Decision[MedicationEvent]:
    first = told.has_list and listed.version == 0
    refusal = refused((*_too_much(told, limits), *unclean("list", told, limits)))
    if refusal is None and first:
        refusal = refused(_unfit(told, limits))
    if refusal:
        return refusal
    ceased = tuple(_left(listed, told, cease, now) if first else replace(cease, row=None) for cease in told.ceased)
    if (first, ceased) != (told.first, told.ceased):
        told = replace(told, first=first, ceased=ceased)
    return Accepted((told,), alarms(listed, told.rows if first else ()))


def _left(listed: MedicationList, told: ListObserved, cease: Cease, now: datetime) -> Cease:
    is_listed = any(each.id == cease.treatment.id for each in told.rows)
    leaves = reached(cease.ending.effective, now) or not is_listed
    return replace(cease, row=row(listed, told.provenance, cease.treatment) if leaves else None)


def _too_much(told: ListObserved, limits: Limits) -> Iterator[Problem]:
    parts = (told.rows, told.ceased, told.prescribed, told.proposals, told.gaps, told.parameters)
    yield from too_many(sum(len(part) for part in parts), limits)


def _unfit(told: ListObserved, limits: Limits) -> Iterator[Problem]:
    yield from misnamed((*(each.id for each in told.rows), *(cease.treatment.id for cease in told.ceased)))
    here = [each.id for each in told.rows]
    both = {cease.treatment.id for cease in told.ceased} & set(here)
    yield from (Problem(Code.DUPLICATE_ROW, each, "told twice") for each in sorted(set(here)) if here.count(each) > 1)
    yield from (Problem(Code.CEASED_AND_ACTIVE, each, "told in two ways") for each in sorted(both))
    for each in (*told.rows, *(cease.treatment for cease in told.ceased)):
        yield from unfit(each, limits)
    for cease in told.ceased:
        yield from unfit_ending(cease.treatment.id, cease.ending)
    yield from shared(told.rows)
