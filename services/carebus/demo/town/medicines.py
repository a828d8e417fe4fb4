"""Understands what is in the town's medicine cupboard: generic names with their ATC codes, and doses that somebody may decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from carebus.demo.town.chance import new_id
from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Dosing, Medicine, Person, PrescriptionId, Treatment, TreatmentId

VOLVEN = "2.16.578.1.12.4.1.1."
ATC = VOLVEN + "7180"
LONG_AGO = timedelta(days=200)

_TABLET = Coding(VOLVEN + "7448", "53", "Tablett")
_REGULAR, _COURSE = Coding(VOLVEN + "9101", "1", "Fast"), Coding(VOLVEN + "9101", "2", "Kur")
_MORNING, _EVENING = Coding(VOLVEN + "8325", "1", "Morgen"), Coding(VOLVEN + "8325", "5", "Kveld")


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    atc: str
    strength: str
    reason: str


_CUPBOARD = tuple(
    _Kept(*line.split("|"))
    for line in (
        "Metoprolol|C07AB02|50 mg|K86",
        "Amlodipine|C08CA01|5 mg|K86",
        "Enalapril|C09AA02|10 mg|K86",
        "Candesartan|C09CA06|8 mg|K86",
        "Furosemide|C03CA01|40 mg|K77",
        "Spironolactone|C03DA01|25 mg|K77",
        "Atorvastatin|C10AA05|40 mg|T93",
        "Simvastatin|C10AA01|20 mg|T93",
        "Acetylsalicylic acid|B01AC06|75 mg|K74",
        "Warfarin|B01AA03|2,5 mg|K78",
        "Apixaban|B01AF02|5 mg|K78",
        "Digoxin|C01AA05|0,25 mg|K78",
        "Metformin|A10BA02|500 mg|T90",
        "Empagliflozin|A10BK03|10 mg|T90",
        "Levothyroxine|H03AA01|50 µg|T86",
        "Prednisolone|H02AB06|5 mg|L88",
        "Methotrexate|L04AX03|2,5 mg|L88",
        "Alendronic acid|M05BA04|70 mg|L95",
        "Paracetamol|N02BE01|500 mg|L18",
        "Tramadol|N02AX02|50 mg|L18",
        "Gabapentin|N03AX12|300 mg|N94",
        "Lamotrigine|N03AX09|100 mg|N88",
        "Sertraline|N06AB06|50 mg|P76",
        "Mirtazapine|N06AX11|15 mg|P76",
        "Quetiapine|N05AH04|25 mg|P73",
        "Zopiclone|N05CF01|7,5 mg|P06",
        "Donepezil|N06DA02|10 mg|P70",
        "Levodopa|N04BA02|100 mg|N87",
        "Montelukast|R03DC03|10 mg|R96",
        "Cetirizine|R06AE07|10 mg|R97",
        "Omeprazole|A02BC01|20 mg|D84",
        "Pantoprazole|A02BC02|40 mg|D84",
        "Allopurinol|M04AA01|100 mg|T92",
        "Folic acid|B03BB01|1 mg|B81",
        "Tamsulosin|G04CA02|0,4 mg|Y85",
        "Phenoxymethylpenicillin|J01CE02|660 mg|R76",
    )
)

_DOSES = (
    ("1 tablet morning", ("1", None)),
    ("1 tablet evening", (None, "1")),
    ("1 tablet morning, 1 evening", ("1", "1")),
    ("2 tablets morning", ("2", None)),
    ("2 tablets morning, 1 evening", ("2", "1")),
    ("half a tablet morning", ("0,5", None)),
)


def row(
    of: Random, by: Person | None, now: datetime, *, without: frozenset[str], prescribed: bool = False
) -> Treatment:
    """A new row of the list, of a medicine whose name is not in `without`."""
    kept = of.choice([each for each in _CUPBOARD if each.name not in without] or _CUPBOARD)
    return Treatment(
        id=TreatmentId(new_id(of)),
        medicine=Medicine(kept.name, _TABLET, atc=Coding(ATC, kept.atc, kept.name), strength=kept.strength),
        dosage=dose(of),
        use=_REGULAR,
        reasons=(Coding(VOLVEN + "7170", kept.reason),),
        started=(now - timedelta(days=of.randint(1, 900))).date().isoformat(),
        prescriptions=(PrescriptionId(new_id(of)),) if prescribed else (),
        note="to be taken with food" if of.random() < 0.2 else None,
        decided_by=by,
    )


def rows(of: Random, count: int, by: Person | None, now: datetime) -> tuple[Treatment, ...]:
    """So many rows, each of another medicine."""
    made: list[Treatment] = []
    for _each in range(count):
        made.append(row(of, by, now, without=frozenset(each.medicine.name for each in made)))
    return tuple(made)


def finished(told: Treatment, of: Random, now: datetime, name: str) -> Treatment:
    """The row told as a course that ended long ago."""
    began = now - LONG_AGO - timedelta(days=of.randint(10, 20))
    return Treatment(
        id=told.id,
        medicine=Medicine(name, told.medicine.form),
        dosage=told.dosage,
        use=_COURSE,
        started=began.date().isoformat(),
        planned_end=(now - LONG_AGO).date().isoformat(),
        decided_by=told.decided_by,
    )


def dose(of: Random, other_than: Dosage | None = None) -> Dosage:
    """A dose to decide."""
    made = [Dosage(text, _dosings(*amounts)) for text, amounts in _DOSES]
    return of.choice([each for each in made if each != other_than])


def rewritten(dosage: Dosage) -> Dosage:
    """The same dose as another system writes it: `1` becomes `1,0`."""
    dosings = (Dosing(_longer(d.amount), d.unit, d.interval, d.interval_unit, d.time_of_day) for d in dosage.dosings)
    return Dosage(dosage.text, tuple(dosings), dosage.site)


def _dosings(morning: str | None, evening: str | None) -> tuple[Dosing, ...]:
    told = ((morning, _MORNING), (evening, _EVENING))
    return tuple(Dosing(amount, "tablet", "1", "day", time) for amount, time in told if amount)


def _longer(amount: str | None) -> str | None:
    return amount and (f"{amount}0" if "," in amount else f"{amount},0")
