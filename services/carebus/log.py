"""Understands how a service tells an operator what happens: one JSON line an event, never who a patient is."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

MASK = "[masked]"

_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{6}[ -]?\d{5}(?!\d)")
_KEY = re.compile(r"[0-9A-Fa-f]{40,}")

_QUIET = ("uvicorn.access", "httpx", "httpcore")
"""Loggers that write addresses and paths of requests: the services write their own line, without them."""


def configure(service: str, stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Send every log line of this process, the libraries' too, to `stream` as JSON, masked and marked with `service`."""
    structlog.configure(
        processors=[*_shared(service), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(service))
    root = logging.getLogger()
    root.handlers, root.level = [handler], level
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what looks like a national number or a key, wherever it stands in the event (a structlog processor)."""
    return {str(masked(key)): masked(value) for key, value in event.items()}


def masked(value: Any) -> Any:
    """`value` with every run of 11 digits and every long hexadecimal key in it replaced; containers are copied."""
    match value:
        case None | bool() | float():
            return value
        case int():
            return MASK if _NUMBER.fullmatch(str(abs(value))) else value
        case Mapping():
            return {str(masked(str(key))): masked(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked(each) for each in value]
        case _:
            return _KEY.sub(MASK, _NUMBER.sub(MASK, str(value)))


def _formatter(service: str) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(service),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _shared(service: str) -> list[structlog.typing.Processor]:
    def marked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {"service": service, **event}

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        marked,
    ]
