"""Understands what the reader notes of a request: route, status and duration; never its body, its query or an unknown path."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carebus.reader.metrics import Metrics
from carebus.reader.problem import Refusal, Remedy, refusal, response

LARGEST = 64 * 1024
"""Bytes of a question: a patient and a report are named in some hundred."""

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_QUIET = ("/metrics", "/healthz", "/readyz")


class _Sending:
    """Sends an answer with the headers that every answer has, and remembers how it went."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
        await self._send(message)


class Noted:
    """Around every request: bodies bounded, answers never stored, one log line and one measurement each."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log = structlog.get_logger("carebus.reader")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, sending = time.monotonic(), _Sending(send)
        try:
            await self._answer(scope, receive, sending)
        finally:
            self._note(scope, sending.status, time.monotonic() - begun)

    async def _answer(self, scope: Scope, receive: Receive, send: _Sending) -> None:
        try:
            await self._app(scope, await _bounded(receive), send)
        except Exception as error:  # noqa: BLE001 - whatever went wrong: said here by its kind, for its text may name a patient
            self._log.error("request failed", error=type(error).__name__, at=_place(error))
            if not send.begun:
                refused = error if isinstance(error, Refusal) else refusal(500, "fault", "A fault of ours", Remedy.OURS)
                await response(refused)(scope, receive, send)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "(none)")
        self._metrics.requests.labels(route, str(status)).observe(seconds)
        if route not in _QUIET:
            method = scope["method"] if scope["method"] in _METHODS else "(other)"
            self._log.info("request", route=route, method=method, status=status, ms=round(seconds * 1000, 1))


async def _bounded(receive: Receive) -> Receive:
    """The same body, read whole. Raises a Refusal (413) where it is larger than a question."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > LARGEST:
            raise refusal(413, "too-large", "The question is too large", Remedy.TOO_LARGE)
    return _replayed(body, receive)


def _replayed(body: bytes, receive: Receive) -> Receive:
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
