"""Understands the addresses of questions about laboratory reports."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.reader.asking import PatientAsked
from carebus.reader.currency import Currency
from carebus.reader.identity.persons import Persons
from carebus.reader.parts import Parts
from carebus.reader.patience import reached
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.problem import refused
from carebus.reader.results.answers import Answers
from carebus.reader.results.asking import HistoryAsked, Search
from carebus.reader.sources import Copied


def pages(copied: Copied, parts: Parts, persons: Persons) -> APIRouter:
    """Every page about reports."""
    router = APIRouter(prefix="/v1/results", tags=["results"])
    currency = Currency(parts.copy, copied, parts.now)
    answers = Answers(currency, persons)

    @router.post("/search", responses=refused(404, 413, 422, 503))
    async def search(asked: Search) -> SearchAnswer:
        """A patient's laboratory reports, newest first, and which of the six words applies to what is missing."""
        if asked.min_revision is not None:
            await waited_for(asked.patient, asked.min_revision.unit, asked.min_revision.revision)
        return await run_in_threadpool(answers.search, asked.patient, asked.audience)

    @router.post("/history", responses=refused(404, 413, 422, 503))
    async def history(asked: HistoryAsked) -> HistoryAnswer:
        """Each version of one report, oldest first, with the picture after it."""
        unit = LaboratoryId(asked.laboratory), ReportId(asked.report_id)
        if asked.min_revision is not None:
            await waited_for(asked.patient, "/".join(unit), asked.min_revision)
        return await run_in_threadpool(answers.history, asked.patient, asked.audience, *unit)

    async def waited_for(patient: PatientAsked, unit: str, revision: int) -> None:
        await reached(
            revision, lambda: answers.revision(patient, unit), lambda: currency.age(persons.asked(patient), parts.now())
        )

    return router
