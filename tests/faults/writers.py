"""Understands what one writer sends to change a medication list: an act on one row, or a whole list, sometimes wrong."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.faults.load import digest

from carebus.domain.medication.treatment import Dosage, Ending, Medicine, Pause, Person, Treatment, TreatmentId
from carebus.domain.medication.view import RowFields
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListReconciled,
    ListSubmitted,
    Retraction,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
    Write,
)
from carebus.domain.provenance import PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace

PAST, AHEAD = "2020-05-13", "2999-05-13"
"""So far off that no run comes near them."""

MANY = 12
"""Rows above which a writer rather ceases than adds."""


class Writer(NamedTuple):
    """Who writes: the source, and the role that the source registry has for it."""

    source: str
    role: str


WRITERS = (
    Writer("tindgard-legekontor", "physician"),
    Writer("vidda-sykehus", "physician"),
    Writer("lynghei-legesenter", "physician"),
    Writer("tannlege", "dentist"),
    Writer("skarvoy-kommune", "nurse"),
)


class Screen(NamedTuple):
    """What a writer has read: the version, its rows, the treatments that have left the list, and what waits for an answer."""

    writer: Writer
    version: int
    rows: tuple[Treatment, ...]
    left: tuple[TreatmentId, ...]
    asked: tuple[str, ...]
    began: datetime


def came(name: str, whom: PatientKey, writer: Writer, received: datetime, message_id: str | None = None) -> Provenance:
    """Where a submission came from; `name` is its own within its patient."""
    original = digest(f"{whom} {name}")
    return Provenance(
        event_id=original[:36],
        submission_id=SubmissionId(f"{original}#0"),
        source=SourceId(writer.source),
        source_sequence=None,
        organisation=writer.source,
        point_of_care=None,
        author_role=writer.role,
        occurred=received - timedelta(minutes=3),
        recorded=received - timedelta(minutes=2),
        received=received,
        format="carebus-json-1",
        message_id=message_id,
        original=original,
        source_of_information=None,
        sensitivity=(),
    )


def dose(name: str, amount: str, **told: Any) -> Treatment:
    """A row whose id and medicine are `name`."""
    return Treatment(TreatmentId(name), Medicine(name), Dosage(f"{amount} daily"), **told)


def write(screen: Screen, chance: Random, whom: PatientKey, number: int) -> Write:
    """One write, based on what its writer has read; a few say that they read what is not yet there, or days ago."""
    received = screen.began + timedelta(seconds=number)
    base = screen.version + (chance.randint(1, 3) if chance.random() < 0.04 else 0)
    stated = (came(f"write {number}", whom, screen.writer, received), base, _read_at(chance, received))
    if not screen.version and chance.random() < 0.8:
        return ListSubmitted(*stated, (_new(chance, number), dose("shared", "1")), create=True)
    if chance.random() < 0.25:
        return _whole(stated, screen, chance, number)
    return _act(stated, screen, chance, number)


def _read_at(chance: Random, received: datetime) -> datetime:
    ago = timedelta(minutes=chance.randint(1, 90))
    if chance.random() < 0.03:
        ago = chance.choice((timedelta(days=2), timedelta(days=-2)))
    return received - ago


def _new(chance: Random, number: int) -> Treatment:
    end = chance.choice((None, None, None, None, PAST, AHEAD))
    prescriptions = chance.choice(((), (), (f"rx{chance.randrange(10)}",)))
    return dose(f"row-{number}", "1", planned_end=end, prescriptions=prescriptions, note=chance.choice((None, "note")))


def _otherwise(row: Treatment, chance: Random) -> Treatment:
    """The row with another dose; sometimes it forgets what stood there."""
    told = replace(row, dosage=Dosage(f"{chance.randrange(1, 9)} daily"), decided_by=None)
    return replace(told, note=None) if chance.random() < 0.1 else told


def _act(stated: Any, screen: Screen, chance: Random, number: int) -> Write:
    by = Person(f"Dr {screen.writer.source}")
    if not screen.rows or (chance.random() < 0.25 and len(screen.rows) < MANY):
        again = screen.left and chance.random() < 0.1
        return TreatmentAdded(*stated, dose(chance.choice(screen.left), "1") if again else _new(chance, number))
    if screen.left and chance.random() < 0.12:
        return CeaseReversed(*stated, chance.choice(screen.left), by)
    row, paused = chance.choice(screen.rows), [row for row in screen.rows if row.pause]
    if paused and chance.random() < 0.4:
        return TreatmentResumed(*stated, chance.choice(paused).id, by)
    ending = Ending(chance.choice((PAST, PAST, AHEAD)), by=by)
    return chance.choices(
        (
            lambda: TreatmentChanged(*stated, _otherwise(row, chance)),
            lambda: TreatmentPaused(*stated, row.id, Pause(PAST, chance.choice((None, AHEAD))), by),
            lambda: TreatmentCeased(*stated, row.id, ending),
            lambda: TreatmentRetracted(*stated, row.id, "in error", by),
            lambda: ListReconciled(*stated, by),
        ),
        (8, 3, 4, 1, 2),
    )[0]()


def _whole(stated: Any, screen: Screen, chance: Random, number: int) -> ListSubmitted:
    """The list as read, with a dose changed and perhaps a row more, less, ceased or retracted; now and then one is left out."""
    rows = list(screen.rows)
    chance.shuffle(rows)
    leaving = [rows.pop() for _ in range(min(len(rows), chance.choice((0, 0, 1, 2 if len(rows) > MANY else 1))))]
    how = chance.choices(("ceased", "retracted", "omitted", "later"), (6, 2, 1, 3))[0]
    ending = Ending(AHEAD if how == "later" else PAST)
    told = [_otherwise(row, chance) if place == 0 else row for place, row in enumerate(rows)]
    if chance.random() < 0.4:
        told.append(_new(chance, number))
    without = [row.id for row, before in zip(told, rows, strict=False) if before.note and not row.note]
    return ListSubmitted(
        *stated,
        tuple(told),
        ceased=tuple(Cease(row, ending) for row in leaving) if how in {"ceased", "later"} else (),
        retracted=tuple(Retraction(row.id) for row in leaving) if how == "retracted" else (),
        removed=tuple(RowFields(row, ("note",)) for row in without if chance.random() < 0.5),
        cannot_carry=("ending",) if chance.random() < 0.9 else (),
        reconciles=chance.random() < 0.3,
        none_known=not told and chance.random() < 0.5,
        by=Person(f"Dr {screen.writer.source}"),
    )
