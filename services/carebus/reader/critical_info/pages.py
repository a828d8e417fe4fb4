"""Understands the addresses of questions about critical information."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.reader.asking import PatientAsked
from carebus.reader.critical_info.answers import Answers
from carebus.reader.critical_info.asking import CriticalAsked, CriticalFhirAsked, CriticalHistoryAsked
from carebus.reader.currency import Currency
from carebus.reader.fhir import BUNDLE, FhirResponse
from carebus.reader.identity.persons import Persons
from carebus.reader.parts import Parts
from carebus.reader.patience import reached
from carebus.reader.pictures.critical_info.answers import CriticalAnswer, CriticalHistoryAnswer
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


def pages(copied: Copied, parts: Parts, persons: Persons) -> APIRouter:
    """Every page about critical information."""
    router = APIRouter(prefix="/v1/critical-info", tags=["critical-info"])
    currency = Currency(parts.copy, copied, parts.now)
    (facts,) = copied.more
    answers = Answers(currency, persons, facts)

    @router.post("/entries", responses=refused(404, 413, 422, 503))
    async def entries(asked: CriticalAsked) -> CriticalAnswer:
        """What must be known of a patient, now or as it was known at a moment; and whether an allergy is known, denied, or was never asked about."""
        await waited_for(asked.patient, asked.min_revision)
        return await run_in_threadpool(answers.entries, asked.patient, asked.audience, asked.as_of)

    @router.post("/fhir", responses=refused(404, 413, 422, 503) | BUNDLE, response_class=FhirResponse)
    async def fhir(asked: CriticalFhirAsked) -> FhirResponse:
        """The same for a clinician's system, as a FHIR R4 Bundle of the type collection; the patient is a pseudonym."""
        await waited_for(asked.patient, asked.min_revision)
        return FhirResponse(await run_in_threadpool(answers.bundle, asked.patient, asked.as_of))

    @router.post("/history", responses=refused(404, 413, 422, 503))
    async def history(asked: CriticalHistoryAsked) -> CriticalHistoryAnswer:
        """Every act on an entry, oldest first, who did it and from which message; of one that is retracted, only that it was done (R10)."""
        return await run_in_threadpool(answers.history, asked.patient, asked.audience, asked.entry)

    async def waited_for(patient: PatientAsked, revision: int | None) -> None:
        if revision is not None:
            await reached(
                revision, lambda: answers.revision(patient), lambda: currency.age(persons.asked(patient), parts.now())
            )

    return router
