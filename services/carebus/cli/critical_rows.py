"""Understands how the entries of critical information stand: those that hold first; below them what is over, refuted, or registered in error."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from carebus.cli.critical_words import KINDS, NOT_SAID, SEVERITIES, VERIFICATIONS, code, reaction, stated
from carebus.cli.medication_layout import below, flagged, heading
from carebus.cli.medication_words import joined, who
from carebus.cli.show_words import text, when
from carebus.domain.critical_info.entry import Severity, Verification
from carebus.reader.pictures.acts import ActPicture
from carebus.reader.pictures.critical_info.entries import CriticalEntryPicture, WhyNot
from carebus.reader.pictures.critical_info.information import CriticalPicture

_GREY = "dim"

_CHANGED = {None: "updated", WhyNot.EXPIRED: "updated", WhyNot.REFUTED: "refuted", WhyNot.RETRACTED: "retracted"}

_Draw = Callable[[CriticalEntryPicture], Iterator[RenderableType]]


def rows(shown: CriticalPicture) -> Iterator[RenderableType]:
    """Every entry, those that hold first."""
    yield from _section("Active", "", _those(shown, None), _holding)
    yield from _section("Expired: not active any more", "", _those(shown, WhyNot.EXPIRED), _expired)
    yield from _section("Refuted: found not to be so", "", _those(shown, WhyNot.REFUTED), _refuted)
    yield from _section("Registered in error", "", _those(shown, WhyNot.RETRACTED), _retracted)


def _those(shown: CriticalPicture, why_not: WhyNot | None) -> list[CriticalEntryPicture]:
    return [entry for entry in shown.entries if entry.why_not is why_not]


def _section(title: str, note: str, shown: Sequence[CriticalEntryPicture], draw: _Draw) -> Iterator[RenderableType]:
    if shown:
        yield heading(f"{title} ({len(shown)})", note)
    for entry in shown:
        yield from draw(entry)


def _holding(entry: CriticalEntryPicture) -> Iterator[RenderableType]:
    """Red where it is severe, bold where it is confirmed; what is severe is flagged, by colour or without it."""
    is_severe = entry.severity is Severity.HIGH
    style = joined(("bold" if _is_sure(entry) else None, "red" if is_severe else None), " ")
    yield _line(entry, style, mark="⚑" if is_severe else "·")
    yield from _details(entry, "")
    if entry.resembles:
        yield flagged(f"May be the same as {joined(entry.resembles)}: a duplicate?")
    yield _provenance(entry)


def _expired(entry: CriticalEntryPicture) -> Iterator[RenderableType]:
    yield _line(entry, _GREY, f"until {entry.valid_until}" if entry.valid_until else "")
    yield from _details(entry, _GREY)
    yield _provenance(entry)


def _refuted(entry: CriticalEntryPicture) -> Iterator[RenderableType]:
    by = who(entry.updater.by) or f"{entry.updater.source} ({entry.updater.role})"
    yield text(f"· refuted: was {_what(entry)}, by {by}, on {when(entry.updater.at)}", _GREY)
    if entry.reason:
        yield below(f"Reason: {entry.reason}", "italic")
    yield from _details(entry, _GREY)
    yield _provenance(entry)


def _retracted(entry: CriticalEntryPicture) -> Iterator[RenderableType]:
    yield text("· registered in error, content removed", _GREY)
    yield _provenance(entry)


def _line(entry: CriticalEntryPicture, style: str, more: str = "", mark: str = "·") -> Text:
    severity = SEVERITIES[entry.severity] if entry.severity else None
    said = joined((severity, VERIFICATIONS[entry.verification], more))
    return text(f"{mark} {_what(entry)}  {said}", style)


def _is_sure(entry: CriticalEntryPicture) -> bool:
    return entry.verification is Verification.CONFIRMED


def _what(entry: CriticalEntryPicture) -> str:
    return f"{KINDS[entry.kind]}: {entry.display or NOT_SAID}"


def _details(entry: CriticalEntryPicture, style: str) -> Iterator[Table]:
    """Everything else that is said of it, a line each."""
    if entry.reactions:
        yield below(f"Reactions: {joined(map(reaction, entry.reactions), '; ')}", style)
    dates = joined(
        (
            entry.onset and f"onset {entry.onset}",
            entry.started and f"since {entry.started}",
            entry.valid_until and f"valid until {entry.valid_until}",
        )
    )
    about = entry.source_of_information
    if told := joined((dates, f"source of information: {code(about)}" if about else None), " · "):
        yield below(told, style)
    if entry.text and entry.text != entry.display:
        yield below(f"In words: {entry.text}", style)
    if entry.note:
        yield below(f"Note: {entry.note}", "italic")
    if entry.codes:
        yield below(f"Codes: {joined(map(code, entry.codes), '; ')}", _GREY)


def _provenance(entry: CriticalEntryPicture) -> Table:
    """Who stated it first, apart from who changed it last (R11)."""
    changed = f"{_CHANGED[entry.why_not]} {stated(entry.updater)}" if entry.version > 1 else None
    said = (
        f"entry {entry.id}, version {entry.version}",
        f"recorded {stated(entry.recorder)}",
        changed,
        _message(entry.act),
        f"end announced {when(entry.expired)}" if entry.expired else None,
    )
    return below(joined(said, " · "), _GREY)


def _message(act: ActPicture | None) -> str | None:
    """Where its newest change came from; None: that is masked with it."""
    if act is None:
        return None
    return f"from message {act.message_id}" if act.message_id else f"from submission {act.submission_id}"
