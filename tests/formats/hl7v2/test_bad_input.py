"""Whatever bytes come, there are problems and no exception, and no problem shows anything of the message."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.hl7v2.wire import NORA, PID, RDS, STAY, dispensing, lines, message, movement, msh, order

from carebus.domain.problems import Problem
from carebus.formats.hl7v2.coverage import coverage
from carebus.formats.hl7v2.messages import read
from carebus.formats.told import Message

WHOLE = [
    message(
        STAY,
        order("NW", {}, {7: r"^1 tablett\.br\om kvelden"}, "TQ1|1||BID|0800~2000||10^d", "RXR|PO^Oralt"),
        order("CA"),
    ),
    message(dispensing(), dispensing(rxd={1: "2"}), kind=RDS),
    movement("A03"),
    message("AL1|1|DA|X^Y^ATC|SV|a~b|2019", "IAM|1|FA|^Nuts|MO||A|9^V|||||child", kind="ADT^A08"),
    message(order()) + movement("A01"),
    movement("A03").replace(b"|Fjell^Nora", b"|Fjell^Nora" + b"|" * 24 + b"20260203|Y"),
    lines(msh("ADT^A34"), PID, "MRG|4711^^^VIDDA^MR").encode(),
]
NAMES = st.sampled_from(
    [
        "MSH",
        "EVN",
        "PID",
        "PV1",
        "AL1",
        "IAM",
        "ORC",
        "RXE",
        "RXD",
        "TQ1",
        "RXR",
        "PRT",
        "RXO",
        "NTE",
        "ZZZ",
        "BHS",
        "FTS",
    ]
)
PIECES = st.sampled_from(
    [
        "",
        '""',
        "NW",
        "I",
        "1",
        NORA,
        "20260203",
        "X^Y^ATC",
        "~",
        "^^^",
        "&",
        "\\",
        "\\X41\\",
        "\\C2842\\",
        "a~b^c&d",
        "2.16.578.1.12.4.1.4.1",
        "æøå",
    ]
)
SEGMENTS = st.builds(lambda name, fields: "|".join([name, *fields]), NAMES, st.lists(PIECES, max_size=30))


def found(data: bytes) -> list[Problem]:
    """Every problem of whatever comes out."""
    got = read(data)
    if not isinstance(got, Message):
        assert got
        return list(got)
    for part in got.parts:
        assert (part.submission is None) == bool(part.problems)
    assert [part.part for part in got.parts] == list(range(len(got.parts)))
    return [problem for part in got.parts for problem in part.problems]


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.integers(0, 400), st.binary(max_size=6), st.integers(0, 60))
def test_a_spoilt_message_gives_problems_and_never_an_exception(whole, at, put, cut):
    data = whole[:at] + put + whole[at + cut :]
    found(data)
    coverage(data)


@settings(max_examples=200)
@given(
    st.sampled_from(
        [
            "RDE^O11",
            "RDS^O13",
            "ADT^A01",
            "ADT^A13",
            "ADT^A08",
            "ADT^A18",
            "ADT^A24",
            "ADT^A34",
            "ADT^A40",
            "ADT^A45",
            "ORU^R01",
        ]
    ),
    st.lists(SEGMENTS, max_size=12),
)
def test_any_order_of_known_segments_gives_problems_and_never_an_exception(kind, segments):
    data = lines(msh(kind), *segments).encode()
    found(data)
    coverage(data)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data):
    found(data)
    found(b"MSH|^~\\&|" + data)


@pytest.mark.parametrize("whole", WHOLE)
def test_a_message_cut_off_anywhere_is_never_an_exception(whole):
    for end in range(len(whole)):
        found(whole[:end])


MARK = "Zyxwvut"


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.integers(0, 400), st.sampled_from(["", "^", "|", "\r", "~", "&", "\\"]))
def test_no_problem_quotes_the_message(whole, at, mark):
    data = whole[:at] + f"{mark}{MARK}{mark}".encode() + whole[at:]
    for problem in found(data):
        assert MARK not in f"{problem.where}{problem.detail}"
        assert NORA not in f"{problem.where}{problem.detail}"
