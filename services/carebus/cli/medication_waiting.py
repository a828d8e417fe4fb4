"""Understands how proposals and discrepancy reports are read: what is asked, of which row, by whom, and how it was answered (R7)."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from carebus.cli.medication_layout import below, flagged, heading
from carebus.cli.medication_line import in_a_line
from carebus.cli.medication_words import joined, who
from carebus.cli.show_words import when
from carebus.domain.medication.waiting import Wish
from carebus.reader.pictures.medication.lists import ListPicture
from carebus.reader.pictures.medication.rows import TreatmentPicture
from carebus.reader.pictures.medication.waiting import AnswerPicture, AskedPicture

_WISHES = {
    Wish.ADD: "begin",
    Wish.CHANGE: "change",
    Wish.PAUSE: "pause",
    Wish.CEASE: "cease",
    Wish.OTHER: "do something else with",
}


def counted(shown: ListPicture) -> str:
    """How many wait, in words; nothing where none does."""
    return joined(
        f"{number} {name}{'s' if number > 1 else ''}"
        for name, kind in (("proposal", "proposal"), ("discrepancy report", "discrepancy"))
        if (number := sum(1 for each in shown.waiting if each.kind == kind))
    )


def waiting(shown: ListPicture) -> Iterator[RenderableType]:
    """What waits for a physician's answer, oldest first."""
    if shown.waiting:
        yield heading(f"Waits for an answer ({counted(shown)})", "it changes nothing itself")
        for each in shown.waiting:
            about = _rows(shown).get(each.row or "")
            yield flagged(_asked(each, about))
            yield from _details(each, about)


def answered(shown: ListPicture) -> Iterator[RenderableType]:
    """What was answered, the newest answer first."""
    if shown.answered:
        yield heading(f"Answered ({len(shown.answered)})")
        for each in shown.answered:
            yield below(_asked(each, _rows(shown).get(each.row or "")), mark="·")
            yield from _details(each, None)
            if each.answer:
                yield below(_answer(each.answer))


def _rows(shown: ListPicture) -> dict[str, TreatmentPicture]:
    return {row.treatment.id: row.treatment for row in (*shown.rows, *shown.ended)}


def _asked(told: AskedPicture, about: TreatmentPicture | None) -> str:
    what = "Proposal" if told.kind == "proposal" else "Discrepancy report"
    wish = f"to {_WISHES[told.wish]}" if told.wish else "on" if told.row else None
    said = f": {told.text}" if told.text else ""
    return joined((what, told.id, wish, _about(told, about)), " ") + said


def _about(told: AskedPicture, about: TreatmentPicture | None) -> str | None:
    if told.row is None:
        return None
    return f"{about.medicine.display} (row {told.row})" if about else f"row {told.row}, which is not shown"


def _details(told: AskedPicture, about: TreatmentPicture | None) -> Iterator[Table]:
    """Who asks, and the treatment as it is and as it should be, or as it is taken."""
    multidose = "M25.2 (multidose)" if told.multidose else None
    by = joined((who(told.by), f"{told.source} ({told.role})"), "; ")
    yield below(joined((f"{when(told.made)} by {by}", multidose)), "dim")
    if told.content and about:
        yield below(f"on the list: {in_a_line(about)}")
    if told.content:
        as_it = "as it should be" if told.kind == "proposal" else "as it is taken"
        yield below(f"{as_it}: {in_a_line(told.content)}")


def _answer(given: AnswerPicture) -> str:
    by = who(given.by)
    said = joined((given.reply.value, when(given.at), by and f"by {by}"), " ")
    return f"{said}: {given.text}" if given.text else said
