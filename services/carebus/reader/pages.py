"""Understands the reader's addresses: two questions about patients, and what operators and programs ask of it."""

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.reader.answers import Answers
from carebus.reader.asking import HistoryAsked, Search, key_of
from carebus.reader.health import HealthPicture, health
from carebus.reader.metrics import Metrics
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.problem import MEDIA_TYPE, ProblemPicture, Remedy, refusal

PATIENCE = 1.0
"""Seconds that a question waits for a write of one's own (design: read your writes)."""

_LOOK_AGAIN = 0.01


_NO = {
    404: "no such report",
    413: "the question is too large",
    422: "the body or the patient's number is not valid; nothing sent is echoed",
    503: "not in this copy yet, or not readable now: with its age and Retry-After",
}


def pages(answers: Answers, metrics: Metrics, secret: bytes) -> APIRouter:
    """Every page of the reader."""
    router = APIRouter()
    _questions(router, answers, secret)
    _operations(router, answers, metrics)
    return router


def _questions(router: APIRouter, answers: Answers, secret: bytes) -> None:
    @router.post("/v1/results/search", responses=_refused(413, 422, 503), tags=["results"])
    async def search(asked: Search) -> SearchAnswer:
        """A patient's laboratory reports, newest first, and which of the six words applies to what is missing."""
        patient = key_of(asked.patient, secret)
        if asked.min_revision is not None:
            await _waited_for(answers, patient, asked.min_revision.unit, asked.min_revision.revision)
        return await run_in_threadpool(answers.search, patient, asked.audience)

    @router.post("/v1/results/history", responses=_refused(404, 413, 422, 503), tags=["results"])
    async def history(asked: HistoryAsked) -> HistoryAnswer:
        """Each version of one report, oldest first, with the picture after it."""
        patient = key_of(asked.patient, secret)
        unit = LaboratoryId(asked.laboratory), ReportId(asked.report_id)
        if asked.min_revision is not None:
            await _waited_for(answers, patient, "/".join(unit), asked.min_revision)
        return await run_in_threadpool(answers.history, patient, asked.audience, *unit)


def _operations(router: APIRouter, answers: Answers, metrics: Metrics) -> None:
    @router.get("/healthz", tags=["operation"])
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @router.get("/readyz", tags=["operation"], responses={503: {"model": HealthPicture, "description": "not ready"}})
    async def ready() -> JSONResponse:
        """200 once the copy has caught up with what there was at the start, while it is not behind; else 503 with its age."""
        state = await run_in_threadpool(health, answers.copy, answers.now())
        headers = {} if state.ready else {"Retry-After": "1"}
        return JSONResponse(state.model_dump(), status_code=200 if state.ready else 503, headers=headers)

    @router.get("/metrics", tags=["operation"], response_class=Response)
    async def measured() -> Response:
        """What Prometheus asks."""
        text = await run_in_threadpool(generate_latest, metrics.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)


async def _waited_for(answers: Answers, patient: PatientKey, unit: str, revision: int) -> None:
    """Return once the unit has come to `revision`. Raises a Refusal (503) where it has not within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while await run_in_threadpool(answers.revision, patient, unit) < revision:
        if time.monotonic() >= deadline:
            title = "That revision is not in this copy yet"
            raise refusal(503, "not-yet", title, Remedy.NOT_YET, age=answers.age(patient), retry_after=1)
        await asyncio.sleep(_LOOK_AGAIN)


def _refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the description of a page says of its refusals."""
    content = {MEDIA_TYPE: {"schema": ProblemPicture.model_json_schema()}}
    return {status: {"description": _NO[status], "content": content} for status in statuses}
