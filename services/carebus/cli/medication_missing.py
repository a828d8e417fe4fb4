"""Understands how what a medication list is known to lack is said, each with its place, and the word for a list without rows (R9, R19)."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from carebus.cli.medication_words import joined
from carebus.cli.show_words import missing, text, unknown, when
from carebus.domain.medication.beside import GapKind
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.medication.beside import GapPicture
from carebus.reader.pictures.missing import Because, MissingPicture, Word

_OF = {
    GapKind.LOCKED: Because.LOCKED,
    GapKind.WITHHELD: Because.ROWS_WITHHELD,
    GapKind.HELD: Because.MESSAGES_HELD,
    GapKind.SOURCE: Because.SOURCE_GAP,
    GapKind.LOOKUP_FAILED: Because.LOOKUP_FAILED,
}
_MORE = "There may be more than is shown."
_OF_NO_ROWS = frozenset({Because.NO_LIST, Because.NO_ROWS, Because.NOTHING_TAKEN})


def gaps(said: Iterable[MissingPicture], known: Iterable[GapPicture]) -> Iterator[str]:
    """Each thing that is missing, once: a gap of the list with where it was looked for, and what the reader itself lacks."""
    places = list(known)
    for each in said:
        if each.because in _OF_NO_ROWS:
            continue
        gap = next((one for one in places if _OF[one.kind] is each.because and one.since == each.since), None)
        if gap:
            places.remove(gap)
        yield f"{joined((unknown(each), _place(gap) if gap else None), ', ')}. {_MORE}"
    yield from (f"Unknown since {when(gap.since)}: {gap.kind.value}, {_place(gap)}. {_MORE}" for gap in places)


def without_rows(answer: ListAnswer) -> Iterator[RenderableType]:
    """Which kind of nothing it is that no row is shown."""
    words = [each for each in answer.missing if each.because in _OF_NO_ROWS]
    yield Text()
    if words:
        yield from map(missing, words)
    elif answer.missing:
        yield text("No row is shown; what is missing, as said above, may be why. Ask the patient.", "bold yellow")
    else:
        yield text("No row is in use now. That is not to say that nothing is taken.", "bold yellow")


def without_list(answer: ListAnswer) -> Iterator[RenderableType]:
    """Why there is no list at all: never an empty one."""
    if answer.as_of:
        yield text(f"As it was known {when(answer.as_of)}, and not as it is now:", "bold yellow")
    yield from map(missing, answer.missing)
    if not any(each.word is Word.ABSENT for each in answer.missing):
        yield text("No medication list is shown. That is not to say that nothing is taken.", "bold yellow")


def _place(gap: GapPicture) -> str:
    said = joined((gap.code and f"code {gap.code}", gap.text), ": ")
    return f"at {gap.place}{f' ({said})' if said else ''}"
