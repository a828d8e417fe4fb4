"""Understands the address of the question which records a person has."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.reader.identity.answers import Answers
from carebus.reader.identity.asking import RecordsAsked
from carebus.reader.identity.persons import Persons
from carebus.reader.parts import Parts
from carebus.reader.pictures.identity import RecordsAnswer
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


def pages(_: Copied, __: Parts, persons: Persons) -> APIRouter:
    """Every page about persons."""
    router = APIRouter(prefix="/v1/identity", tags=["identity"])
    answers = Answers(persons)

    @router.post("/records", responses=refused(404, 413, 422, 503))
    async def records(asked: RecordsAsked) -> RecordsAnswer:
        """Every record of a person and what ties them, deaths and the strictest protection, visits that were moved, and disputes."""
        return await run_in_threadpool(answers.records, asked.patient, asked.audience)

    return router
