"""Understands what pharmacies, wards, registers, home care and patients tell beside a medication list: rows never move by it."""

from datetime import datetime, timedelta
from random import Random

from tests.faults.writers import AHEAD, PAST, WRITERS, Screen, Writer, came, dose

from carebus.domain.medication.beside import (
    Dispensing,
    Gap,
    GapKind,
    PackedItem,
    Packing,
    Parameter,
    Part,
    Prescription,
)
from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    Beside,
    ChangeProposed,
    DiscrepancyAnswered,
    DiscrepancyReported,
    Dispensed,
    ListObserved,
    LockedItemReported,
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
    PrescriptionSuspended,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.treatment import Ending, Medicine, Person, PrescriptionId
from carebus.domain.medication.waiting import Discrepancy, Proposal, Wish
from carebus.domain.medication.writes import Cease
from carebus.domain.provenance import PatientKey, Provenance

PHARMACY = Writer("apotek-nordlys", "pharmacist")
REGISTER = Writer("forskrivningsregisteret", "health-worker")
NURSE = WRITERS[-1]
PATIENT = Writer("min-side", "patient")
_NAMES = 6
"""Prescriptions, stays and pharmacies that a patient has to do with: few, so that they meet."""


def beside(screen: Screen, chance: Random, whom: PatientKey, number: int) -> Beside:
    """One of the facts beside the rows, by who tells such a thing; now and then by somebody who may not."""
    received = screen.began + timedelta(seconds=number)
    told_by = screen.writer if chance.random() < 0.8 else WRITERS[0]
    doctor, pharmacy, register, nurse, home = (
        came(f"beside {number} {who.source}", whom, who, received)
        for who in (told_by, PHARMACY, REGISTER, NURSE, chance.choice((NURSE, PATIENT)))
    )
    prescription = PrescriptionId(f"rx{chance.randrange(_NAMES)}")
    row = chance.choice(screen.rows) if screen.rows else dose("shared", "1")
    one = chance.randrange(_NAMES)
    when = received - timedelta(minutes=chance.randint(0, 300))
    asked = chance.choice(screen.asked) if screen.asked else "nothing"
    medicine, person = Medicine(row.medicine.name), Person("Dr Holm", hpr=str(one % 2))
    order = f"stay {one}" if chance.random() < 0.2 else None
    valid = chance.choice((None, PAST, AHEAD))
    part, her_id = chance.choice(tuple(Part)), str(one % 2)
    made_in = chance.choice((None, None, came(f"write {number - 1}", whom, screen.writer, received).submission_id))
    return chance.choices(
        (
            lambda: PrescriptionIssued(
                doctor,
                Prescription(prescription, medicine, treatment=row.id, encounter=order, valid_until=valid),
                made_in,
            ),
            lambda: PrescriptionRecalled(doctor, prescription, made_in),
            lambda: PrescriptionExpired(pharmacy, prescription),
            lambda: PrescriptionSuspended(doctor, prescription, released=chance.random() < 0.5),
            lambda: Dispensed(pharmacy, Dispensing(f"d{number % 40}", when, medicine, prescription, amount="30")),
            lambda: ChangeProposed(
                pharmacy,
                Proposal(f"p{number}", Wish.CHANGE, when, row.id, text="less?", multidose=chance.random() < 0.5),
            ),
            lambda: ChangeProposed(home, Proposal(f"p{number - one}", Wish.ADD, when, content=dose("herb", "1"))),
            lambda: chance.choice((ProposalAccepted, ProposalDeclined))(doctor, asked, person),
            lambda: DiscrepancyReported(home, Discrepancy(f"x{number}", when, row.id, text="takes none")),
            lambda: DiscrepancyAnswered(doctor, asked, person, "seen"),
            lambda: MultidoseResponsibilityRegistered(doctor, part, her_id, person),
            lambda: MultidoseResponsibilityEnded(doctor, part, her_id, person),
            lambda: MultidosePacked(pharmacy, Packing(f"m{number}", when, items=(PackedItem("Metoprolol"),))),
            lambda: AdmissionStarted(register, f"stay {one}", when, reopens=chance.random() < 0.2),
            lambda: AdmissionEnded(register, f"stay {one}", when, cancelled=chance.random() < 0.2),
            lambda: LockedItemReported(register, "RF", locked=chance.random() < 0.6),
            lambda: _looked_up(screen, chance, nurse, when),
        ),
        (4, 2, 1, 1, 4, 2, 2, 3, 2, 2, 1, 1, 1, 2, 2, 1, 2),
    )[0]()


def _looked_up(screen: Screen, chance: Random, nurse: Provenance, when: datetime) -> ListObserved:
    """What a register holds: most of what was read, and something else; the first list where there is none."""
    there = tuple(row for row in screen.rows if chance.random() < 0.8)
    return ListObserved(
        nurse,
        when,
        (*there, dose("elsewhere", "2")),
        ceased=(Cease(dose("old", "1"), Ending(PAST)),),
        prescribed=(Prescription(PrescriptionId("loose"), Medicine("Paracetamol")),),
        listed=chance.choice((None, when)),
        places=("RF",),
        gaps=(Gap(GapKind.LOOKUP_FAILED, "KJ", when, "17", "no answer"),) if chance.random() < 0.5 else (),
        parameters=(Parameter("RFHarLaste", "false"),),
    )
