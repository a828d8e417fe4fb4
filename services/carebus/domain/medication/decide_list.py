"""Understands whether a whole list stands, and what it leaves of the old one (R1-R4, R25)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.medication.account import ENDING, Views, begun, by_id, gone, shared, too_many, unaccounted
from carebus.domain.medication.alarms import alarms
from carebus.domain.medication.based import moved, not_current, overtaken, stale
from carebus.domain.medication.carried import merged, omitted
from carebus.domain.medication.content import misnamed, unclean, unfit, unfit_ending
from carebus.domain.medication.dates import reached
from carebus.domain.medication.ends import ends
from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.evolve_list import after_telling
from carebus.domain.medication.fields import named_wrongly, unknown_fields
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.moving import row
from carebus.domain.medication.refusals import refused
from carebus.domain.medication.roles import Role, owns, refusal, role_of
from carebus.domain.medication.taking_in import asked, is_told_again, untakeable
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import Gone, MedicationList, Row
from carebus.domain.medication.writes import Cease, ListSubmitted
from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace


@dataclass(frozen=True, slots=True)
class _Told:
    """One row as told, as it stands (None: new) and as it will be."""

    here: Treatment
    known: Row | None
    after: Treatment

    @property
    def is_new(self) -> bool:
        return self.known is None or self.after is not self.known.treatment


def decide_list(
    listed: MedicationList, views: Views, told: ListSubmitted, now: datetime, limits: Limits
) -> Decision[MedicationEvent]:
    """A whole list stands where it is based on the list as it is and accounts for every row and field, also of the lists it takes in."""
    if is_told_again(listed, views, told):
        return Accepted((), asks=asked(told))
    refusal = (
        not_current(listed, told, now, limits)
        or (stale(listed, told, dict(_differs(listed, told))) if overtaken(listed, told) else None)
        or refused(misnamed(_ids(told)))
        or refused((*too_many(len(told.rows) + len(told.ceased), limits), *unaccounted(listed, views, told, now)))
    )
    if refusal:
        return refusal
    rows = _tell(listed, told)
    refusal = refused(_problems(listed, told, rows, now, limits)) or _not_theirs(listed, told, rows)
    if refusal:
        return refusal
    named = {each.here.id for each in rows} | {cease.treatment.id for cease in told.ceased}
    event = _filled(listed, views, told, now)
    return Accepted(
        (*ends(listed, told.provenance, now, named), event),
        alarms(listed, (each.after for each in rows if each.is_new)),
        asked(event),
    )


def _ids(told: ListSubmitted) -> Iterator[str]:
    yield from (each.id for each in told.rows)
    yield from (each.treatment.id for each in told.ceased)
    yield from (each.treatment for each in told.retracted)
    yield from (each.row for each in told.removed)
    yield from (row.row for each in told.takes_in for row in each.rows)


def _tell(listed: MedicationList, told: ListSubmitted) -> list[_Told]:
    known = by_id(listed)
    return [_telling(here, known.get(here.id), told) for here in told.rows]


def _telling(here: Treatment, known: Row | None, told: ListSubmitted) -> _Told:
    return _Told(here, known, here if known is None else after_telling(known.treatment, here, told))


def _problems(
    listed: MedicationList, told: ListSubmitted, rows: list[_Told], now: datetime, limits: Limits
) -> Iterator[Problem]:
    removed = {each.row: each.fields for each in told.removed}
    ceasing: dict[str, Cease] = {cease.treatment.id: cease for cease in told.ceased}
    yield from untakeable(told)
    yield from unknown_fields("list", told.cannot_carry)
    yield from (p for each in told.removed for p in unknown_fields(each.row, each.fields))
    for each in rows:
        if each.is_new:
            fields = removed.get(each.here.id, ())
            yield from named_wrongly(each.here.id, each.here, fields, ())
            yield from _omitted(each, fields, told.cannot_carry)
            yield from unfit(each.here, limits)
        yield from _ending_omitted(each, removed, ceasing, told)
    for cease in told.ceased:
        yield from unfit(cease.treatment, limits)
        yield from unfit_ending(cease.treatment.id, cease.ending)
        yield from unclean(cease.treatment.id, cease.ending, limits)
    yield from shared(_staying(listed, told, rows, now))
    if told.none_known and told.rows:
        yield Problem(Code.NONE_KNOWN_WITH_ROWS, "list", f"none known, and {len(told.rows)} rows")


def _omitted(each: _Told, removed: tuple[str, ...], cannot_carry: tuple[str, ...]) -> Iterator[Problem]:
    if each.known:
        for name in omitted(each.known.treatment, each.here, removed, cannot_carry):
            yield Problem(Code.OMITTED_FIELD, each.here.id, name)


def _ending_omitted(
    each: _Told, removed: dict[str, tuple[str, ...]], ceasing: dict[str, Cease], told: ListSubmitted
) -> Iterator[Problem]:
    """A cease with a date ahead is a field of its row."""
    if each.known is None or each.known.ending is None or each.here.id in ceasing or ENDING in told.cannot_carry:
        return
    if ENDING not in removed.get(each.here.id, ()):
        yield Problem(Code.OMITTED_FIELD, each.here.id, ENDING)


def _staying(listed: MedicationList, told: ListSubmitted, rows: list[_Told], now: datetime) -> Iterator[Treatment]:
    """The rows that will be on the list: those told, and those named only by a cease with a date ahead."""
    yield from (each.after for each in rows)
    ahead = {cease.treatment.id for cease in told.ceased if not begun(cease, now)} - {each.here.id for each in rows}
    yield from (known.treatment for known in listed.rows if known.treatment.id in ahead)


def _not_theirs(listed: MedicationList, told: ListSubmitted, rows: list[_Told]) -> Refused | None:
    """A writer of limited right changes and ceases their own rows alone; a physician's list is not looked through."""
    if role_of(told.provenance) is Role.PHYSICIAN:
        return None
    known = by_id(listed)
    touched: list[Row] = [each.known for each in rows if each.known and _is_touched(each)]
    touched += [known[c.treatment.id] for c in told.ceased if c.treatment.id in known]
    touched += [known[each.row] for each in told.removed if each.row in known]
    for row_ in touched:
        if not owns(row_.act, told.provenance):
            return refusal(row_.treatment.id, "was decided by somebody else")
    return None


