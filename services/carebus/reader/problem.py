"""Understands how the reader says no: problem details with a code and what to do, never what was sent (RFC 9457)."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"

FIELDS = frozenset(
    (
        "body",
        "patient",
        "type",
        "number",
        "assigner",
        "record",
        "audience",
        "min_revision",
        "unit",
        "revision",
        "laboratory",
        "report_id",
        "entry",
        "as_of",
        "row",
        "source",
        "submission_id",
    )
)
"""Names that a refusal may repeat."""


class Remedy(StrEnum):
    """What the caller can do about each problem that is the reader's own."""

    INVALID_BODY = "Send the body that /openapi.json describes; `where` names the fields to change."
    INVALID_NUMBER = "Check the number, its type and, for a local number, its assigner against the patient's papers."
    NOT_YET = "Ask again after the time in Retry-After; the write is accepted, and this copy is on its way to it."
    NO_SUCH_REPORT = "Search the patient's reports, and use a laboratory and a report_id from the answer."
    NO_SUCH_ROW = "Ask for the patient's list, and use the id of one of its rows."
    NO_SUCH_ENTRY = "Ask for the patient's entries, and use the id of one of them."
    NO_SUCH_RECORD = (
        "Use a name from `records` of an answer about that patient; records that were one person's may be no more."
    )
    NO_SUCH_REFUSAL = (
        "Use the source and submission_id of a verdict of the last 30 days that refuses a write by R2 for its base; "
        "else read the list and write again."
    )
    NO_SUCH_BASE = "The write states a version that the list has not come to: read the list, and write on its version."
    AS_OF_AHEAD = "Leave as_of out for the list as it is now, or name a moment that has been."
    CANNOT_READ = (
        "Ask again after the time in Retry-After; if it lasts, the operator finds the cause in /readyz and the log."
    )
    NO_SUCH_PAGE = "The pages of the reader are described at /openapi.json."
    TOO_LARGE = "Send one question of at most 64 KB."
    OURS = "A fault of the reader's own: the operator finds it in the log by its time."


class ProblemPicture(BaseModel):
    """What went wrong, as application/problem+json."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="for programs: closed, see docs/reader.md")
    remedy: str = Field(description="what to do")
    where: list[str] = Field(default_factory=list, description="fields of the body; never their content")
    age_seconds: float | None = Field(default=None, description="since the copy was last known to be complete")


class Refusal(Exception):
    """The reader says no with `problem`."""

    def __init__(self, problem: ProblemPicture, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.headers = dict(headers or {})


def refusal(
    status: int,
    code: str,
    title: str,
    remedy: str,
    *,
    where: list[str] | None = None,
    age: float | None = None,
    retry_after: int | None = None,
) -> Refusal:
    """A refusal with these fields."""
    problem = ProblemPicture(title=title, status=status, code=code, remedy=remedy, where=where or [], age_seconds=age)
    return Refusal(problem, {"Retry-After": str(retry_after)} if retry_after is not None else None)


def response(refused: Refusal) -> JSONResponse:
    """The HTTP answer."""
    return JSONResponse(
        refused.problem.model_dump(exclude_none=True),
        status_code=refused.problem.status,
        headers=refused.headers,
        media_type=MEDIA_TYPE,
    )


async def refuse(_: Request, error: Exception) -> JSONResponse:
    """The answer to a Refusal, for FastAPI."""
    return response(error if isinstance(error, Refusal) else refusal(500, "fault", "A fault of ours", Remedy.OURS))


def invalid_body(errors: Iterable[Mapping[str, Any]]) -> Refusal:
    """The refusal (422) of a body, by the names of the fields that are ours: another name may be anything, a number too."""
    where = sorted({".".join(_ours(each["loc"])) for each in errors})
    return refusal(422, "invalid-body", "The body is not one of this page's", Remedy.INVALID_BODY, where=where)


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the description of a page says of its refusals."""
    content = {MEDIA_TYPE: {"schema": ProblemPicture.model_json_schema()}}
    return {status: {"description": _NO[status], "content": content} for status in statuses}


_NO = {
    404: "there is no such record of the patient, report, row, entry or refused write",
    409: "the refused write has no base to compare with",
    413: "the question is too large",
    422: "the body or the patient's number is not valid; nothing sent is echoed",
    503: "not in this copy yet, or not readable now: with its age and Retry-After",
}


def _ours(place: Iterable[object]) -> Iterator[str]:
    for step in place:
        yield step if isinstance(step, str) and step in FIELDS else "(another field)"
