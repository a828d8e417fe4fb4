"""Understands carebus-json-1 for identity: one act about one patient's numbers, or about two patients, as a JSON object.

There is no `patient`: each key of the record that `type` names is a patient as the other acts have it (type, number, assigner), under the
field's own name (`losing`, `surviving`, `old`, `new` …), and becomes a key at the gateway. When a patient died is `happened`, as written.
"""

from functools import cache, partial
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from carebus.domain.identity.events import IdentityDisputed, IdentityEvent
from carebus.domain.problems import Problem
from carebus.domain.provenance import PatientKey
from carebus.formats import shapes
from carebus.formats.format import Format
from carebus.formats.json_events import Act, Patient, act_of, problems_of
from carebus.formats.told import IDENTITY, Message, Subject, Told

TYPES = {kind.__name__: kind for kind in get_args(IdentityEvent) if kind is not IdentityDisputed}
"""What an act may be, by name. A dispute is raised by what watches the bus, and by no source (R13, R16)."""

OURS = frozenset({"provenance", "before"})
"""Fields that carebus puts."""

_SAID_AS = {"at": "happened"}
"""Fields whose name every act has for something else."""

_SHARED = {name: (each.annotation, each) for name, each in Act.model_fields.items() if name != "patient"}


def read(data: bytes) -> Message | tuple[Problem, ...]:
    """The act in `data`, or every problem of it; no problem quotes the input."""
    try:
        act = _adapter().validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return problems_of(error, TYPES)
    kind = TYPES[act.type]
    keys = _keys(kind)
    told = Told(
        part=0,
        submission=partial(
            kind, **{name: getattr(act, said) for name, said in _said(kind).items() if name not in keys}
        ),
        subject=None,
        name=act.submission_id,
        occurred=act.at,
        recorded=act.at,
        sequence=act.sequence,
        point_of_care=f"{act.source.kind} {act.source.value}",
        named=tuple((name, _subject(name, getattr(act, name))) for name in keys),
    )
    return Message(Format.CAREBUS_JSON, IDENTITY, (told,), (act.source.told(),), "/source")


def write(kind: type[msgspec.Struct], /, **said: Any) -> bytes:
    """The JSON of an act: `said` is what every act says, and the fields of `kind`. Raises pydantic's ValidationError."""
    told = {"format": Format.CAREBUS_JSON.value, "type": kind.__name__, **said}
    text: str = _model(kind).model_validate_json(msgspec.json.encode(told)).model_dump_json(exclude_defaults=True)
    return text.encode()


def _subject(name: str, patient: Patient) -> Subject:
    assigner = None if patient.assigner is None else patient.assigner.told()
    return Subject(patient.type, patient.number, f"/{name}/number", assigner)


def _keys(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name, hint in get_type_hints(kind).items() if hint is PatientKey)


def _said(kind: type[msgspec.Struct]) -> dict[str, str]:
    """The fields that a source says, and how it calls them."""
    return {name: _SAID_AS.get(name, name) for name in kind.__struct_fields__ if name not in OURS}


@cache
def _adapter() -> TypeAdapter[Any]:
    return act_of(map(_model, TYPES.values()))


@cache
def _model(kind: type[msgspec.Struct]) -> Any:
    told: dict[str, Any] = {**shapes.fields(kind), **dict.fromkeys(_keys(kind), (Patient, ...))}
    own = {said: told[name] for name, said in _said(kind).items()}
    shared: dict[str, Any] = {**_SHARED, "type": (Literal[kind.__name__], ...)}
    return create_model(kind.__name__, __config__=_STRICT, **shared, **own)


_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
