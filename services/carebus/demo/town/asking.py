"""Understands wishes and reports of those who do not decide, and how a physician answers them (R7)."""

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.domain.medication.events import (
    ChangeProposed,
    DiscrepancyAnswered,
    DiscrepancyReported,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.treatment import TreatmentId
from carebus.domain.medication.waiting import Discrepancy, Proposal, Wish

_WISHES = (
    "Dizzy when getting up: could the dose be lower?",
    "Forgets the evening dose; once a day would be easier.",
    "Has not taken it for a month.",
)


def propose(sight: Sight) -> Draft:
    """Home care or the patient wishes another dose."""
    return _proposed(sight, Kind.PROPOSE, sight.of.choice(_WISHES), is_multidose=False)


def propose_multidose(sight: Sight) -> Draft:
    """The pharmacy that packs multidose wishes a change (M25.2)."""
    return _proposed(sight, Kind.MULTIDOSE, "Cannot be packed: is another dose possible?", is_multidose=True)


def report(sight: Sight) -> Draft:
    """Somebody sees that what is taken is not what is listed."""
    id_ = _row(sight)
    told = Discrepancy(new_id(sight.of), sight.now, id_, text=sight.of.choice(_WISHES), by=sight.by)
    return Draft(Kind.REPORT, DiscrepancyReported, {"discrepancy": told}, id_)


def answer_proposal(sight: Sight) -> Draft | None:
    """The oldest wish is granted, and the dose changed in a write of its own; or it is not."""
    if not sight.chart.proposals:
        return None
    asked = sight.chart.proposals[0]
    fields = {"proposal": asked.id, "by": sight.by, "text": "seen"}
    if sight.of.random() < 0.6:
        return Draft(Kind.ACCEPT, ProposalAccepted, fields, asked.treatment, Kind.CHANGE)
    return Draft(Kind.DECLINE, ProposalDeclined, fields, asked.treatment)


def answer_report(sight: Sight) -> Draft | None:
    """The oldest report is answered."""
    if not sight.chart.discrepancies:
        return None
    asked = sight.chart.discrepancies[0]
    fields = {"discrepancy": asked.id, "by": sight.by, "text": "Agreed with the patient."}
    return Draft(Kind.ANSWER_REPORT, DiscrepancyAnswered, fields, asked.treatment)


def _proposed(sight: Sight, kind: Kind, text: str, *, is_multidose: bool) -> Draft:
    id_ = _row(sight)
    told = Proposal(
        new_id(sight.of),
        Wish.CHANGE if id_ else Wish.OTHER,
        sight.now,
        id_,
        text=text,
        by=sight.by,
        multidose=is_multidose,
    )
    return Draft(kind, ChangeProposed, {"proposal": told}, id_)


def _row(sight: Sight) -> TreatmentId | None:
    """What it is about; on an empty list nothing."""
    found = sight.row()
    return found.treatment.id if found else None
