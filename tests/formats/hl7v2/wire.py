"""Understands how a test writes HL7 v2: by segment and field number, and only what matters to the test."""

from typing import Any

from carebus.formats.hl7v2.messages import read
from carebus.formats.told import Message, Told

NORA = "12837121246"
"""An invented patient: month + 80."""

FNR = "^^^&2.16.578.1.12.4.1.4.1&ISO^NNNOR"
VIDDA = "99000101^2.16.578.1.12.4.1.2^ISO"
"""An invented hospital, by HER-id."""

PID = f"PID|1||{NORA}{FNR}||Fjell^Nora"
RXE = {2: "N02BE01^Paracet^ATC", 3: "1", 5: "tablett"}
STAY = "PV1|1|I|||||||||||||||||S-77^^^VIDDA"
RDE, RDS = "RDE^O11^RDE_O11", "RDS^O13^RDS_O13"


def segment(name: str, fields: dict[int, str] | None = None) -> str:
    """A segment with its fields by number."""
    fields = fields or {}
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields, default=0) + 1))])


def msh(kind: str = RDE, fields: dict[int, str] | None = None) -> str:
    """A header; its fields by number as HL7 counts them, MSH-1 being the delimiter."""
    usual = {3: "EPJ", 4: VIDDA, 7: "20260203101500+0100", 9: kind, 10: "M-1", 11: "P", 12: "2.8", 18: "UNICODE UTF-8"}
    said = usual | (fields or {})
    return "MSH|^~\\&|" + "|".join(said.get(number, "") for number in range(3, max(said) + 1))


def order(code: str = "NW", orc: dict[int, str] | None = None, rxe: dict[int, str] | None = None, *after: str) -> str:
    """An encoded order, with what stands after its RXE."""
    numbered = {1: code, 3: "R-1001^APOTEK", 9: "20260203100000+0100"} | (orc or {})
    return lines(segment("ORC", numbered), segment("RXE", RXE | (rxe or {})), *after)


def dispensing(orc: dict[int, str] | None = None, rxd: dict[int, str] | None = None, *before: str) -> str:
    """A dispensing, with what stands before its RXD."""
    numbered = {1: "RE", 3: "R-1001^APOTEK"} | (orc or {})
    usual = {1: "1", 2: "N02BE01^Paracet^ATC", 3: "20260204121500+0100", 4: "100", 5: "tablett", 7: "R-1001"}
    return lines(segment("ORC", numbered), *before, segment("RXD", usual | (rxd or {})))


def lines(*segments: str) -> str:
    return "\r".join(segments)


def message(*segments: str, kind: str = RDE, fields: dict[int, str] | None = None) -> bytes:
    """One message, its header and patient put before the segments."""
    return (lines(msh(kind, fields), PID, *segments) + "\r").encode()


def movement(trigger: str, evn: dict[int, str] | None = None, pv1: dict[int, str] | None = None) -> bytes:
    """An admission, a discharge, or what takes one back."""
    usual = {2: "I", 19: "S-77^^^VIDDA"}
    entered = {2: "20260203101000+0100"}
    event, visit = segment("EVN", entered | (evn or {})), segment("PV1", usual | (pv1 or {}))
    return (lines(msh(f"ADT^{trigger}"), event, PID, visit) + "\r").encode()


def parts(data: bytes | str) -> tuple[Told, ...]:
    """What a message tells."""
    got = read(data.encode() if isinstance(data, str) else data)
    assert isinstance(got, Message), got
    return got.parts


def told(data: bytes | str) -> Told:
    """The only thing that a message tells."""
    found = parts(data)
    assert len(found) == 1, found
    return found[0]


def made(data: bytes | str) -> Any:
    """The fields of the only submission, by name; it must have no problems."""
    got = told(data)
    assert got.problems == ()
    assert got.submission is not None
    return got.submission.keywords


def prescription(*segments: str) -> Any:
    """The prescription that an order becomes."""
    return made(message(*segments))["prescription"]


def problems(data: bytes | str) -> list[tuple[str, str]]:
    """What is wrong, as code and place, with a message as a whole or with its only part."""
    got = read(data.encode() if isinstance(data, str) else data)
    if isinstance(got, Message):
        assert len(got.parts) == 1
        assert got.parts[0].submission is None
        found = got.parts[0].problems
    else:
        found = got
    assert found
    return [(problem.code.value, problem.where) for problem in found]
