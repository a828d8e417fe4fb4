"""Understands how a whole list in carebus-json-1 names the lists that it takes in: each by its patient, who becomes a key at the gateway (R23)."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import ConfigDict, create_model

from carebus.domain.medication.taking_in import asks
from carebus.domain.medication.writes import ListSubmitted, ListTaken
from carebus.domain.provenance import PatientKey, Provenance, SubmissionId
from carebus.domain.record import replace
from carebus.formats import shapes
from carebus.formats.json_events import Patient
from carebus.formats.told import Subject

FIELD = "takes_in"

_OWN = "key"
_NOBODY = PatientKey("")


@cache
def model() -> Any:
    """One list that is taken in, as pydantic checks it: the fields of the record, with the patient for the key."""
    told: dict[str, Any] = {name: kind for name, kind in shapes.fields(ListTaken).items() if name != _OWN}
    config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
    return create_model(ListTaken.__name__, __config__=config, patient=(Patient, ...), **told)


def taken(told: Iterable[Any]) -> tuple[ListTaken, ...]:
    """The records of the lists that are taken in, of nobody yet."""
    return tuple(
        ListTaken(_NOBODY, each.base, each.read_at, shapes.record_of(ListTaken, "rows", each.rows)) for each in told
    )


def named(own: Subject, told: Iterable[Any]) -> tuple[tuple[str, Subject], ...]:
    """The patients whose keys the record needs, by name: its own, and that of each list that it takes in."""
    others = (
        Subject(p.type, p.number, f"/{FIELD}/{number}/patient/number", p.assigner and p.assigner.told())
        for number, p in enumerate(each.patient for each in told)
    )
    return ((_OWN, own), *((_name(number), other) for number, other in enumerate(others)))


def leads_to(submission_id: str, told: Iterable[Any]) -> tuple[SubmissionId, ...]:
    """What the list asks of each record whose list it takes in, by the names of the verdicts on it."""
    return tuple(asks(submission_id, number) for number, _ in enumerate(told))


def submission(provenance: Provenance, *, content: dict[str, Any], **keys: PatientKey) -> ListSubmitted:
    """The whole list, given the keys of everybody that it names."""
    told: tuple[ListTaken, ...] = content[FIELD]
    lists = tuple(replace(each, key=keys[_name(number)]) for number, each in enumerate(told))
    return ListSubmitted(provenance, **{**content, FIELD: lists, _OWN: keys[_OWN]})


def _name(number: int) -> str:
    return f"{FIELD}/{number}"
