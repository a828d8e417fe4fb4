"""Understands a patient whose medication list has everything that a list can have, and how a screen of any width is read."""

from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from rich.console import Console, RenderableType
from tests.domain.medication.builders import Story, coding, days, provenance, treatment

from carebus.cli.medication import medication
from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import (
    Dispensed,
    LockedItemReported,
)
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause, Person, Treatment
from carebus.domain.medication.view import CeasedTreatment
from carebus.domain.medication.writes import TreatmentCeased, TreatmentPaused
from carebus.domain.record import replace
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.medication.lists import medication_list
from carebus.reader.pictures.medication.nothing import missing_from
from carebus.reader.pictures.parts import Audience

LIV = Person("Liv Lege", "fastlege", "9990001", "Tindgard legekontor")
HOLM = Person("Jonas Holm", "LE", "9990002", "Vidda sykehus")
ADA = Person("Ada Apoteker", "FA", "9990003", "Apotek Nordlys")
SIV = Person("Siv Pleier", "SP", None, "Skarvøy kommune")
TINDGARD, VIDDA = "tindgard-legekontor", "vidda-sykehus"

_TABLET = coding("7448", "53", "Tablett")
_DAILY = Dosing("1", "tablett", "1", "d", coding("8325", "1", "Morgen"))
_REGULARLY, _AS_NEEDED = coding("9101", "1", "Fast"), coding("9101", "2", "Ved behov")


def row(number: int, name: str, strength: str, dose: str, why: tuple[str, str], **told: Any) -> Treatment:
    """A row as a GP's system writes it."""
    medicine = Medicine(name, told.pop("form", _TABLET), None, coding("7180", told.pop("atc")), strength)
    usual = {
        "dosage": Dosage(dose, (_DAILY,)),
        "use": _REGULARLY,
        "reasons": (coding("7170", *why),),
        "decided_by": LIV,
        "prescriptions": (f"RX-{1000 + number}",),
    }
    return treatment(name, id=f"pll-{number:04}", medicine=medicine, **(usual | told))


METOPROLOL = row(
    1,
    "Metoprolol Sandoz",
    "50 mg",
    "1 tablett hver morgen",
    ("K86", "Hypertensjon ukomplisert"),
    atc="C07AB02",
    form=coding("7448", "61", "Depottablett"),
    started="2019-03-12",
)
ATORVASTATIN = row(
    2,
    "Atorvastatin Teva",
    "40 mg",
    "1 tablett hver kveld",
    ("T93", "Lipidforstyrrelse"),
    atc="C10AA05",
    started="2021-01",
)
LEVAXIN = row(
    3,
    "Levaxin",
    "75 mikrog",
    "1 tablett daglig, fastende, minst en halv time før frokost",
    ("T86", "Hypotyreose"),
    atc="H03AA01",
    started="2011-05",
)
PARACET = row(
    4,
    "Paracet",
    "500 mg",
    "1-2 tabletter inntil 3 ganger daglig ved behov, høyst 6 tabletter i døgnet",
    ("L91", "Artrose"),
    atc="N02BE01",
    started="2023-10-02",
    use=_AS_NEEDED,
    prescriptions=(),
)
METHOTREXATE = row(
    5,
    "Methotrexate Orion",
    "2,5 mg",
    "6 tabletter hver mandag",
    ("L88", "Revmatoid artritt"),
    atc="L04AX03",
    started="2022-08-15",
    dosage=Dosage("6 tabletter hver mandag", (Dosing("6", "tablett", "1", "wk", coding("8325", "1", "Morgen")),)),
    note="Folsyre de andre dagene. Blodprøver hver tredje måned.",
)
FOLIC = row(
    6,
    "Folsyre NAF",
    "1 mg",
    "1 tablett daglig, ikke mandag",
    ("L88", "Revmatoid artritt"),
    atc="B03BB01",
    started="2022-08-15",
)
PREDNISOLON = row(
    7,
    "Prednisolon",
    "5 mg",
    "2 tabletter daglig i to uker, så 1 tablett daglig",
    ("L88", "Revmatoid artritt"),
    atc="H02AB06",
    started="2026-02-20",
)
LATANOPROST = row(
    8,
    "Xalatan",
    "50 mikrog/ml",
    "1 dråpe i hvert øye til kvelden",
    ("F93", "Glaukom"),
    atc="S01EE01",
    form=coding("7448", "23", "Øyedråper, oppløsning"),
    started="2024-11-20",
    dosage=Dosage("1 dråpe i hvert øye til kvelden", (), "begge øyne"),
)
ELIQUIS = row(
    9,
    "Eliquis",
    "5 mg",
    "1 tablett morgen og kveld",
    ("K78", "Atrieflimmer/flutter"),
    atc="B01AF02",
    started="2025-06-01",
    substitution=False,
    dosage=Dosage(
        "1 tablett morgen og kveld",
        (_DAILY, Dosing("1", "tablett", "1", "d", coding("8325", "4", "Kveld"))),
    ),
)
IMOVANE = row(
    10,
    "Imovane",
    "7,5 mg",
    "1 tablett ved behov til natten",
    ("P06", "Søvnforstyrrelse"),
    atc="N05CF01",
    started="2025-12-09",
    use=Coding("urn:local:use", "SOS"),
    prescriptions=(),
)
IBUX = row(
    11,
    "Ibux",
    "400 mg",
    "1 tablett inntil 3 ganger daglig",
    ("L91", "Artrose"),
    atc="M01AE01",
    started="2026-01-10",
    prescriptions=(),
)
SELOCID = row(
    12,
    "Selexid",
    "200 mg",
    "1 tablett 3 ganger daglig i 5 dager",
    ("U71", "Cystitt"),
    atc="J01CA08",
    started="2026-03-01",
    planned_end="2026-03-06",
    prescriptions=(),
)
FRAGMIN = row(
    13,
    "Fragmin",
    "5000 IE/0,2 ml",
    "1 sprøyte daglig",
    ("K94", "Dyp venetrombose"),
    atc="B01AB04",
    started="2026-03-26",
    form=coding("7448", "7", "Injeksjonsvæske, oppløsning"),
    decided_by=HOLM,
    prescriptions=(),
    dosage=Dosage(None, (Dosing("1", "sprøyte", "1", "d", coding("8325", "4", "Kveld")),), "under huden på magen"),
)
CALCIUM = row(
    14,
    "Calcigran Forte",
    "1000 mg/800 IE",
    "1 tyggetablett daglig",
    ("L95", "Osteoporose"),
    atc="A12AX",
    form=Coding(None, "9xx"),
    started="2026-04-10",
)
ROWS = (
    METOPROLOL, ATORVASTATIN, LEVAXIN, PARACET, METHOTREXATE, FOLIC, PREDNISOLON, LATANOPROST, ELIQUIS, IMOVANE, IBUX,
    SELOCID, CALCIUM,
)  # fmt: skip


