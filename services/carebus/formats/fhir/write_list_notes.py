"""Understands what a reader of the list must be told in words: its age, what is missing, what waits (R6, R7, R8, R9)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from carebus.domain.medication.beside import Gap
from carebus.domain.medication.reading import age, not_on_the_list, orders, waiting
from carebus.domain.medication.view import MedicationList, Stamp
from carebus.domain.provenance import PatientKey
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_lacking import Lacks
from carebus.formats.fhir.write_parts import words


def told_of(
    listed: MedicationList, lacks: Lacks, now: datetime, record: Callable[[PatientKey], str] | None = None
) -> Iterator[str]:
    """Every sentence, the gravest first; `record` is the pseudonym of another record of the patient."""
    yield from _elsewhere(listed, record)
    yield from lacks.words
    yield from (_gap(gap) for gap in listed.gaps)
    yield from _authority(listed)
    yield from _reconciled(listed, now)
    if listed.none_known:
        yield f"none known, {_stamp(listed.none_known)}"
    yield from _beside(listed)


def _elsewhere(listed: MedicationList, record: Callable[[PatientKey], str] | None) -> Iterator[str]:
    """Where the list goes on, and whose go on here (R23)."""

    def name(key: PatientKey) -> str:
        return f"another record of the patient ({record(key)})" if record else "another record of the patient"

    if listed.closed:
        yield f"closed: goes on in {name(listed.closed.into)}, {_stamp(listed.closed.done)}"
    for each in listed.taken_in:
        yield f"took in version {each.version} of the list of {name(each.key)} at {instant(each.at)}"


def _gap(gap: Gap) -> str:
    told = words(gap.code, gap.text)
    return f"incomplete: {gap.kind.value} at {gap.place} since {instant(gap.since)}" + (f" ({told})" if told else "")


def _authority(listed: MedicationList) -> Iterator[str]:
    if not listed.authoritative:
        yield "not authoritative: the patient is or was admitted, and the list was not reconciled after that"
    yield from (f"admitted since {instant(each.since)}, {each.organisation}" for each in listed.admissions)


def _reconciled(listed: MedicationList, now: datetime) -> Iterator[str]:
    old = age(listed, now)
    if listed.reconciled and old is not None:
        yield f"reconciled {_stamp(listed.reconciled)}, {old.days} {'day' if old.days == 1 else 'days'} ago"
    elif listed.version:
        yield "never reconciled"
    if listed.imported:
        yield "imported: made from the answer to a lookup, not by a decision here"


def _stamp(stamp: Stamp) -> str:
    by = stamp.by
    who = words(by.name, by.role, by.organisation) if by else None
    return words(f"at {instant(stamp.at)}", f"version {stamp.version}", who, stamp.organisation) or ""


def _beside(listed: MedicationList) -> Iterator[str]:
    """Counts of what is not on the list and that a person should look at."""
    looked_up = listed.observed
    if looked_up and looked_up.differs:
        yield f"a lookup at {instant(looked_up.at)} told {len(looked_up.differs)} rows otherwise"
    counted = (
        ("prescribed, not on the list", not_on_the_list(listed)),
        ("orders of admissions", orders(listed)),
        ("wait for a physician's answer", waiting(listed)),
    )
    yield from (f"{what}: {len(each)}" for what, each in counted if each)
