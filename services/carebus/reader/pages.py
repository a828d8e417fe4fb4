"""Understands the reader's addresses: the questions of every area, and what operators and programs ask of it."""

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.identity.view import LinkedPerson
from carebus.domain.medication.view import MedicationList
from carebus.reader.areas import Reading
from carebus.reader.cross_check import pages as cross_check
from carebus.reader.currency import Currency
from carebus.reader.health import HealthPicture, health
from carebus.reader.identity.persons import Persons
from carebus.reader.metrics import Metrics
from carebus.reader.parts import Parts
from carebus.reader.sources import Copied


def pages(areas: tuple[Reading, ...], parts: Parts, metrics: Metrics, secret: bytes) -> APIRouter:
    """Every page of the reader; `areas` has that of identity, for every answer says whether there are other records (R23)."""
    router = APIRouter()
    persons = Persons(Currency(parts.copy, _of(areas, LinkedPerson), parts.now), secret)
    for area in areas:
        router.include_router(area.pages(area.copied, parts, persons))
    if _are_read(areas, MedicationList, CriticalInformation):
        both = _of(areas, MedicationList), _of(areas, CriticalInformation)
        router.include_router(cross_check.pages(*both, parts, persons))
    _operations(router, parts, metrics)
    return router


def _of(areas: tuple[Reading, ...], picture: type) -> Copied:
    """The area that has this picture. Raises StopIteration where none has."""
    return next(area.copied for area in areas if picture in area.copied.views.records)


def _are_read(areas: tuple[Reading, ...], *pictures: type) -> bool:
    return {*pictures} <= {picture for area in areas for picture in area.copied.views.records}


def _operations(router: APIRouter, parts: Parts, metrics: Metrics) -> None:
    @router.get("/healthz", tags=["operation"])
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @router.get("/readyz", tags=["operation"], responses={503: {"model": HealthPicture, "description": "not ready"}})
    async def ready() -> JSONResponse:
        """200 once the copy has caught up with what there was at the start, while it is not behind; else 503 with its age."""
        state = await run_in_threadpool(health, parts.copy, parts.now())
        headers = {} if state.ready else {"Retry-After": "1"}
        return JSONResponse(state.model_dump(), status_code=200 if state.ready else 503, headers=headers)

    @router.get("/metrics", tags=["operation"], response_class=Response)
    async def measured() -> Response:
        """What Prometheus asks."""
        text = await run_in_threadpool(generate_latest, metrics.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)
