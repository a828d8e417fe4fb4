"""Understands which of the six words are said with a medication list (R19): of what is known to be missing, and of a list without rows."""

from carebus.domain.medication.beside import Gap, GapKind
from carebus.domain.medication.nothing import silence
from carebus.domain.medication.view import MedicationList
from carebus.domain.results.nothing import Nothing
from carebus.reader.pictures.missing import Because, MissingPicture, Word

_GAPS = {
    GapKind.LOCKED: (Word.UNKNOWN, Because.LOCKED),
    GapKind.WITHHELD: (Word.WITHHELD, Because.ROWS_WITHHELD),
    GapKind.HELD: (Word.UNKNOWN, Because.MESSAGES_HELD),
    GapKind.SOURCE: (Word.UNKNOWN, Because.SOURCE_GAP),
    GapKind.LOOKUP_FAILED: (Word.UNKNOWN, Because.LOOKUP_FAILED),
}


def missing_from(
    listed: MedicationList | None, found: tuple[MissingPicture, ...], *, empty: bool
) -> tuple[MissingPicture, ...]:
    """What was `found` to be missing by the reader, what is known to be missing (R9), and why no row is shown where none is.

    Only a person's statement gives `none known`, and only where nothing is missing.
    """
    told = (*found, *(_of_gap(gap) for gap in (listed.gaps if listed else ())))
    return told if told or not empty else (_silence(listed),)


def _of_gap(gap: Gap) -> MissingPicture:
    word, because = _GAPS[gap.kind]
    return MissingPicture(word=word, because=because, since=gap.since)


def _silence(listed: MedicationList | None) -> MissingPicture:
    said = silence(listed)
    return MissingPicture(word=Word(said.word.value), because=_because(listed, said.word), since=said.since)


def _because(listed: MedicationList | None, word: Nothing) -> Because:
    if word is Nothing.NONE_KNOWN:
        return Because.NOTHING_TAKEN
    return Because.NO_ROWS if listed and listed.version else Because.NO_LIST
