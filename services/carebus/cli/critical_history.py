"""Understands how the history of one entry of critical information is read: each act, what it changed, who did it, and from which message."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from carebus.cli.critical_words import KINDS, VERIFICATIONS
from carebus.cli.medication_explained import DIGEST
from carebus.cli.medication_layout import labelled
from carebus.cli.medication_table import field
from carebus.cli.medication_words import joined, who
from carebus.cli.show_reports import footing
from carebus.cli.show_words import missing, text, when
from carebus.reader.pictures.critical_info.answers import CriticalHistoryAnswer
from carebus.reader.pictures.critical_info.histories import CriticalActPicture

_DEEDS = {
    "CriticalInfoRegistered": "registered",
    "AllergyObserved": "observed at another system",
    "CriticalInfoUpdated": "updated",
    "CriticalInfoRefuted": "refuted",
    "CriticalInfoRetracted": "retracted: registered in error",
    "CriticalInfoExpired": "end announced",
}
_REMOVED = "registered in error, content removed"


def critical_history(answer: CriticalHistoryAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, the oldest act first."""
    told = answer.history
    yield from map(missing, answer.missing)
    yield text(f"{KINDS[told.kind]}: {told.display or _REMOVED} · entry {told.id}", "bold")
    yield text(f"Now: {'active' if told.active else f'not active ({told.why_not})'}. Oldest act first.")
    for number, act in enumerate(told.acts, start=1):
        yield _panel(act, number, len(told.acts))
    yield footing(answer)


def _panel(told: CriticalActPicture, number: int, of: int) -> Panel:
    deed = _DEEDS.get(told.record, told.record)
    return Panel(
        Group(labelled(_facts(told))),
        title=text(f"{number} of {of}: {when(told.at)}, {deed} · version {told.version}", "bold"),
        title_align="left",
    )


def _facts(told: CriticalActPicture) -> Iterator[tuple[str, Text]]:
    if told.masked:
        yield "Content", text(f"{_REMOVED}: nothing of any act on it is told", "bold yellow")
    if told.fields:
        yield "Changed", text(joined(map(field, told.fields)))
    if told.entry:
        yield "After it", text(joined((told.entry.display, VERIFICATIONS[told.entry.verification])))
    if told.entry and told.entry.reason:
        yield "Reason", text(told.entry.reason)
    if not told.masked:
        yield "Done by", text(who(told.by, number=True) or "nobody named")
    yield "Source", text(_source(told))
    if told.act:
        message = joined(
            (told.act.message_id and f"message {told.act.message_id}", f"submission {told.act.submission_id}")
        )
        digest, received = told.act.original[:DIGEST], when(told.act.received)
        yield "From", text(f"{joined((message, told.format))}, SHA-256 {digest}…, received {received}")
    yield "On the log", text(f"{told.record}, accepted {when(told.decided)}")


def _source(told: CriticalActPicture) -> str:
    by = f"{told.act.source}, {told.act.role} (as the source registry has it)" if told.act else None
    place = told.point_of_care and f"point of care {told.point_of_care}"
    return joined((by, f"organisation {told.organisation}", place), "; ")
