"""Understands the addresses of questions about the medication list."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.reader.asking import PatientAsked
from carebus.reader.currency import Currency
from carebus.reader.fhir import BUNDLE, FhirResponse
from carebus.reader.identity.persons import Persons
from carebus.reader.medication.answers import Answers
from carebus.reader.medication.asking import DifferenceAsked, ExplainAsked, FhirAsked, ListAsked
from carebus.reader.parts import Parts
from carebus.reader.patience import has_come, reached
from carebus.reader.pictures.medication.answers import DifferenceAnswer, ExplainAnswer, ListAnswer
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


def pages(copied: Copied, parts: Parts, persons: Persons) -> APIRouter:
    """Every page about the medication list."""
    router = APIRouter(prefix="/v1/medication", tags=["medication"])
    currency = Currency(parts.copy, copied, parts.now)
    facts, refusals = copied.more
    answers = Answers(currency, persons, facts, refusals, parts.fetch)

    @router.post("/list", responses=refused(404, 413, 422, 503))
    async def listed(asked: ListAsked) -> ListAnswer:
        """A patient's medication list, now or as it was known at a moment, and which of the six words applies to what is missing."""
        await waited_for(asked.patient, asked.min_revision)
        return await run_in_threadpool(answers.listed, asked.patient, asked.audience, asked.as_of)

    @router.post("/fhir", responses=refused(404, 413, 422, 503) | BUNDLE, response_class=FhirResponse)
    async def fhir(asked: FhirAsked) -> FhirResponse:
        """The same list for a clinician's system, as a FHIR R4 Bundle of the type collection; the patient is a pseudonym."""
        await waited_for(asked.patient, asked.min_revision)
        return FhirResponse(await run_in_threadpool(answers.bundle, asked.patient, asked.as_of))

    @router.post("/explain", responses=refused(404, 413, 422, 503))
    async def explain(asked: ExplainAsked) -> ExplainAnswer:
        """Why a row is as it is: every act on it, oldest first, what it changed, who did it, and from which message."""
        return await run_in_threadpool(answers.explain, asked.patient, asked.audience, asked.row)

    @router.post("/difference", responses=refused(404, 409, 413, 422, 503))
    async def difference(asked: DifferenceAsked) -> DifferenceAnswer:
        """What a write that was refused for its base and the list differ in: row by row and field by field, base, yours and now."""
        wanted = asked.patient, asked.source, asked.submission_id
        await has_come(lambda: answers.is_refused(*wanted))
        return await run_in_threadpool(answers.difference, *wanted)

    async def waited_for(patient: PatientAsked, revision: int | None) -> None:
        if revision is not None:
            await reached(
                revision, lambda: answers.revision(patient), lambda: currency.age(persons.asked(patient), parts.now())
            )

    return router
