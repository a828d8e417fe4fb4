"""Understands the allergies that a message tells beside what it is about (AL1, IAM): each is only ever added (R26).

Senders repeat them in message after message, so one is known by its source and by what it is to, where it has no id of its own (IAM-7):
told again it is the same. Absence means nothing. What IAM deletes, or calls inactive or erroneous, adds nothing and is held for a person,
since it may have been observed here before. Source: HL7 v2.8 chapter 3 (AL1, IAM); tables 0127, 0128, 0323 and 0438.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from carebus.domain.critical_info.entry import Coded, Content, Person, Reaction, Severity
from carebus.domain.problems import Code
from carebus.formats.allergies import NONE_KNOWN, at_source, kind_of, observed, says_none, stated_by
from carebus.formats.hl7v2 import identifiers
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.codes import ORIGINAL_TEXT, coding, codings
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.header import Header
from carebus.formats.hl7v2.kinds import is_of_one
from carebus.formats.hl7v2.parties import person
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import time
from carebus.formats.told import CRITICAL_INFO

OTHERS = frozenset({"OMP", "ORM", "ORU", "RDE", "RDS"})
"""The messages that may tell of allergies, besides an ADT that tells of one patient as they now are."""

DRUG = "DA"
SEVERITIES = {"SV": Severity.HIGH, "MO": Severity.LOW, "MI": Severity.LOW, "U": Severity.UNABLE_TO_ASSESS}
"""Source: no-basis-AllergyIntolerance: severe is alvorlig; moderate and mild are mindre alvorlig."""

_KIND, _WHAT, _SEVERITY, _REACTION = 2, 3, 4, 5
_ENDS = {6: frozenset({"D"}), 17: frozenset({"I", "E"})}
_STANDS = "it adds nothing, and what was observed of it before stands until a person refutes it (R26)"


@dataclass(frozen=True, slots=True)
class _More:
    """What the two segments do not say in the same fields."""

    name: str | None = None
    onset: str | None = None
    classes: tuple[str | None, ...] = ()
    by: Person | None = None
    entered: datetime | None = None


def told_of(message: Segments, head: Header) -> tuple[Segment, ...]:
    """Each AL1 and IAM; none in a message of a kind that does not tell of one patient as they now are."""
    if is_of_one(head) or head.kind.partition("^")[0] in OTHERS:
        return (*message.all("AL1"), *message.all("IAM"))
    return ()


def allergy(segment: Segment) -> Act:
    """What one of them tells; a problem where it adds no allergy."""
    more = _of_iam(segment) if segment.name == "IAM" else _More(onset=_written(segment, 6))
    content = _content(segment, more)
    if not content.codes and not content.text:
        segment.missing(_WHAT)
    elif says_none(content):
        segment.reading.note(Code.NOT_FOR_THIS_AREA, f"{segment.path}-{_WHAT}", NONE_KNOWN)
    sort = segment.text(_KIND)
    kind = kind_of(None if sort is None else sort == DRUG, content)
    return Act(partial(observed, more.name, kind, content, more.by), more.entered, CRITICAL_INFO)


def _of_iam(iam: Segment) -> _More:
    for number, ends in _ENDS.items():
        if iam.text(number) in ends:
            iam.reading.note(Code.NOT_FOR_THIS_AREA, f"{iam.path}-{number}", _STANDS)
    by, entered = iam.one(23), time(iam.one(24))
    return _More(
        name=identifiers.allergy(iam),
        onset=_written(iam, 11) or iam.whole(12),
        classes=(_class(iam, 9), _class(iam, 17)),
        by=None if by is None else stated_by(person(by, None)),
        entered=None if entered is None else entered.instant,
    )


def _content(segment: Segment, more: _More) -> Content:
    what = segment.one(_WHAT)
    return Content(
        codes=() if what is None else tuple(Coded(each) for each in codings(what)),
        text=None if what is None else what.text(ORIGINAL_TEXT),
        severity=SEVERITIES.get(segment.text(_SEVERITY) or ""),
        reactions=_reactions(segment),
        onset=more.onset,
        note=at_source((_class(segment, _KIND), *more.classes)),
    )


def _reactions(segment: Segment) -> tuple[Reaction, ...]:
    """Each with the severity as written, which may be of no table."""
    grade = coding(segment, _SEVERITY)
    shown = [text for each in segment.all(_REACTION) if (text := each.whole())]
    return tuple(Reaction(None, text, grade) for text in shown) or ((Reaction(severity=grade),) if grade else ())


def _class(segment: Segment, number: int) -> str | None:
    """A code with its words: "EA (Environmental allergy)"."""
    value = segment.one(number)
    code, text = (None, None) if value is None else (value.text(1), value.text(2))
    return f"{code} ({text})" if code and text else code or text


def _written(segment: Segment, number: int) -> str | None:
    found = time(segment.one(number))
    return None if found is None else found.iso
