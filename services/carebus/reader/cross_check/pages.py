"""Understands the address of the question what a patient takes and may react to."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.reader.asking import Asked, ForWhom, PatientAsked, example
from carebus.reader.cross_check.answers import Answers
from carebus.reader.currency import Currency
from carebus.reader.identity.persons import Persons
from carebus.reader.parts import Parts
from carebus.reader.pictures.cross_check import CrossCheckAnswer
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


class CrossCheckAsked(Asked):
    """What one patient takes and may react to, as the pictures of all their records are now."""

    patient: PatientAsked
    audience: ForWhom

    model_config = example(audience="clinician")


def pages(medication: Copied, critical_info: Copied, parts: Parts, persons: Persons) -> APIRouter:
    """The page, which answers from the copies of both areas."""
    router = APIRouter(prefix="/v1", tags=["cross-check"])
    lists, known = (Currency(parts.copy, each, parts.now) for each in (medication, critical_info))
    answers = Answers(lists, known, persons)

    @router.post("/cross-check", responses=refused(404, 413, 422, 503))
    async def checked(asked: CrossCheckAsked) -> CrossCheckAnswer:
        """Medicines on a list of a person that they are known or suspected to react to, by code, over all their records: information, never a block."""
        return await run_in_threadpool(answers.checked, asked.patient, asked.audience)

    return router
