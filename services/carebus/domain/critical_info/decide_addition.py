"""Understands whether an entry may be added: under an id that nothing has yet (R10), as what it can be (R12, R26)."""

from collections.abc import Iterator

from carebus.domain.critical_info.about import resembling, same
from carebus.domain.critical_info.content import unfit
from carebus.domain.critical_info.difference import differing
from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import Addition, AllergyObserved, CriticalInfoEvent, CriticalInfoRegistered
from carebus.domain.critical_info.limits import Limits
from carebus.domain.critical_info.refusals import Ruled, refused
from carebus.domain.critical_info.status import ALLERGIES
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.decision import Accepted, Decision
from carebus.domain.problems import Code, Problem


def decide_addition(picture: CriticalInformation, told: Addition, limits: Limits) -> Decision[CriticalInfoEvent]:
    """It stands under a new id, with an alarm that names what it resembles; the same told again is a duplicate."""
    known = picture.entry(told.id)
    if known:
        return refused(_reused(known, told)) or Accepted((), tuple(_told_otherwise(known, told)))
    refusal = refused((*_as_stated(told), *unfit(told.id, told.content, limits), *_one_more(picture, limits)))
    return refusal or Accepted((told,), tuple(_candidates(picture, told)))


def _reused(known: Entry, told: Addition) -> Iterator[Ruled]:
    if known.content is None:
        yield ("R10", Problem(Code.RETRACTED_ENTRY, known.id, "was retracted as registered in error"))
    elif not _is_the_same(known, told):
        yield ("R10", Problem(Code.ID_REUSED, known.id, "is there already, and says something else"))


def _is_the_same(known: Entry, told: Addition) -> bool:
    if known.kind != told.kind or known.content is None or not same(known.content, told.content):
        return False
    return isinstance(told, AllergyObserved) or not differing(known, told.verification, told.content)


def _told_otherwise(known: Entry, told: Addition) -> Iterator[Problem]:
    names = differing(known, None, told.content)
    if names:
        yield Problem(
            Code.DUPLICATE_CANDIDATE,
            known.id,
            f"is there already, and stays as it is; told otherwise: {', '.join(names)}",
        )


def _as_stated(told: Addition) -> Iterator[Ruled]:
    match told:
        case AllergyObserved() if told.kind not in ALLERGIES:
            yield ("R26", Problem(Code.INVALID_VALUE, told.id, "kind: no allergy"))
        case CriticalInfoRegistered(verification=Verification.ENTERED_IN_ERROR):
            yield ("R10", Problem(Code.NOT_BY_UPDATE, told.id, "verification: a retraction is an act of its own"))


def _one_more(picture: CriticalInformation, limits: Limits) -> Iterator[Ruled]:
    if len(picture.entries) >= limits.entries:
        yield ("R10", Problem(Code.TOO_MANY_ENTRIES, "entries", f"more than {limits.entries} entries"))


def _candidates(picture: CriticalInformation, told: Addition) -> Iterator[Problem]:
    found = resembling(picture.entries, told.kind, told.content)
    if found:
        yield Problem(Code.DUPLICATE_CANDIDATE, told.id, f"resembles {', '.join(found)}")
