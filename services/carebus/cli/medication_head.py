"""Understands what stands above a medication list: how far it may be trusted, how old it is, what it lacks, and what waits."""

from collections.abc import Iterator

from rich.panel import Panel
from rich.text import Text

from carebus.cli.medication_layout import labelled
from carebus.cli.medication_missing import gaps
from carebus.cli.medication_waiting import counted
from carebus.cli.medication_words import joined, who
from carebus.cli.show_words import age, text, when
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.medication.beside import AdmissionPicture
from carebus.reader.pictures.medication.elsewhere import Became, TakenInPicture
from carebus.reader.pictures.medication.lists import ListPicture
from carebus.reader.pictures.medication.parts import StampPicture

_WARNING = "bold yellow"
_STRANGERS = "the two records are not known to be one person's now"


def head(answer: ListAnswer, shown: ListPicture) -> Panel:
    """The head of a list, one line a fact."""
    made = f"version {shown.version}" if shown.version else "nobody has made it yet"
    return Panel(
        labelled(_facts(answer, shown)),
        title=text(f"Medication list · {made} · revision {shown.revision}", "bold"),
        title_align="left",
    )


def _facts(answer: ListAnswer, shown: ListPicture) -> Iterator[tuple[str, Text]]:
    if answer.as_of:
        yield "As of", text(f"{when(answer.as_of)}: as it was known then, and not as it is now", _WARNING)
    yield "Authoritative", _trust(shown)
    yield from _elsewhere(shown)
    for told in gaps(answer.missing, shown.gaps):
        yield "Missing", text(f"⚑ {told}", _WARNING)
    yield "Reconciled", _stamped(shown.reconciled, "⚑ never: nobody has found the whole list right")
    if _changed_since(shown):
        yield "", text("⚑ rows have changed since then", _WARNING)
    yield "Last edited", _stamped(shown.edited, "never")
    if shown.none_known:
        yield "None known", _stamped(shown.none_known, "")
    if words := counted(shown):
        yield "Waits", text(f"⚑ {words}: a physician's answer is awaited, see below", _WARNING)


def _elsewhere(shown: ListPicture) -> Iterator[tuple[str, Text]]:
    """Where the list goes on, and which go on here (R23)."""
    if closed := shown.closed:
        yield "Closed", text(f"⚑ goes on in record {closed.record}: read that one, and decide there", _WARNING)
        yield "", _stamped(closed.done, "")
        if not closed.same_person:
            yield "", text(f"⚑ {_STRANGERS}: it should be opened again", _WARNING)
        if closed.told_of_since:
            yield "", text("⚑ something has come beside it since", _WARNING)
    for taken in shown.taken_in:
        style = "" if taken.became is Became.CLOSED and taken.same_person else _WARNING
        flag = "⚑ " if style else ""
        yield "Took in", text(f"{flag}{_taken(taken)}", style)


def _taken(told: TakenInPicture) -> str:
    read = f"version {told.version} of the list of record {told.record}, {when(told.at)}"
    moved = f"now version {told.version_now}" if told.became is Became.OPEN else None
    strangers = None if told.same_person else f"⚑ {_STRANGERS}: this list should be given back as it stood"
    return f"{read}: {joined((told.became.value, moved, strangers), '; ')}"


def _trust(shown: ListPicture) -> Text:
    imported = "made from the answer to a lookup, not by a decision here" if shown.imported else None
    if shown.authoritative:
        return text(joined(("yes", imported), "; "), _WARNING if imported else "")
    return text(f"⚑ NO: {joined((_why_not(shown), imported), '; ')}", _WARNING)


def _why_not(shown: ListPicture) -> str:
    """In the times of Norway; in the reader's words where it is neither an admission nor a discharge."""
    if shown.closed:
        return "it is closed"
    if shown.admissions:
        return joined(map(_admitted, shown.admissions), "; ")
    if shown.discharged:
        return f"discharged {when(shown.discharged)}, and not reconciled since"
    return shown.why_not or "the reader does not say why"


def _admitted(told: AdmissionPicture) -> str:
    overdue = "; that is more than 60 days without an end: somebody should look" if told.overdue else ""
    return f"admitted since {when(told.since)} at {told.organisation} (encounter {told.encounter}){overdue}"


def _changed_since(shown: ListPicture) -> bool:
    done, last = shown.reconciled, shown.edited
    return done is not None and last is not None and last.version > done.version


def _stamped(told: StampPicture | None, never: str) -> Text:
    if told is None:
        return text(never, _WARNING)
    by = who(told.by) or "nobody named"
    return text(
        f"{when(told.at)}, {age(told.age_seconds)}, version {told.version}, by {by} (organisation {told.organisation})"
    )
