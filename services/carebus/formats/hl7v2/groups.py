"""Understands the segments of a message in their order, and which of them belong to one order."""

from collections.abc import Iterator, Sequence

from carebus.domain.problems import Code
from carebus.formats.hl7v2.reading import Reading
from carebus.formats.hl7v2.segments import Segment


class Segments:
    """Some segments of a message, in their order: all of them, or those of one order."""

    __slots__ = ("_all", "reading")

    def __init__(self, found: Sequence[Segment], reading: Reading) -> None:
        self._all = tuple(found)
        self.reading = reading

    def __iter__(self) -> Iterator[Segment]:
        """Each segment."""
        return iter(self._all)

    def all(self, name: str) -> tuple[Segment, ...]:
        """The segments `name`."""
        return tuple(each for each in self._all if each.name == name)

    def one(self, name: str) -> Segment | None:
        """The only segment `name`; a second one is a problem."""
        found = self.all(name)
        if len(found) > 1:
            self.reading.note(
                Code.UNEXPECTED_ELEMENT, found[1].path, f"{name} stands more than once, and only one has a meaning"
            )
        return found[0] if found else None

    def needed(self, name: str) -> Segment | None:
        """The only segment `name`; its absence is a problem."""
        found = self.one(name)
        if found is None:
            self.reading.note(Code.MISSING_ELEMENT, f"{self._all[0].path}/{name}", f"there is no {name}")
        return found

    def around(self, middle: Segment) -> "tuple[Segments, Segments]":
        """Those before a segment, and those after it."""
        before = [each for each in self._all if each.index < middle.index]
        after = [each for each in self._all if each.index > middle.index]
        return Segments(before, self.reading), Segments(after, self.reading)

    def groups(self, name: str) -> "tuple[Segments, ...]":
        """The segments from each `name` until the next."""
        starts = [place for place, each in enumerate(self._all) if each.name == name]
        ends = [*starts, len(self._all)][1:]
        return tuple(Segments(self._all[a:b], self.reading) for a, b in zip(starts, ends, strict=True))