def _is_touched(each: _Told) -> bool:
    return each.known is not None and bool(differing(each.known.treatment, each.after))


def _differs(listed: MedicationList, told: ListSubmitted) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = by_id(listed)
    names = moved(listed, told)
    for here in told.rows:
        if here.id in names:
            now = known.get(here.id)
            yield here.id, _from(now.treatment, here, told) if now else ("not on the list",)


def _from(now: Treatment, here: Treatment, told: ListSubmitted) -> tuple[str, ...]:
    return differing(now, merged(now, here, told.cannot_carry))


def _filled(listed: MedicationList, views: Views, told: ListSubmitted, now: datetime) -> ListSubmitted:
    """The fact: each treatment that leaves the list has its row with it, and nothing is retracted twice."""
    known = by_id(listed)
    ceased = tuple(_leaving(listed, views, told, cease, known.get(cease.treatment.id), now) for cease in told.ceased)
    retracted = tuple(each for each in told.retracted if not _is_retracted(views, each.treatment))
    if ceased == told.ceased and retracted == told.retracted:
        return told
    return replace(told, ceased=ceased, retracted=retracted)


def _leaving(
    listed: MedicationList, views: Views, told: ListSubmitted, cease: Cease, known: Row | None, now: datetime
) -> Cease:
    ends_now = reached(cease.ending.effective, now)
    if ends_now and known is None and gone(views, cease.treatment.id) is None:
        known = row(listed, told.provenance, cease.treatment)
    return replace(cease, row=known if ends_now else None)


def _is_retracted(views: Views, treatment: str) -> bool:
    left = gone(views, treatment)
    return left is not None and left.gone is Gone.RETRACTED
