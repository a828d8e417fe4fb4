"""Understands which medicines of a list a patient is known, or suspected, to react to.

It is information and never a block: the list is decided without it, and whoever reads the list reads the matches beside it. Codes alone are
compared, by the hierarchy of their system, never text. What has no code that can be compared is told too: silence about it would be read
as "no reaction known".
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from carebus.domain import atc
from carebus.domain.atc import Kinship
from carebus.domain.critical_info.entry import EntryId, Kind, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Act as StatedBy
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.drug_codes import is_fest
from carebus.domain.medication.treatment import Medicine, TreatmentId
from carebus.domain.medication.view import Act as DecidedBy
from carebus.domain.medication.view import MedicationList, Row
from carebus.domain.provenance import PatientKey
from carebus.domain.record import Record

_ATC = "ATC"
_FEST = "FEST"
_NEAREST = tuple(Kinship)


class Match(Record, frozen=True):
    """A medicine and a reaction that belong together, each with where it came from; `by` is the system that says so."""

    treatment: TreatmentId
    entry: EntryId
    kinship: Kinship
    by: str
    verification: Verification
    decided: DecidedBy
    stated: StatedBy


class CrossChecked(Record, frozen=True):
    """What the two pictures together say. `uncompared`: rows, and entries, without a code that can be compared: a person must look."""

    matches: tuple[Match, ...] = ()
    rows_uncompared: tuple[TreatmentId, ...] = ()
    entries_uncompared: tuple[EntryId, ...] = ()


def cross_check(listed: MedicationList | None, known: CriticalInformation | None, now: datetime) -> CrossChecked:
    """Every row of the list held against every drug reaction that is active at `now`; None: there is no such picture yet."""
    rows = listed.rows if listed else ()
    reactions = [entry for entry in (known.entries if known else ()) if _is_reaction(entry, now)]
    if not reactions:
        return CrossChecked()
    return CrossChecked(
        tuple(match for row in rows for entry in reactions if (match := _match(row, entry))),
        tuple(row.treatment.id for row in rows if not _codes_of(row.treatment.medicine)),
        tuple(entry.id for entry in reactions if not _codes_in(entry)),
    )


Pictures = tuple[MedicationList | None, CriticalInformation | None]
"""What one record has: its list, and its critical information; None: there is no such picture yet."""


class Between(Record, frozen=True):
    """What the list of the record `taken_in` and the reactions of `known_in` say together: the same record, or two of one person."""

    taken_in: PatientKey
    known_in: PatientKey
    told: CrossChecked


def cross_check_over(records: Mapping[PatientKey, Pictures], now: datetime) -> tuple[Between, ...]:
    """Every list of a person held against every reaction of theirs, whichever records they stand in (R23); no two records are merged.

    A list that was closed is held against nothing where the list that took it in is among these: it decides on every row of the other.
    """
    return tuple(
        Between(taken_in, known_in, cross_check(listed, known, now))
        for taken_in, (listed, _) in records.items()
        for known_in, (_, known) in records.items()
        if listed and known and not _goes_on(taken_in, listed, records)
    )


def _goes_on(key: PatientKey, listed: MedicationList, records: Mapping[PatientKey, Pictures]) -> bool:
    """Whether its rows are seen on another of these lists: the two are read a moment apart, so that one must say so too."""
    into = records[listed.closed.into][0] if listed.closed and listed.closed.into in records else None
    return into is not None and any(told.key == key for told in into.taken_in)


def _is_reaction(entry: Entry, now: datetime) -> bool:
    return entry.kind is Kind.DRUG_REACTION and is_active(entry, now)


def _match(row: Row, entry: Entry) -> Match | None:
    """The nearest of what their codes say."""
    found = min(_kinships(row.treatment.medicine, entry), key=lambda each: _NEAREST.index(each[0]), default=None)
    if found is None:
        return None
    return Match(row.treatment.id, entry.id, *found, entry.verification, row.act, entry.act)


def _kinships(medicine: Medicine, entry: Entry) -> Iterator[tuple[Kinship, str]]:
    for system, code in _codes_of(medicine):
        for other_system, other in _codes_in(entry):
            if system == other_system and (kin := _kin(system, code, other)):
                yield kin, system


def _kin(system: str, code: str, other: str) -> Kinship | None:
    if system == _ATC:
        return atc.kinship(code, other)
    return Kinship.SAME if code == other else None


def _codes_of(medicine: Medicine) -> list[tuple[str, str]]:
    code = atc.code_of(medicine.atc)
    return [*([(_ATC, code)] if code else ()), *([(_FEST, medicine.fest)] if medicine.fest else ())]


def _codes_in(entry: Entry) -> list[tuple[str, str]]:
    codings = [each.coding for each in entry.content.codes] if entry.content else []
    groups = [(_ATC, code) for coding in codings if (code := atc.code_of(coding))]
    return groups + [(_FEST, coding.code) for coding in codings if is_fest(coding.system) and coding.code]
