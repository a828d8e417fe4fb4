"""Understands how much of a message is used: each component is read, left out on purpose, or unknown.

What is used is not claimed by a table but seen while the message is read. The table (`fields.txt` beside this module)
has the reason for what was not.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from carebus.domain.problems import Problem
from carebus.formats.coverage import Coverage
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.messages import each
from carebus.formats.hl7v2.segments import Segment

_DELIMITERS = 2
_ELSEWHERE = "a field that is read where an order begins or changes, not where it ends"


def coverage(data: bytes) -> Coverage | Problem:
    """What is used of an HL7 v2 file; a problem where nothing in it could be read."""
    found = each(data)
    if isinstance(found, Problem):
        return found
    if unread := next((one.problems[0] for one in found if not one.parts), None):
        return unread
    total = Coverage()
    for one in found:
        if one.segments is not None:
            total.add(_counted(one.segments))
    return total


@cache
def table() -> dict[str, str]:
    """The reason for leaving out, by segment, field or component; "RDS:RXE" holds in messages of that kind alone."""
    lines = files(__package__).joinpath("fields.txt").read_text(encoding="utf-8").splitlines()
    return dict(_line(line) for line in lines if line and not line.startswith("#"))


def _line(written: str) -> tuple[str, str]:
    """What a line says of a field that is read comes before the bar; why it may be left out all the same, after it."""
    name, what = written.split(None, 1)
    if what.startswith("- "):
        return name, what.removeprefix("- ")
    return name, what.partition(" | ")[2] or _ELSEWHERE


def _counted(message: Segments) -> Coverage:
    counted = Coverage()
    kind = message.all("MSH")[0].text(9, 1) or ""
    for segment in message:
        for number, repetition, component in _said(segment):
            if (segment.index, number, repetition, component) in message.reading.seen:
                counted.used += 1
            elif reason := _reason(kind, segment.name, number, component):
                counted.dropped[reason] += 1
            else:
                counted.unknown[f"{segment.name}-{number}.{component}"] += 1
    return counted


def _said(segment: Segment) -> Iterator[tuple[int, int, int]]:
    """Field, repetition and component of everything that is not empty. The delimiters are used to read the others."""
    marks = segment.reading.marks
    first = 1 if segment.name != "MSH" else _DELIMITERS + 1
    for number, field in enumerate(segment.fields[first:], first):
        for repetition, value in enumerate(field.split(marks.repetition), 1):
            for component, piece in enumerate(value.split(marks.component), 1):
                if piece.strip(marks.subcomponent):
                    yield number, repetition, component


def _reason(kind: str, segment: str, number: int, component: int) -> str:
    names = (f"{segment}-{number}.{component}", f"{segment}-{number}", segment)
    return next((table()[name] for name in (*(f"{kind}:{name}" for name in names), *names) if name in table()), "")
