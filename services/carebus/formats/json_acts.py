"""Understands carebus-json-1 for the medication list and critical information: one act, or one whole list, of a source as a JSON object.

Beside what every act says (who sends it, its id, the patient, when), it has the fields of the record that `type` names, by their own
names: what the domain knows is what can be said, and nothing else. When a patient came or left, or a person stated something, is `happened`,
where it is not when that was told.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, Literal, get_args

import msgspec
from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from carebus.domain.critical_info.events import CriticalInfoSubmission
from carebus.domain.medication.events import MedicationSubmission
from carebus.domain.medication.writes import ListClosed
from carebus.domain.problems import Code, Problem
from carebus.formats import json_takes_in, shapes
from carebus.formats.format import Format
from carebus.formats.json_events import Act, act_of, path, problems_of
from carebus.formats.told import CRITICAL_INFO, MEDICATION, Message, Subject, Told

ACTS: dict[str, tuple[type[msgspec.Struct], ...]] = {
    MEDICATION: tuple(kind for kind in get_args(MedicationSubmission) if kind is not ListClosed),
    CRITICAL_INFO: get_args(CriticalInfoSubmission),
}
"""The acts of each area; a name is of one area alone. A list is closed by the list that takes it in, and by no source (R23)."""

TYPES = {kind.__name__: kind for kinds in ACTS.values() for kind in kinds}
"""What an act may be, by name."""

AREAS = {kind.__name__: area for area, kinds in ACTS.items() for kind in kinds}
"""The area of each."""

OURS = frozenset({"provenance", "row", "first", "key", "into", "back"})
"""Fields that carebus puts."""

_SAID_ALREADY = {"at": "happened"}
"""Fields whose name every act has for something else."""

_YEARS = range(1900, 2200)


def read(data: bytes) -> Message | tuple[Problem, ...]:
    """The act in `data`, or every problem of it; no problem quotes the input."""
    try:
        act = _adapter().validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return problems_of(error, TYPES)
    kind = TYPES[act.type]
    takes_in = getattr(act, json_takes_in.FIELD, ())
    content = {name: _record(kind, name, act) for name in _content(kind)}
    if "at" in content:
        content["at"] = act.happened or act.at
    subject = _subject(act)
    told = Told(
        part=0,
        submission=partial(json_takes_in.submission, content=content) if takes_in else partial(kind, **content),
        subject=subject,
        problems=tuple(problem for name, value in content.items() for problem in _times(value, (name,))),
        name=act.submission_id,
        occurred=act.at,
        recorded=act.at,
        sequence=act.sequence,
        point_of_care=f"{act.source.kind} {act.source.value}",
        named=json_takes_in.named(subject, takes_in) if takes_in else (),
        leads_to=json_takes_in.leads_to(act.submission_id, takes_in),
    )
    return Message(Format.CAREBUS_JSON, AREAS[act.type], (told,), (act.source.told(),), "/source")


def write(kind: type[msgspec.Struct], /, **said: Any) -> bytes:
    """The JSON of an act: `said` is what every act says, and the fields of `kind`. Raises pydantic's ValidationError."""
    told = {"format": Format.CAREBUS_JSON.value, "type": kind.__name__, **said}
    made = _model(kind).model_validate_json(msgspec.json.encode(told))
    text: str = made.model_dump_json(exclude_defaults=True)
    return text.encode()


def _record(kind: type[msgspec.Struct], name: str, act: Any) -> Any:
    told = getattr(act, name)
    return json_takes_in.taken(told) if name == json_takes_in.FIELD else shapes.record_of(kind, name, told)


def _subject(act: Any) -> Subject:
    assigner = None if act.patient.assigner is None else act.patient.assigner.told()
    return Subject(act.patient.type, act.patient.number, "/patient/number", assigner)


@cache
def _adapter() -> TypeAdapter[Any]:
    return act_of(map(_model, TYPES.values()))


@cache
def _model(cls: type[msgspec.Struct]) -> Any:
    stated = _content(cls)
    told: dict[str, Any] = dict(shapes.fields(cls))
    taken: Any = json_takes_in.model()
    told |= {"at": (datetime | None, None), json_takes_in.FIELD: (tuple[taken, ...], ())}
    said = {_SAID_ALREADY.get(name, name): told[name] for name in stated} | {"type": (Literal[cls.__name__], ...)}
    return create_model(cls.__name__, __base__=_Said, **said)


class _Said(Act):
    model_config = ConfigDict(strict=True, str_strip_whitespace=False)


def _content(cls: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name in cls.__struct_fields__ if name not in OURS)


def _times(value: Any, place: tuple[int | str, ...]) -> Iterator[Problem]:
    """Every time without a zone, or out of all bounds."""
    if isinstance(value, datetime):
        if value.tzinfo is None or value.year not in _YEARS:
            yield Problem(Code.INVALID_TIME, path(place), "a time has a zone, and a year from 1900 to 2199")
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _times(each, (*place, number))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _times(getattr(value, name), (*place, name))
