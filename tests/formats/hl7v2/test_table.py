"""The table of fields tells the truth: what it says is read is read, nothing else is, and the rest has a reason."""

import re
from importlib.resources import files

import pytest
from tests.formats.hl7v2.wire import FNR, NORA, PID, RDS, RXE, dispensing, lines, message, movement, msh, order, segment

from carebus.formats.hl7v2.messages import each

FIELD = re.compile(r"(?:(\w{3}):)?([A-Z][A-Z0-9]{2})-(\d+)")
Field = tuple[str, int]


def table() -> dict[str, str]:
    """Every line by its name, of which there is one."""
    text = files("carebus.formats.hl7v2").joinpath("fields.txt").read_text(encoding="utf-8")
    rows = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
    assert len({name for name, _ in rows}) == len(rows)
    return dict(rows)


def test_whatever_is_left_out_has_a_reason():
    left = [what for what in table().values() if what.startswith("- ")]
    assert len(left) > 100
    assert all(len(what) > 10 for what in left)


def said_to_be_read(kind: str) -> set[Field]:
    """The fields that the table says are read in messages of a kind: a line of that kind goes before one of all."""
    read, own = set(), {}
    for name, what in table().items():
        match = FIELD.fullmatch(name)
        is_read = not what.startswith("- ")
        if match and match[1] == kind:
            own[match[2], int(match[3])] = is_read
        elif match and match[1] is None and is_read and f"{kind}:{match[2]}" not in table():
            read.add((match[2], int(match[3])))
    return {field for field in read | own.keys() if own.get(field, True)}


def filled(kind: str, name: str, values: dict[int, str]) -> str:
    """A segment that says something in every field that is said to be read, and in ten more."""
    numbers = [number for of, number in said_to_be_read(kind) if of == name]
    return segment(name, dict.fromkeys(range(1, max(numbers) + 10), "1") | values)


def read_in(data: bytes) -> set[Field]:
    """The fields that are read in one message."""
    (one,) = each(data)
    assert one.segments is not None
    names = {found.index: found.name for found in one.segments}
    return {(names[index], field) for index, field, _, _ in one.segments.reading.seen}


AT, NUMBER = "20260203101500+0100", "1^APOTEK"
ORDERS = [
    message(
        filled("RDE", "PV1", {2: "I", 19: "S-1^^^V"}),
        segment("ORC", {1: "NW", 3: NUMBER, 9: AT, 12: "1^Holm", 21: "Vidda"}),
        filled("RDE", "RXE", {2: "1^x"}),
        filled("RDE", "TQ1", {7: AT, 8: AT}),
        filled("RDE", "RXR", {}),
        fields={13: "7"},
    ),
    message(
        segment("PV1", {2: "I", 50: "A-1"}),
        segment("ORC", {1: "NW", 2: NUMBER, 7: "1^BID", 15: AT, 29: "I"}),
        filled("RDE", "PRT", {4: "OP", 5: "1^Holm"}),
        segment("RXE", {2: "1^x"}),
    ),
    message(segment("ORC", {1: "NW", 3: NUMBER}), segment("RXE", RXE | {1: "1^BID", 13: "1^Holm"})),
]
DISPENSINGS = [
    message(dispensing({}, {}, filled("RDS", "RXE", {})), kind=RDS),
    message(segment("ORC", {1: "RE", 2: NUMBER}), filled("RDS", "RXD", {2: "1^x", 3: AT}), kind=RDS),
]
ALLERGIES = [
    message(
        segment("AL1", {2: "DA", 3: "1^x", 4: "SV", 5: "x", 6: AT}),
        filled("ADT", "IAM", {11: AT, 24: AT}),
        kind="ADT^A08",
    ),
    message(filled("ADT", "AL1", {6: AT}), segment("IAM", {3: "1^x", 12: "as a child"}), kind="ADT^A08"),
]
TIES = [
    lines(msh(f"ADT^{trigger}"), PID, filled("ADT", "MRG", {1: f"{NORA}{FNR}", 5: "S-1^^^V"}), "PV1|1|I", "").encode()
    for trigger in ("A40", "A45", "A47")
]
DEATHS = [
    message(kind="ADT^A31").replace(PID.encode(), filled("ADT", "PID", {3: f"{NORA}{FNR}", 29: AT, 30: "Y"}).encode())
]
MOVEMENTS = [
    movement("A01", dict.fromkeys(range(3, 9), AT) | {1: "A01"}, dict.fromkeys(range(40, 51), AT)),
    movement("A03", {6: AT}, {19: "", 45: AT, 50: "A-1"}),
]


@pytest.mark.parametrize(
    ("kind", "messages", "segments"),
    [
        ("RDE", ORDERS, {"MSH", "PID", "PV1", "ORC", "PRT", "RXE", "TQ1", "RXR"}),
        ("RDS", DISPENSINGS, {"ORC", "RXE", "RXD"}),
        ("ADT", MOVEMENTS, {"EVN", "PV1"}),
        ("ADT", ALLERGIES, {"AL1", "IAM"}),
        ("ADT", TIES, {"MRG"}),
        ("ADT", DEATHS, {"PID"}),
    ],
)
def test_what_the_table_says_is_read_is_read_and_nothing_else(kind, messages, segments):
    read = {field for data in messages for field in read_in(data) if field[0] in segments}
    assert read == {field for field in said_to_be_read(kind) if field[0] in segments}


def test_the_parts_of_an_order_that_ends_are_left_out_and_known():
    from carebus.formats.hl7v2.coverage import coverage

    counted = coverage(message(order("CA", {}, {7: "^1 tablett", 10: "100"}, "TQ1|1||BID")))
    assert (counted.unknown, counted.dropped.total() > 5) == ({}, True)
