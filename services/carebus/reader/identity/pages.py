"""Understands the address of the question which records a person has."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.domain.identity.area import LINE
from carebus.domain.provenance import PatientKey
from carebus.reader.asking import key_of
from carebus.reader.currency import Currency
from carebus.reader.identity.asking import RecordsAsked
from carebus.reader.parts import Parts
from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.parts import Audience
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


def pages(copied: Copied, parts: Parts, secret: bytes) -> APIRouter:
    """Every page about persons."""
    router = APIRouter(prefix="/v1/identity", tags=["identity"])
    currency = Currency(parts.copy, copied, parts.now)

    @router.post("/records", responses=refused(413, 422, 503))
    async def records(asked: RecordsAsked) -> Answered:
        """How current what is known of a person's records is."""
        return await run_in_threadpool(answered, key_of(asked.patient, secret), asked.audience)

    def answered(_: PatientKey, audience: Audience) -> Answered:
        now = parts.now()
        return Answered(
            audience=audience,
            answered=now,
            age_seconds=currency.age(LINE, now),
            missing=currency.missing(LINE, now, unreadable=False),
        )

    return router
