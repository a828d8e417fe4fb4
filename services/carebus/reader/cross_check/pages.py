"""Understands the address of the question what a patient takes and may react to."""

from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.cross_check import cross_check
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList
from carebus.domain.provenance import PatientKey
from carebus.reader.asking import Asked, ForWhom, PatientAsked, example, key_of
from carebus.reader.currency import Currency, cannot_read
from carebus.reader.entries import Unreadable
from carebus.reader.parts import Parts
from carebus.reader.pictures.cross_check import CrossCheckAnswer, matches
from carebus.reader.pictures.parts import Audience
from carebus.reader.problem import refused
from carebus.reader.sources import Copied


class CrossCheckAsked(Asked):
    """What one patient takes and may react to, as both pictures are now."""

    patient: PatientAsked
    audience: ForWhom

    model_config = example(audience="clinician")


def pages(medication: Copied, critical_info: Copied, parts: Parts, secret: bytes) -> APIRouter:
    """The page, which answers from the copies of both areas."""
    router = APIRouter(prefix="/v1", tags=["cross-check"])
    lists, known = (Currency(parts.copy, each, parts.now) for each in (medication, critical_info))

    @router.post("/cross-check", responses=refused(413, 422, 503))
    async def checked(asked: CrossCheckAsked) -> CrossCheckAnswer:
        """Medicines on the list that a patient is known or suspected to react to, by code: information, never a block."""
        return await run_in_threadpool(answered, key_of(asked.patient, secret), asked.audience)

    def answered(patient: PatientKey, audience: Audience) -> CrossCheckAnswer:
        now = parts.now()
        listed = _picture(lists, patient, LIST, MedicationList)
        entries = _picture(known, patient, ENTRIES, CriticalInformation)
        told = cross_check(listed, entries, now)
        return CrossCheckAnswer(
            audience=audience,
            answered=now,
            age_seconds=_older(lists.age(patient, now), known.age(patient, now)),
            missing=tuple(
                dict.fromkeys(
                    each for currency in (lists, known) for each in currency.missing(patient, now, unreadable=False)
                )
            ),
            matches=matches(told, listed, entries),
            rows_uncompared=told.rows_uncompared,
            entries_uncompared=told.entries_uncompared,
        )

    return router


def _picture(currency: Currency, patient: PatientKey, unit: str, kind: type[Any]) -> Any:
    try:
        told = currency.copy.record(currency.area.views, patient, unit)
    except Unreadable as error:
        raise cannot_read("This release cannot read both pictures") from error
    return told if isinstance(told, kind) else None


def _older(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(one, other)
