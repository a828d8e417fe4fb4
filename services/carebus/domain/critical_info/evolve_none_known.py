"""Understands how statements that no allergy is known begin to stand, and how they end (R26)."""

from carebus.domain.critical_info.events import NoneKnownStated
from carebus.domain.critical_info.limits import NONE_KNOWN
from carebus.domain.critical_info.moving import act
from carebus.domain.critical_info.status import KINDS, counts
from carebus.domain.critical_info.view import CriticalInformation, Entry, NoneKnown
from carebus.domain.record import replace


def after_statement(picture: CriticalInformation, told: NoneKnownStated) -> CriticalInformation:
    """The picture with one more statement; of those of one scope, the one of the latest date stands."""
    newer = [each.at for each in picture.none_known if _stands_for(each, told) and each.at > told.at]
    statement = NoneKnown(told.scope, told.at, told.by, act(told.provenance), ended=min(newer, default=None))
    known = tuple(_superseded(each, told) for each in picture.none_known)
    return replace(picture, revision=picture.revision + 1, none_known=_newest((*known, statement)))


def after_allergy(known: tuple[NoneKnown, ...], allergy: Entry) -> tuple[NoneKnown, ...]:
    """The statements, of which those that an allergy contradicts have ended."""
    if not counts(allergy.verification):
        return known
    return tuple(_contradicted(each, allergy) for each in known)


def _contradicted(statement: NoneKnown, allergy: Entry) -> NoneKnown:
    if statement.ended is not None or allergy.kind not in KINDS[statement.scope]:
        return statement
    return replace(statement, ended=max(statement.at, allergy.updated), ended_by=allergy.id)


def _superseded(statement: NoneKnown, told: NoneKnownStated) -> NoneKnown:
    is_older = _stands_for(statement, told) and statement.at <= told.at
    return replace(statement, ended=told.at) if is_older else statement


def _stands_for(statement: NoneKnown, told: NoneKnownStated) -> bool:
    return statement.ended is None and statement.scope == told.scope


def _newest(known: tuple[NoneKnown, ...]) -> tuple[NoneKnown, ...]:
    """What stands is never forgotten, whatever came after it."""
    spare = len(known) - NONE_KNOWN
    if spare <= 0:
        return known
    over = [at for at, each in enumerate(known) if each.ended is not None][:spare]
    return tuple(each for at, each in enumerate(known) if at not in over)
