"""Understands the lines of one message: delimiters, characters and segments, before anything in it is read."""

import re
from collections import Counter

from carebus.domain.problems import Code, Problem
from carebus.formats.hl7v2.characters import encoding_of
from carebus.formats.hl7v2.delimiters import Delimiters, delimiters
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.reading import Reading
from carebus.formats.hl7v2.segments import Segment

_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_CHARACTER_SET = 17


def opened(lines: tuple[bytes, ...], prefix: str = "") -> Segments | tuple[Problem, ...]:
    """The segments of a message, MSH first; the problems that keep it from being read at all."""
    header = lines[0].decode("latin-1")
    marks = delimiters(header)
    if isinstance(marks, Problem):
        return (_at(prefix, marks),)
    encoding = encoding_of(_declared(header, marks), b"\n".join(lines))
    if isinstance(encoding, Problem):
        return (_at(prefix, encoding),)
    return _segments([line.decode(encoding) for line in lines], Reading(marks, encoding, prefix))


def _segments(lines: list[str], reading: Reading) -> Segments | tuple[Problem, ...]:
    for number, line in enumerate(lines, 1):
        if not _NAME.fullmatch(line[:3]) or line[3:4] not in ("", reading.marks.field):
            reading.note(
                Code.NOT_WELL_FORMED, f"segment {number}", "it does not begin with a name and the delimiter of fields"
            )
    if reading.problems:
        return reading.taken()
    count, met = Counter(line[:3] for line in lines), Counter[str]()
    found = []
    for index, line in enumerate(lines):
        met[line[:3]] += 1
        path = f"{line[:3]}[{met[line[:3]]}]" if count[line[:3]] > 1 else line[:3]
        found.append(Segment(line, index, path, reading))
    return Segments(found, reading)


def _declared(header: str, marks: Delimiters) -> str:
    """MSH-18, its first repetition: the set of the message; the others are those that escapes may switch to."""
    fields = header.split(marks.field)
    written = fields[_CHARACTER_SET] if len(fields) > _CHARACTER_SET else ""
    return written.partition(marks.repetition)[0].strip('"')


def _at(prefix: str, problem: Problem) -> Problem:
    return Problem(problem.code, f"{prefix}{problem.where}", problem.detail)
