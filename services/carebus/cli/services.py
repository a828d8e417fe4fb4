"""Understands the commands `projector`, `clock`, `disputes`, `watch` and `reader`: a service in the foreground, set by `CAREBUS_*`."""

from typing import Annotated

import typer

from carebus.clock import service as clock_service
from carebus.disputes import service as disputes_service
from carebus.domain.areas import AREAS
from carebus.projector import service
from carebus.reader.serve import serve
from carebus.settings import ReaderSettings


def projector(area: Annotated[str, typer.Argument(help=f"One of: {', '.join(AREAS)}.")] = "results") -> None:
    """Run a projector: it decides an area's submissions, exactly once. Several share an area: give each its CAREBUS_SLOT."""
    if area not in AREAS:
        raise typer.BadParameter(f"no such area; there are: {', '.join(AREAS)}", param_hint="AREA")
    service.main(area)


def clock() -> None:
    """Run the clock: it announces ends that are reached, as of an infection, so that subscribers are told (R11)."""
    clock_service.main()


def disputes() -> None:
    """Run the search for disputes: one message id or report id under two patients marks both, and is an alarm (R13, R16)."""
    disputes_service.main()


def watch() -> None:
    """Run the watch: it raises an alarm when a source falls silent, numbers are missing or submissions wait. See `carebus alarms`.

    It needs the extra `watch` (Faust): pip install carebus[watch].
    """
    from carebus.watch.service import main  # noqa: PLC0415 - Faust is an extra: nothing else needs it

    main()


def reader() -> None:
    """Run the reader: the shared pictures by HTTP, on loopback only; OpenAPI at /openapi.json."""
    serve(ReaderSettings.load())
