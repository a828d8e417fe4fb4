"""Understands the addresses of questions about laboratory reports."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.reader.asking import key_of
from carebus.reader.currency import Currency
from carebus.reader.parts import Parts
from carebus.reader.patience import has_come, not_yet
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.problem import refused
from carebus.reader.results.answers import Answers
from carebus.reader.results.asking import HistoryAsked, Search
from carebus.reader.sources import Copied


def pages(copied: Copied, parts: Parts, secret: bytes) -> APIRouter:
    """Every page about reports."""
    router = APIRouter(prefix="/v1/results", tags=["results"])
    currency = Currency(parts.copy, copied, parts.now)
    answers = Answers(currency)

    @router.post("/search", responses=refused(413, 422, 503))
    async def search(asked: Search) -> SearchAnswer:
        """A patient's laboratory reports, newest first, and which of the six words applies to what is missing."""
        patient = key_of(asked.patient, secret)
        if asked.min_revision is not None:
            await waited_for(patient, asked.min_revision.unit, asked.min_revision.revision)
        return await run_in_threadpool(answers.search, patient, asked.audience)

    @router.post("/history", responses=refused(404, 413, 422, 503))
    async def history(asked: HistoryAsked) -> HistoryAnswer:
        """Each version of one report, oldest first, with the picture after it."""
        patient = key_of(asked.patient, secret)
        unit = LaboratoryId(asked.laboratory), ReportId(asked.report_id)
        if asked.min_revision is not None:
            await waited_for(patient, "/".join(unit), asked.min_revision)
        return await run_in_threadpool(answers.history, patient, asked.audience, *unit)

    async def waited_for(patient: PatientKey, unit: str, revision: int) -> None:
        if not await has_come(lambda: answers.revision(patient, unit) >= revision):
            raise not_yet(currency.age(patient, parts.now()))

    return router
