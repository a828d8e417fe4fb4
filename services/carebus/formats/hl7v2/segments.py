"""Understands one segment of a message: what stands in each of its fields, and every problem met while reading it.

A parser of our own: hl7apy 1.3 raises where its tables do not allow a thing, python-hl7 0.4 takes delimiters that are
missing or alike without a word and ends segments with a carriage return alone, and both leave it to their caller to tell
an explicit null (`""`: there is none, or no longer) from text, and to know where a value stood. Values are cut when asked
for, so a message costs what is used of it; coverage counts by what was asked for.

A path is written `RXE[2]-10.1`: the second RXE of its message, field 10, component 1; `PID-3[2].1`: the second
repetition of PID-3.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carebus.domain.problems import Code
from carebus.formats.hl7v2.delimiters import unescaped
from carebus.formats.hl7v2.reading import Reading

MOST_REPETITIONS = 200
"""Of one field: of real ones the patient's numbers repeat most, and are a handful."""

NULL = '""'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field that says something: neither empty nor null."""

    raw: str
    segment: "Segment"
    field: int
    repetition: int
    where: str

    def text(self, component: int = 1, sub: int | None = None) -> str | None:
        """A component as written, or one of its subcomponents (`sub`); None where it is empty or null."""
        marks = self.segment.reading.marks
        parts = self.raw.split(marks.component, component)
        self._saw(component)
        if len(parts) < component:
            return None
        piece, where = parts[component - 1], f"{self.where}.{component}"
        if sub is None:
            return self._plain(piece, where)
        inner = piece.split(marks.subcomponent, sub)
        return self._plain(inner[sub - 1], f"{where}.{sub}") if len(inner) >= sub else None

    def whole(self) -> str | None:
        """All of it, for a field that has no components: delimiters that a sender forgot to escape stay as written."""
        for component in range(1, self.raw.count(self.segment.reading.marks.component) + 2):
            self._saw(component)
        return self._plain(self.raw, self.where)

    def problem(self, code: Code, detail: str) -> None:
        """Notes what is wrong here."""
        self.segment.reading.note(code, self.where, detail)

    def _saw(self, component: int) -> None:
        self.segment.reading.seen.add((self.segment.index, self.field, self.repetition, component))

    def _plain(self, raw: str, where: str) -> str | None:
        reading = self.segment.reading
        if raw in ("", NULL):
            return None
        if reading.marks.truncation and raw.endswith(reading.marks.truncation):
            reading.note(Code.INVALID_VALUE, where, "its sender cut the value short")
        text = unescaped(raw, reading.marks, reading.encoding)
        if text is None:
            reading.note(
                Code.INVALID_VALUE, where, "an escape switches the character set, or stands for no characters of it"
            )
        elif _CONTROL.search(text):
            reading.note(Code.CONTROL_CHARACTERS, where, "control characters other than tab and line breaks")
        return (text or "").strip() or None


class Segment:
    """One segment; `index` is its place in the message, `path` its name, numbered where there are several."""

    __slots__ = ("fields", "index", "name", "path", "reading")

    def __init__(self, line: str, index: int, path: str, reading: Reading) -> None:
        parts = line.split(reading.marks.field)
        self.name = line[:3]
        self.index = index
        self.path = path
        self.reading = reading
        self.fields = parts if self.name != "MSH" else [parts[0], reading.marks.field, *parts[1:]]

    def all(self, number: int) -> tuple[Value, ...]:
        """The repetitions of a field that say something."""
        return tuple(self._values(number))

    def one(self, number: int) -> Value | None:
        """What a field that does not repeat says; two that differ are a problem, since nobody knows which is meant."""
        found = self.all(number)
        if len({each.raw for each in found}) > 1:
            found[1].problem(Code.UNEXPECTED_ELEMENT, "the field repeats, and only one value has a meaning here")
        return found[0] if found else None

    def text(self, number: int, component: int = 1, sub: int | None = None) -> str | None:
        """A component of a field that does not repeat."""
        found = self.one(number)
        return None if found is None else found.text(component, sub)

    def whole(self, number: int) -> str | None:
        """A field that neither repeats nor has components."""
        found = self.one(number)
        return None if found is None else found.whole()

    def is_null(self, number: int) -> bool:
        """Whether a field is deleted (`""`), which is more than empty."""
        return number < len(self.fields) and self.fields[number] == NULL

    def missing(self, number: int) -> None:
        """Notes that a field says nothing."""
        detail = 'it is null (""), and must say something' if self.is_null(number) else "it is missing or empty"
        self.reading.note(Code.MISSING_ELEMENT, f"{self.path}-{number}", detail)

    def _values(self, number: int) -> Iterator[Value]:
        written = self.fields[number] if number < len(self.fields) else ""
        if not written:
            return
        repetitions = self._repetitions(number, written)
        if len(repetitions) > MOST_REPETITIONS:
            self.reading.note(Code.TOO_LARGE, f"{self.path}-{number}", f"it repeats more than {MOST_REPETITIONS} times")
        for place, raw in enumerate(repetitions[:MOST_REPETITIONS], 1):
            if raw not in ("", NULL):
                at = f"[{place}]" if len(repetitions) > 1 else ""
                yield Value(raw, self, number, place, f"{self.path}-{number}{at}")

    def _repetitions(self, number: int, written: str) -> list[str]:
        if self.name == "MSH" and number in (1, 2):
            return [written]
        return written.split(self.reading.marks.repetition, MOST_REPETITIONS)
