"""Understands how a whole list takes in the lists of its patient's other records, and what that asks of each of them (R2, R3, R23).

Nothing is taken on trust: each of their rows is named together with what becomes of it, so that none is lost, and the list of a stranger
is not closed by a mistaken number. A list is closed by what the list that took it in asks once that stands: never before.
"""

from collections import Counter
from collections.abc import Iterator

from carebus.domain.decision import Asked
from carebus.domain.medication.account import Views, by_id, gone
from carebus.domain.medication.evolve_list import after_telling
from carebus.domain.medication.limits import TAKEN_IN
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.writes import ListClosed, ListSubmitted, ListTaken
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Provenance, SubmissionId
from carebus.domain.record import replace


def untakeable(told: ListSubmitted) -> Iterator[Problem]:
    """Everything that keeps a whole list from taking in the others that it names."""
    if not told.takes_in:
        return
    if not told.reconciles:
        yield Problem(Code.INVALID_VALUE, LIST, "takes_in: a list that takes in others reconciles")
    keys = [each.key for each in told.takes_in]
    if told.key is None or len({told.key, *keys}) <= len(keys):
        yield Problem(Code.SAME_PATIENT, LIST, "takes_in: names this record, or one record twice")
    if len(keys) > TAKEN_IN:
        yield Problem(Code.TOO_MANY_KEYS, LIST, f"takes_in: at most {TAKEN_IN}")
    for each in told.takes_in:
        yield from _unfit(told, each)


def asked(told: ListSubmitted) -> tuple[Asked, ...]:
    """That each list that is taken in be closed, at the version that was read."""
    if told.key is None:
        return ()
    return tuple(
        Asked(
            each.key,
            ListClosed(following(told.provenance, number), each.base, each.read_at, told.key, each.rows, told.by),
        )
        for number, each in enumerate(told.takes_in)
    )


def following(provenance: Provenance, number: int) -> Provenance:
    """The provenance of what a submission asks."""
    event_id = f"{provenance.event_id}/asks/{number}"
    return replace(provenance, event_id=event_id, submission_id=asks(provenance.submission_id, number))


def asks(submission_id: str, number: int) -> SubmissionId:
    """What is asked by a submission, by name: no source can use it, for an id of theirs has no slash."""
    return SubmissionId(f"{submission_id}/asks/{number}")


def is_told_again(listed: MedicationList, views: Views, told: ListSubmitted) -> bool:
    """Whether a list takes in what it took in before, and otherwise says what stands: a duplicate, which may ask once more."""
    known = {(each.key, each.version) for each in listed.taken_in}
    here = by_id(listed)
    return (
        bool(told.takes_in)
        and not any(untakeable(told))
        and all((each.key, each.base) in known for each in told.takes_in)
        and here.keys() == {row.id for row in told.rows}
        and not any(
            differing(here[row.id].treatment, after_telling(here[row.id].treatment, row, told)) for row in told.rows
        )
        and not (told.removed or told.retracted or told.none_known)
        and all(gone(views, cease.treatment.id) for cease in told.ceased)
    )


def _unfit(told: ListSubmitted, taken: ListTaken) -> Iterator[Problem]:
    if taken.base < 1:
        yield Problem(Code.NO_LIST, LIST, "takes_in: there is no list to take in")
    counted = Counter(each.row for each in taken.rows)
    yield from (Problem(Code.DUPLICATE_ROW, id_, f"taken in {n} times") for id_, n in counted.items() if n > 1)
    active = {row.id for row in told.rows}
    here = active | {cease.treatment.id for cease in told.ceased}
    for each in taken.rows:
        if each.goes_on_as is None and each.row not in here:
            yield Problem(Code.OMITTED_ROW, each.row, "taken in, and not accounted for")
        elif each.goes_on_as is not None and each.goes_on_as not in active:
            yield Problem(Code.UNKNOWN_ROW, each.row, "goes on as a row that this list does not have")
