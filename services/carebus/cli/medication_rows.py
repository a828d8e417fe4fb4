"""Understands how the rows of a medication list stand: what, how, why, since when and who; below each, what must be known of it."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from carebus.cli.medication_beside import of_row
from carebus.cli.medication_layout import below, flagged, heading
from carebus.cli.medication_unbroken import Unbroken
from carebus.cli.medication_words import UNKNOWN, decided, doses, ended, joined, name_of, names_of, told_by, who
from carebus.cli.show_words import lines, text, when
from carebus.domain.medication.status import Status
from carebus.reader.pictures.medication.lists import ListPicture
from carebus.reader.pictures.medication.parts import PausePicture
from carebus.reader.pictures.medication.rows import ListRowPicture, TreatmentPicture

_COLUMNS = (("Medicine", 8), ("Dose", 9), ("Why", 6), ("Since, decided by", 6))
_SECTIONS = (
    (Status.ACTIVE, "In use", ""),
    (Status.ON_HOLD, "On hold: not to be taken", "nothing resumes by itself"),
    (Status.INTENDED, "To begin: not to be taken yet", ""),
)
_NOT_SAID = "not said"


def rows(shown: ListPicture) -> Iterator[RenderableType]:
    """Every row, those in use first; a row's place among its like is that of the list."""
    if shown.rows or shown.ended:
        yield _line(*(text(f"\n{name}", "dim") for name, _ in _COLUMNS))
    for status, title, note in _SECTIONS:
        yield from _section(title, note, [row for row in shown.rows if row.status is status])
    sections = {status for status, _, _ in _SECTIONS}
    yield from _section("In another state", "", [row for row in shown.rows if row.status not in sections])
    yield from _section("Lately ended: not taken any more", "shown for 90 days", shown.ended)


def _section(title: str, note: str, shown: Sequence[ListRowPicture]) -> Iterator[RenderableType]:
    if shown:
        yield heading(f"{title} ({len(shown)})", note)
    for row in shown:
        yield Rule(style="dim")
        yield from _row(row)


def _row(row: ListRowPicture) -> Iterator[RenderableType]:
    told = row.treatment
    yield _line(_medicine(told), _dose(told, is_over=row.status not in _TAKEN), _why(told), _since(row))
    yield from _flags(row)
    if told.note:
        yield below(f"Note: {told.note}", "italic")
    yield from of_row(row)
    yield _provenance(row)


def _line(*cells: Text | Unbroken) -> Table:
    grid = Table.grid(padding=(0, 1), expand=True)
    for _, ratio in _COLUMNS:
        grid.add_column(ratio=ratio, overflow="fold")
    grid.add_row(*cells)
    return grid


def _medicine(told: TreatmentPicture) -> Unbroken:
    medicine, unknown = told.medicine, told.unknown_codes
    form = name_of(medicine.form, is_unknown="medicine.form" in unknown)
    atc = joined((medicine.atc.code, UNKNOWN if "medicine.atc" in unknown else None), " ") if medicine.atc else None
    return Unbroken(lines(text(medicine.display, "bold"), text(joined((form, atc), " · "))))


def _dose(told: TreatmentPicture, *, is_over: bool) -> Unbroken:
    """In words, then in structure, then how regularly and where."""
    dosage = told.dosage
    words = text(dosage.words, "dim" if is_over else "bold") if dosage.words else text(_NOT_SAID, "bold yellow")
    structure = doses(dosage, is_unknown="dosage.dosings" in told.unknown_codes)
    use = name_of(told.use, is_unknown="use" in told.unknown_codes)
    more = joined((use, dosage.site, "no generic substitution" if told.substitution is False else None), " · ")
    return Unbroken(lines(words, *(text(each, "dim") for each in structure), text(more)))


def _why(told: TreatmentPicture) -> Text:
    reasons = names_of(told.reasons, is_unknown="reasons" in told.unknown_codes)
    return text("\n".join(reasons)) if reasons else text(_NOT_SAID, "dim")


def _since(row: ListRowPicture) -> Text:
    told = row.treatment
    planned = told.planned_end and f"planned until {told.planned_end}"
    by = who(told.decided_by) or f"nobody named; {told_by(row.act)}"
    return lines(text(told.started or _NOT_SAID), text(planned), text(by))


def _flags(row: ListRowPicture) -> Iterator[Table]:
    """What sets the row apart from one that is simply in use."""
    if row.words != Status.ACTIVE:
        yield flagged(_state(row))
    if row.ending and row.status is Status.ON_HOLD:
        yield flagged(f"Ceased from {row.ending.effective}: {ended(row.ending) or _NOT_SAID}")
    if row.treatment.pause and row.status is not Status.ON_HOLD:
        yield flagged(f"Pause: {_pause(row.treatment.pause)}")
    if row.during_admission:
        yield flagged("Written during an admission: the list was not authoritative then")


def _state(row: ListRowPicture) -> str:
    state, pause = f"{row.words[:1].upper()}{row.words[1:]}", row.treatment.pause
    if row.status is Status.ON_HOLD and pause:
        return joined((state, _pause(pause, state)))
    return joined((state, ended(row.ending)), ": ")


def _pause(pause: PausePicture, said: str = "") -> str:
    """Since when, until when unless that is said already, and why."""
    until = f"until {pause.until}" if pause.until else "with no end"
    dates = joined((f"since {pause.since}", None if until in said else until))
    return f"{dates}: {pause.reason or 'reason not said'}"


def _provenance(row: ListRowPicture) -> Table:
    changed = f"changed {when(row.changed)}, version {row.version}, by {told_by(row.act)}"
    left = f"left the list {decided(row.left)}" if row.left else None
    return below(joined((f"row {row.treatment.id}", changed, left), " · "), "dim")


_TAKEN = frozenset({Status.ACTIVE, Status.INTENDED, Status.ON_HOLD})