def write(story: Story, kind: type, *told: Any, source: str = TINDGARD, **more: Any) -> Any:
    """A write of a physician, on the list as it is."""
    return kind(provenance(story.now, source=source), story.version, story.now, *told, **more)


def everything() -> Story:
    """Twelve rows in use, on hold or to begin: one on hold, one ceased ahead, one written during an admission; two lately ended."""
    story = Story()
    story.and_then(story.whole(*ROWS, create=True, by=LIV, source=TINDGARD))
    for each in (METOPROLOL, ELIQUIS):
        number = each.prescriptions[0]
        story.and_then(
            story.prescribed(
                number, each, medicine=each.medicine, issued="2026-01-15", valid_until="2027-01-15", amount="100 stk",
                repeats="3", prescriber=LIV,
            )
        )  # fmt: skip
        handed = Dispensing("U-" + number, days(1), each.medicine, number, None, "98", "tablett", "Apotek Nordlys")
        story.and_then(Dispensed(provenance(days(1), "pharmacist"), handed))
    story.later(days(4)).and_then(story.reconciled(by=LIV, source=TINDGARD))
    story.later(days(20))
    bleeding = Ending("2026-03-22", coding("7494", "2", "Bivirkning"), "magesmerter", LIV)
    story.and_then(write(story, TreatmentCeased, IBUX.id, bleeding))
    story.later(days(22)).and_then(
        write(story, TreatmentPaused, METHOTREXATE.id, Pause("2026-03-24", "2026-04-07", "infeksjon"), LIV)
    )
    tapered = Ending("2026-04-03", coding("7494", "1", "Behandling avsluttet"), None, LIV)
    story.later(days(23)).and_then(write(story, TreatmentCeased, PREDNISOLON.id, tapered))
    story.later(days(24)).and_then(story.admitted("E-7741"))
    story.and_then(write(story, type(story.added(FRAGMIN)), FRAGMIN, source=VIDDA))
    story.later(days(25))
    story.and_then(LockedItemReported(provenance(days(25), "health-worker"), "Reseptformidleren"))
    story.and_then(
        story.prescribed("RX-2040", medicine=Medicine("Voltaren", strength="1 %"), issued="2026-02-01", prescriber=HOLM)
    )
    story.and_then(
        story.proposed(
            "F-17", treatment=METOPROLOL.id, content=replace(METOPROLOL, dosage=Dosage("½ tablett hver morgen")), by=SIV,
            text="svimmel om morgenen",
        )
    )  # fmt: skip
    story.and_then(story.reported("A-3", treatment=PARACET.id, text="tar 8 tabletter i døgnet"))
    return story.later(days(26))


def answer(
    story: Story, audience: Audience = Audience.CLINICIAN, as_of: datetime | None = None, **more: Any
) -> ListAnswer:
    """The reader's answer."""
    listed = story.listed
    left = [view for view in story.views.values() if isinstance(view, CeasedTreatment)]
    picture = medication_list(listed, left, audience, story.now)
    told = {
        "audience": audience,
        "answered": story.now,
        "age_seconds": 2.0,
        "missing": missing_from(listed, (), empty=not picture.rows),
        "as_of": as_of,
        "list": picture,
    }
    return ListAnswer(**(told | more))


def screen(parts: Iterable[RenderableType], width: int = 100) -> str:
    """What stands on a terminal of a width, without colour."""
    console = Console(file=StringIO(), width=width, highlight=False, color_system=None)
    for part in parts:
        console.print(part)
    return console.file.getvalue()


def read(story: Story, width: int = 100, **more: Any) -> str:
    """The screen of a story."""
    return screen(medication(answer(story, **more)), width)
