"""Understands carebus-json-1: what an EHR adapter tells of a report (seen, handed over, released), as a small JSON object.

The acts of the medication list and of critical information are in `json_acts`.

The sender names itself and the laboratory by any national id of theirs (HER, ENH, RSH), and the patient by number and kind.
Two objects with one `submission_id` from one source are one submission, so an adapter may send again after an outage.
"""

from collections.abc import Container, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Union

import msgspec
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from carebus.domain.problems import Code, Problem
from carebus.domain.results.report import Identifier, Party, PartyLevel

InstantOfAct = Annotated[
    AwareDatetime, Field(strict=True, ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))
]
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


class Id(_Part):
    """An identifier and its kind, such as HER, ENH, RSH or HPR."""

    kind: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,8}$")]
    value: Annotated[str, Field(min_length=1, max_length=40)]

    def told(self) -> Identifier:
        """The identifier as the domain knows it."""
        return Identifier(self.value, self.kind)


class Patient(_Part):
    """The patient: `type` is FNR, DNR, FHN, DUF, or HNR with the `assigner` of the local number."""

    type: _Text
    number: Annotated[str, Field(repr=False, max_length=40)]
    assigner: Id | None = None


class Level(_Part):
    """An institution, a department or a person."""

    kind: Literal["institution", "department", "person"]
    name: _Text | None = None
    identifiers: tuple[Id, ...] = ()


class Recipient(_Part):
    """Who takes over: from institution by department to person."""

    role: _Text | None = None
    path: Annotated[tuple[Level, ...], Field(min_length=1)]

    def told(self) -> Party:
        """The party as the domain knows it."""
        levels = (PartyLevel(each.kind, each.name, tuple(i.told() for i in each.identifiers)) for each in self.path)
        return Party(self.role, tuple(levels))


class Announcement(_Part):
    """What every object says: who sends it, under which name, and when."""

    format: Literal["carebus-json-1"]
    submission_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    source: Id
    sequence: Annotated[int | None, Field(ge=0, lt=2**63)] = None
    at: InstantOfAct


class Act(Announcement):
    """What every act says, whichever its area."""

    patient: Patient


class _OnReport(Act):
    laboratory: Id
    report_id: Annotated[str, Field(min_length=1, max_length=200)]


class Acknowledged(_OnReport):
    """Somebody has seen the report as it stood at `version`, the GenDate of the newest version read (R27)."""

    type: Literal["ResultAcknowledged"]
    version: InstantOfAct
    by: _Text


class Assigned(_OnReport):
    """Somebody else than the requester follows the report up (R27)."""

    type: Literal["FollowUpAssigned"]
    to: Recipient


class Released(_OnReport):
    """The requester releases the report to the patient (R28)."""

    type: Literal["ReportReleased"]
    by: _Text


ReportAct = Acknowledged | Assigned | Released
_ACTS: TypeAdapter[ReportAct] = TypeAdapter(Annotated[ReportAct, Field(discriminator="type")])
_TYPES = ("ResultAcknowledged", "FollowUpAssigned", "ReportReleased")
_CODES = {
    "missing": Code.MISSING_ELEMENT,
    "extra_forbidden": Code.UNEXPECTED_ELEMENT,
    "unexpected_keyword_argument": Code.UNEXPECTED_ELEMENT,
    "json_invalid": Code.NOT_WELL_FORMED,
}
_SENTENCES = {
    "json_invalid": "not well-formed JSON in UTF-8",
    "union_tag_invalid": f"type is not one of {', '.join(_TYPES)}",
    "union_tag_not_found": f"type is missing: one of {', '.join(_TYPES)}",
}


def read(data: bytes) -> ReportAct | tuple[Problem, ...]:
    """The act in `data`, or every problem of it; no problem quotes the input."""
    try:
        return _ACTS.validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return problems_of(error, _TYPES)


def type_of(data: bytes) -> str | None:
    """What the act calls itself; None where that cannot be told."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Typed).type
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def act_of(models: Iterable[Any]) -> TypeAdapter[Any]:
    """What checks an act, by the model that its `type` names."""
    any_of: Any = Union[tuple(models)]  # noqa: UP007 - the union is made here
    return TypeAdapter(Annotated[any_of, Field(discriminator="type")])


def problems_of(error: ValidationError, types: Container[object]) -> tuple[Problem, ...]:
    """Everything that pydantic found in an act that is one of `types`; nothing of it quotes the input."""
    found = error.errors(include_input=False)
    return tuple(_problem_of(each["type"], _inside(each["loc"], types), each["msg"]) for each in found)


def _problem_of(kind: str, place: tuple[int | str, ...], message: str) -> Problem:
    """One of pydantic's findings as a problem; the name of an unknown field is the sender's, and is not said."""
    code = _CODES.get(kind, Code.INVALID_VALUE)
    if code is Code.UNEXPECTED_ELEMENT:
        return Problem(code, path(place[:-1]), "a field that this format does not have")
    return Problem(code, path(place), _SENTENCES.get(kind, message))


class _Typed(msgspec.Struct):
    type: str | None = None


def _inside(place: tuple[int | str, ...], types: Container[object]) -> tuple[int | str, ...]:
    """The place without the type's name, which pydantic puts first."""
    return place[1:] if place and place[0] in types else place


def path(place: tuple[int | str, ...]) -> str:
    """Where, from the object's root."""
    return "/" + "/".join(map(str, place))
