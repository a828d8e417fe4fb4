"""Understands how the reader is put together: its copy, what follows the topics, and the pages that answer from it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

import carebus
from carebus.bus.registry import Registry, RegistryUnreachable
from carebus.bus.wire import Wire
from carebus.reader.areas import AREAS, Reading
from carebus.reader.copy import Copy
from carebus.reader.currency import cannot_read
from carebus.reader.fetching import Fetching
from carebus.reader.following import Following
from carebus.reader.freshness import Freshness
from carebus.reader.loopback import NAMES, refuse_beyond_loopback
from carebus.reader.metrics import Metrics
from carebus.reader.noted import Noted
from carebus.reader.pages import pages
from carebus.reader.parts import Parts
from carebus.reader.problem import Refusal, Remedy, invalid_body, refusal, refuse, response
from carebus.settings import ReaderSettings

DESCRIPTION = """
The critical information, the shared medication list and the laboratory reports of a patient, from a copy that follows the topics.

Ask by POST, with the patient's number in the body: no number and no key ever stands in an address. An empty answer says
which of six words applies (none known, absent, unknown, withheld, blocked, reserved). Problems are
`application/problem+json` with a code and a remedy, and echo nothing that was sent.
"""


def create_app(settings: ReaderSettings, parts: Parts | None = None, areas: tuple[Reading, ...] = AREAS) -> FastAPI:
    """The reader as an ASGI application. Raises SettingsProblem where others than this machine could reach it."""
    refuse_beyond_loopback(settings.host)
    parts = parts or assembled(settings)
    metrics = Metrics(parts.copy, parts.now)
    secret = settings.patient_secret.get_secret_value().encode()
    app = FastAPI(
        title="carebus reader",
        version=carebus.__version__,
        description=DESCRIPTION,
        lifespan=_during(parts),
        docs_url=None,
        redoc_url=None,
    )
    app.state.metrics = metrics
    app.include_router(pages(areas, parts, metrics, secret))
    _say_no_in_our_words(app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(NAMES))
    app.add_middleware(Noted, metrics=metrics)
    return app


def assembled(settings: ReaderSettings) -> Parts:
    """The real parts: they reach for broker and registry once the application starts."""

    def now() -> datetime:
        return datetime.now(UTC)

    registry = Registry(settings.registry)
    copy = Copy(Wire(registry), Freshness(), [area.copied for area in AREAS])
    following = Following(settings.brokers, settings.state / "reader", copy, now)
    return Parts(copy, following, Fetching(settings.brokers), now, registry.close)


def _during(parts: Parts) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        parts.following.start()
        yield
        await run_in_threadpool(parts.following.stop)
        parts.close()

    return lifespan


def _say_no_in_our_words(app: FastAPI) -> None:
    async def invalid(_: Request, error: Exception) -> JSONResponse:
        return response(invalid_body(error.errors() if isinstance(error, RequestValidationError) else ()))

    async def http(_: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == HTTPStatus.BAD_REQUEST:  # bytes that are not UTF-8, or nested too deep to be read
            return response(invalid_body(({"loc": ("body",)},)))
        return response(refusal(status, "no-such-page", "There is nothing here", Remedy.NO_SUCH_PAGE))

    async def unreachable(_: Request, __: Exception) -> JSONResponse:
        return response(cannot_read("The schema registry does not answer"))

    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RegistryUnreachable, unreachable)
