"""Understands a KITH Svarrapport, v1.3 or v1.4, from its bytes to the reports in it."""

from dataclasses import dataclass

from lxml import etree

from carebus.domain.problems import Code, Problem
from carebus.formats.format import Format
from carebus.formats.kith import vocabulary
from carebus.formats.kith.elements import Element
from carebus.formats.kith.reports import Envelope, Told, told
from carebus.formats.kith.xml import root

MOST_REPORTS = 200
"""In one message: v1.3 sets no limit, and every laboratory seen sends one."""

_TRIAL = frozenset({"TEST", "T", "D"})


@dataclass(frozen=True, slots=True)
class Message:
    """What one file says: its format, and each ServReport in it, read or with its problems."""

    format: Format
    reports: tuple[Told, ...]


def read(data: bytes) -> Message | tuple[Problem, ...]:
    """The message in `data`; problems where it holds no report that could be read or held by itself."""
    document = root(data)
    if isinstance(document, Problem):
        return (document,)
    found = vocabulary.messages(document)
    if isinstance(found, Problem):
        return (found,)
    return _read(found)


def _read(found: tuple[etree._Element, ...]) -> Message | tuple[Problem, ...]:
    reports: list[Told] = []
    for node in found:
        reports += _reports(Element(node, []), len(reports))
        if len(reports) > MOST_REPORTS:
            return (Problem(Code.TOO_LARGE, "/Message", f"more than {MOST_REPORTS} reports in one message"),)
    if not reports:
        return (Problem(Code.NO_REPORT, "/Message", "the message holds no ServReport"),)
    return Message(vocabulary.format_of(found[0]), tuple(reports))


def _reports(message: Element, first: int) -> list[Told]:
    envelope, problems = _envelope(message), tuple(message.problems)
    told_here = []
    for part, report in enumerate(message.all("ServReport")[: MOST_REPORTS + 1], first):
        report.problems = []
        told_here.append(told(report, part, envelope, problems))
    return told_here


def _envelope(message: Element) -> Envelope:
    """MsgId, GenDate and Status; GenDate orders the versions of a report, so it must be an instant (R13)."""
    if (message_id := message.id("MsgId")) is None:
        message.missing("MsgId")
    generated = message.time("GenDate")
    if generated is None:
        message.missing("GenDate")
    elif generated.instant is None:
        message.problems.append(Problem(Code.INVALID_TIME, "/Message/GenDate", "not a date with a time of day"))
    status = message.coding("Status")
    return Envelope(message_id, generated, status, status is not None and status.code in _TRIAL)
