import pytest
from tests.formats.hl7v2.wire import PID, lines, message, movement, msh, order, parts, problems, told

from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats.hl7v2 import framing
from carebus.formats.hl7v2.messages import MOST_PARTS, read

ONE = message(order())


@pytest.mark.parametrize(
    "data",
    [
        ONE.replace(b"\r", b"\n"),
        ONE.replace(b"\r", b"\r\n"),
        ONE.replace(b"\r", b"\n\n"),
        b"\xef\xbb\xbf" + ONE,
        b"\x0b" + ONE + b"\x1c\r",
        b"\x0b" + ONE[:-1] + b"\x1c\r",
        b"FHS|^~\\&|EPJ\rBHS|^~\\&|EPJ\r" + ONE + b"BTS|1\rFTS|1\r",
    ],
    ids=["lf", "crlf", "blank lines", "byte order mark", "mllp", "mllp without a last return", "batch of one"],
)
def test_a_message_is_the_same_however_it_is_wrapped(data):
    got, usual = told(data), told(ONE)
    assert (got.submission.keywords, got.name, got.subject) == (usual.submission.keywords, usual.name, usual.subject)


def numbered(number: int, kind: str = "RDE^O11^RDE_O11", **fields: str) -> str:
    return lines(msh(kind, {10: f"M-{number}", **{int(k[1:]): v for k, v in fields.items()}}), PID)


def test_each_message_of_a_batch_is_read_and_its_parts_are_numbered_on():
    text = lines(numbered(1), order(), order(), numbered(2), order())
    got = parts(text)
    assert [(each.part, each.name) for each in got] == [(0, "M-1#0"), (1, "M-1#1"), (2, "M-2#0")]
    assert all(each.submission for each in got)


def test_a_part_has_the_name_that_it_has_when_its_message_comes_alone():
    second = lines(numbered(2), order())
    assert parts(lines(numbered(1), order(), second))[1].name == told(second).name


def test_several_frames_are_a_batch():
    frame = b"\x0b" + ONE + b"\x1c\r"
    assert len(parts(frame + frame.replace(b"M-1", b"M-2"))) == 2


def test_a_message_of_a_batch_that_cannot_be_read_does_not_stop_the_others():
    text = lines(
        numbered(1, "ADT^A08"), numbered(2), order(), "MSH|^^", numbered(4), "ORC|CA||R-9", numbered(5), order("CH")
    )
    got = parts(text)
    assert [each.submission is None for each in got] == [True, False, True, False, True]
    assert [[(p.code.value, p.where) for p in each.problems] for each in got if each.problems] == [
        [("not-for-this-area", "MSH[1]/MSH-9")],
        [("not-well-formed", "MSH[3]/MSH-2")],
        [("invalid-value", "MSH[5]/ORC-1")],
    ]


def test_a_batch_of_which_nothing_can_be_read_has_the_problems_of_all():
    got = read(lines(numbered(1, "ADT^A08"), numbered(2, "SIU^S12")).encode())
    assert [problem.where for problem in got] == ["MSH[1]/MSH-9", "MSH[2]/MSH-9"]


def test_a_batch_is_of_one_sender():
    got = parts(lines(numbered(1), order(), numbered(2, f4="99000102^2.16.578.1.12.4.1.2^ISO"), order()))
    assert got[0].submission is not None
    assert [(each.code, each.where) for each in got[1].problems] == [(Code.INVALID_VALUE, "MSH[2]/MSH-4")]


def test_each_message_of_a_batch_has_its_own_patient():
    other = numbered(2).replace("12837121246", "48882807579")
    assert [each.subject.value for each in parts(lines(numbered(1), order(), other, order()))] == [
        "12837121246",
        "48882807579",
    ]


def test_each_message_of_a_batch_has_its_own_character_set():
    latin = lines(numbered(2, f18="8859/1"), order(rxe={2: "1^Sårsalve"})).encode("latin-1")
    got = parts(lines(numbered(1), order(rxe={2: "1^Øyedråper"}), "").encode() + latin)
    names = [each.submission.keywords["prescription"].medicine.name for each in got]
    assert names == ["Øyedråper", "Sårsalve"]


@pytest.mark.parametrize("data", [b"", b"\r\n \t", b"\x0b\x1c\r", b"\0\0"])
def test_nothing_is_said_to_be_empty(data):
    assert problems(data) == [("empty", "/")]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"PID|1\r" + ONE, "line 1"),
        (b"MS", "line 1"),
        (b"hello", "line 1"),
        (b"FHS|^~\\&\rPID|1\r", "line 2"),
        (ONE + b"BTS|1\rPID|1\r", "line 6"),
    ],
)
def test_what_stands_outside_of_a_message_is_a_problem(data, where):
    assert problems(data) == [("not-well-formed", where)]


def test_a_batch_without_messages_says_so():
    assert problems(b"FHS|^~\\&\rFTS|0\r") == [("no-report", "/")]


@pytest.mark.parametrize("line", ["pid|1", "RX", "RXEX|1", "RXE^1", "med vann", "\x1b[2J|"])
def test_a_line_that_is_no_segment_holds_the_message(line):
    assert problems(message(order(), line)) == [("not-well-formed", "segment 5")]


def test_a_text_broken_over_two_lines_is_not_cut_in_silence():
    assert ("not-well-formed", "segment 5") in problems(message(order(rxe={7: "^1 tablett\nmed vann"})))


def test_a_segment_of_a_megabyte_is_too_large():
    assert problems(message(order(), "OBX|1|TX|x||" + "x" * 2**20)) == [("too-large", "line 5")]


def test_a_segment_just_below_the_limit_is_read():
    most = framing.LONGEST_SEGMENT - len("OBX|1|TX|x||")
    assert told(message(order(), "OBX|1|TX|x||" + "x" * most)).problems == ()


def test_more_segments_than_a_message_has_are_too_many():
    assert problems(message(order(), *["NTE|1"] * framing.MOST_SEGMENTS)) == [("too-large", "/")]


def test_more_orders_than_a_message_has_are_too_many():
    assert problems(message(*["ORC|CA||R-1"] * 10_000)) == [("too-large", "/")]
    assert len(parts(message(*["ORC|CA||R-1"] * MOST_PARTS))) == MOST_PARTS


def test_more_messages_than_a_batch_has_are_too_many():
    assert problems(movement("A01") * (MOST_PARTS + 1)) == [("too-large", "/")]


def test_a_batch_is_counted_as_a_whole():
    half = lines(numbered(1), *["ORC|CA||R-1"] * (MOST_PARTS // 2 + 1))
    assert problems(lines(half, half)) == [("too-large", "/")]


def test_a_field_that_repeats_without_end_is_held():
    assert ("too-large", "RXE-7") in problems(message(order(rxe={7: "^x~" * 50_000})))


def test_problems_without_number_are_told_as_a_hundred_and_the_rest():
    got = read(message(*["x"] * 10_000))
    assert len(got) == 101
    assert "not listed" in got[-1].detail


def test_the_sender_is_told_with_the_message():
    assert read(ONE).sender == (Identifier("99000101", "HER"),)
