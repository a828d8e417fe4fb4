"""Understands the invented rows of the lists that the medication area is measured with, as large as M25 makes them."""

import random
from uuid import UUID

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import (
    Dosage,
    Dosing,
    Ending,
    Medicine,
    Person,
    PrescriptionId,
    Treatment,
    TreatmentId,
)
from carebus.domain.record import replace

DOCTOR = Person("Lege Legesen", "LE", "1234567", "Fjellbygda legekontor")
_VOLVEN = "2.16.578.1.12.4.1.1."
_MEDICINES = (
    ("Metoprolol depottablett 50 mg", "C07AB02", "50 mg"),
    ("Warfarin tablett 2,5 mg", "B01AA03", "2,5 mg"),
    ("Metformin tablett 500 mg", "A10BA02", "500 mg"),
    ("Simvastatin tablett 40 mg", "C10AA01", "40 mg"),
    ("Amlodipin tablett 5 mg", "C08CA01", "5 mg"),
    ("Levotyroksin tablett 100 mikrogram", "H03AA01", "100 mikrogram"),
    ("Paracetamol tablett 500 mg", "N02BE01", "500 mg"),
    ("Zopiklon tablett 5 mg", "N05CF01", "5 mg"),
    ("Furosemid tablett 40 mg", "C03CA01", "40 mg"),
    ("Ramipril kapsel 5 mg", "C09AA05", "5 mg"),
    ("Pantoprazol enterotablett 20 mg", "A02BC02", "20 mg"),
    ("Prednisolon tablett 5 mg", "H02AB06", "5 mg"),
)
_MORNING = Coding(_VOLVEN + "8325", "M", "Morgen")
_EVENING = Coding(_VOLVEN + "8325", "K", "Kveld")
_DAILY = Coding(_VOLVEN + "9101", "1", "Fast")
_PRESSURE = Coding(_VOLVEN + "7170", "K86", "Hypertensjon ukomplisert")
_TABLET = Coding(_VOLVEN + "7448", "1", "Tablett")
_ENDED = Coding(_VOLVEN + "7494", "5", "Behandlingen avsluttet")


def treatment(chance: random.Random) -> Treatment:
    """A row of a medicine that is taken morning and evening."""
    return Treatment(
        TreatmentId(_uuid(chance)),
        _medicine(chance),
        dosage(chance.randrange(1, 4)),
        use=_DAILY,
        reasons=(_PRESSURE,),
        started="2026-01-13",
        prescriptions=(PrescriptionId(_uuid(chance)),),
        substitution=True,
        decided_by=DOCTOR,
    )


def with_other_dose(told: Treatment) -> Treatment:
    """The same row with another dose."""
    amount = int(told.dosage.dosings[0].amount or 0) % 4 + 1
    return replace(told, dosage=dosage(amount))


def dosage(amount: int) -> Dosage:
    """So many tablets morning and evening."""
    doses = (Dosing(str(amount), "tablett", "1", "d", when) for when in (_MORNING, _EVENING))
    return Dosage(f"{amount} tablett morgen og {amount} tablett kveld, med rikelig drikke", tuple(doses))


def ending(day: str) -> Ending:
    """A cease as of a day."""
    return Ending(day, _ENDED, by=DOCTOR)


def _medicine(chance: random.Random) -> Medicine:
    name, atc, strength = chance.choice(_MEDICINES)
    return Medicine(name, _TABLET, f"ID_{_uuid(chance).upper()}", Coding(_VOLVEN + "7180", atc, name), strength)


def _uuid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))
