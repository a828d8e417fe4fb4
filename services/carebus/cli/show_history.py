"""Understands how the history of one report stands in a terminal: each version, and the report as it was after it."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.panel import Panel

from carebus.cli.show_reports import footing, occurrence, withheld
from carebus.cli.show_words import missing, text, when
from carebus.reader.pictures.answers import HistoryAnswer
from carebus.reader.pictures.histories import StepPicture

_SERVICES = {"N": "new", "M": "changed", "C": "cancelled", "H": "history", "A": "addition"}


def history(answer: HistoryAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, oldest version first."""
    told = answer.history
    yield from map(missing, answer.missing)
    yield text(f"Report {told.report_id} of laboratory {told.laboratory}, revision {told.revision}", "bold")
    yield from (text(f"⚑ {flag}", "bold yellow") for flag in told.flags)
    sets = len({step.set for step in told.steps})
    for number, step in enumerate(told.steps, start=1):
        yield _panel(step, number, len(told.steps), sets)
    yield from map(withheld, told.withheld)
    yield footing(answer)


def _panel(step: StepPicture, number: int, of: int, sets: int) -> Panel:
    version = step.version
    kind = _SERVICES.get(version.service_type, version.service_type)
    which = f", samples {step.set}" if sets > 1 else ""
    return Panel(
        occurrence(step.picture),
        title=text(
            f"{number} of {of}: {when(version.generated)}, {kind} ({version.status}/{version.service_type}){which}",
            "bold",
        ),
        title_align="left",
    )
