"""Understands HL7 v2, one message or a batch, from its bytes to what it tells of medication, critical information and identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace
from carebus.domain.results.report import Identifier
from carebus.formats.format import Format
from carebus.formats.hl7v2 import allergies, deaths, framing
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.header import NO_KIND, Header, header
from carebus.formats.hl7v2.kinds import acts_of, is_of_two, why_not
from carebus.formats.hl7v2.opening import opened
from carebus.formats.hl7v2.patients import subject
from carebus.formats.told import MEDICATION, Message, Subject, Told

MOST_PARTS = 500
"""Orders, dispensings, movements, allergies and deaths in one message, or in one batch of them."""


@dataclass(frozen=True, slots=True)
class One:
    """One message of a file as read: its parts, or the problems that leave it without any."""

    segments: Segments | None
    sender: tuple[Identifier, ...] = ()
    parts: tuple[Told, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(data: bytes) -> Message | tuple[Problem, ...]:
    """What `data` tells; problems where nothing in it could be read or held by itself. Never raises for any bytes.

    A message of a batch that cannot be read is a part with its problems, so that the others stand. A batch is of one
    sender.
    """
    found = each(data)
    if isinstance(found, Problem):
        return (found,)
    if not any(one.parts for one in found):
        return tuple(problem for one in found for problem in one.problems)
    sent = next(one.sender for one in found if one.parts)
    parts = [part for one in found for part in _parts(one, sent)]
    if len(parts) > MOST_PARTS:
        return (Problem(Code.TOO_LARGE, "/", f"more than {MOST_PARTS} orders, movements or allergies"),)
    numbered = tuple(replace(part, part=number) for number, part in enumerate(parts))
    return Message(Format.HL7_V2, MEDICATION, numbered, sent, "MSH-4")


def each(data: bytes) -> tuple[One, ...] | Problem:
    """Each message of a file as read, or why the file holds none."""
    found = framing.messages(data)
    if isinstance(found, Problem):
        return found
    if len(found) > MOST_PARTS:
        return Problem(Code.TOO_LARGE, "/", f"more than {MOST_PARTS} messages")
    prefixes = [f"MSH[{number}]/" if len(found) > 1 else "" for number in range(1, len(found) + 1)]
    return tuple(_one(lines, prefix) for lines, prefix in zip(found, prefixes, strict=True))


def _parts(one: One, sent: tuple[Identifier, ...]) -> Iterator[Told]:
    if not one.parts:
        yield Told(0, None, None, one.problems)
    for part in one.parts:
        if one.sender == sent:
            yield part
        else:
            yield replace(part, submission=None, problems=(*part.problems, _another_sender(one)))


def _another_sender(one: One) -> Problem:
    prefix = one.segments.reading.prefix if one.segments else ""
    return Problem(
        Code.INVALID_VALUE, f"{prefix}MSH-4", "another sender than the first of the batch: send it by itself"
    )


def _one(lines: tuple[bytes, ...], prefix: str) -> One:
    message = opened(lines, prefix)
    if isinstance(message, tuple):
        return One(None, problems=message)
    head = header(message.all("MSH")[0])
    acts, told, dead = acts_of(message, head), allergies.told_of(message, head), deaths.told_of(message, head)
    if acts is None and (told or dead):
        acts = _left(message, head)
    elif acts is None:
        return One(message, head.sender, problems=_not_taken(message, head))
    beside = (deaths.death(pid, message, head) for pid in dead)
    return _told(message, head, chain(acts, map(allergies.allergy, told), beside))


def _left(message: Segments, head: Header) -> Iterator[Act]:
    """What else a message tells of which allergies or a death are taken: held, so that it is not passed over."""
    message.reading.note(Code.NOT_FOR_THIS_AREA, "MSH-9", why_not(head))
    yield Act(None)


def _not_taken(message: Segments, head: Header) -> tuple[Problem, ...]:
    if head.kind != NO_KIND:
        message.reading.note(Code.NOT_FOR_THIS_AREA, "MSH-9", why_not(head))
    return message.reading.taken()


def _told(message: Segments, head: Header, acts: Iterator[Act]) -> One:
    whom, shared = None if is_of_two(head) else subject(message), message.reading.taken()
    parts: list[Told] = []
    for act in acts:
        problems = tuple(dict.fromkeys((*shared, *message.reading.taken())))
        parts.append(_part(len(parts), act, problems, whom, head))
        if len(parts) > MOST_PARTS:
            break
    return One(message, head.sender, tuple(parts), () if parts else shared)


def _part(number: int, act: Act, problems: tuple[Problem, ...], whom: Subject | None, head: Header) -> Told:
    """One part, named by its message and its place there: the same when it is sent again, alone or in a batch."""
    named = ((act.key, whom),) if act.key and whom else act.named
    return Told(
        part=number,
        submission=None if problems else act.submission,
        subject=None if named else whom,
        problems=problems,
        name=None if head.message_id is None else f"{head.message_id}#{number}",
        occurred=act.occurred,
        recorded=head.recorded,
        message_id=head.message_id,
        sequence=head.sequence,
        trial=head.trial,
        area=act.area,
        named=named,
    )
