"""Understands what the critical-info area carries: acts on patients who have some entries each, through one projector process."""

from collections.abc import Iterator
from dataclasses import asdict

from rich.progress import Progress

from bench import reports
from bench.figures import Contest, Goal, number
from bench.medication_lists import signed
from bench.medication_runs import FIGURES, Backlog, Run
from bench.results import BATCH
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.bus.garbage import collect_young_only
from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Person, Reaction, Severity, Verification
from carebus.domain.critical_info.events import CriticalInfoEvent, CriticalInfoRegistered, CriticalInfoUpdated
from carebus.domain.provenance import PatientKey

ACTS, AIM = 1_500, 3_000
ENTRIES = 4
"""Entries of each patient."""

_ATC = "2.16.578.1.12.4.1.1.7180"
_DOCTOR = Person("Lege Legesen", "LE", "1234567", "Fjellbygda legekontor")
_KINDS = (Kind.DRUG_REACTION, Kind.OTHER_ALLERGEN, Kind.IMPLANT, Kind.INFECTION)

Told = tuple[PatientKey, CriticalInfoEvent]


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Hold the contest. Raises Stalled, Unavailable, Fell."""
    collect_young_only()
    backlog = Backlog(stage, progress, BATCH, CRITICAL_INFO)
    registered = backlog.decided("registered", _registered(sizes.lists), ENTRIES * sizes.lists)
    updated = tuple(
        backlog.decided("updated", _updated(sizes, run), sizes.acts, CAREBUS_CACHE="0") for run in range(sizes.runs)
    )
    middle = sorted(updated, key=lambda run: run.per_second)[len(updated) // 2]
    columns = {"entry registered": registered, "entry updated": middle}
    return Contest(
        "critical-info",
        "Critical information: acts through one projector process, microseconds of one",
        ("what", *columns),
        tuple(zip(FIGURES, *(run.figures(middle.cpu) for run in columns.values()), strict=True)),
        (_goal(middle, ACTS, "at least {:,}"), _goal(middle, AIM, "{:,} is the aim")),
        {run.what: (asdict(run.begun), asdict(run.end)) for run in columns.values()},
        (_note(sizes),),
    )


def _note(sizes: Sizes) -> str:
    return (
        f"{sizes.lists:,} patients with {ENTRIES} entries each; {sizes.acts:,} updates a run, {sizes.runs} runs, the middle one shown, the "
        f"patients by turns, none of them in the cache. Batches to {BATCH:,}. Every act is accepted."
    )


def _goal(run: Run, wanted: int, words: str) -> Goal:
    return Goal(f"acts/s: {words.format(wanted)}", run.per_second >= wanted, number(run.per_second))


def _registered(patients: int) -> Iterator[Told]:
    for entry in range(ENTRIES):
        for patient in range(patients):
            told = signed(f"K{patient}-{entry}")
            stated = (_name(entry), _KINDS[entry], Verification.CONFIRMED, _content(entry, "as told"))
            yield reports.patient(patient), CriticalInfoRegistered(told, *stated, by=_DOCTOR)


def _updated(sizes: Sizes, run: int) -> Iterator[Told]:
    """The patients by turns, each time another entry of theirs; bases are those that the runs before left."""
    for turn in range(run * sizes.acts, (run + 1) * sizes.acts):
        patient, round_ = turn % sizes.lists, turn // sizes.lists
        entry, base = round_ % ENTRIES, 1 + round_ // ENTRIES
        told = signed(f"U{turn}")
        content = _content(entry, f"looked at again, {base}")
        stated = (_name(entry), base, _KINDS[entry], Verification.CONFIRMED, content)
        yield reports.patient(patient), CriticalInfoUpdated(told, *stated, by=_DOCTOR)


def _name(entry: int) -> EntryId:
    return EntryId(f"8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f1{entry}")


def _content(entry: int, note: str) -> Content:
    return Content(
        (Coded(Coding(_ATC, f"J01CE0{entry}", "Penicilliner"), user_selected=True),),
        "Penicillin",
        Severity.HIGH,
        (Reaction(Coding("2.16.578.1.12.4.1.1.7497", "1", "Anafylaksi"), "innen minutter"),),
        Coding("KjSourceOfInformation", "2", "Observert av registrerende"),
        onset="2018-06",
        started="2018-06-11",
        note=note,
    )
