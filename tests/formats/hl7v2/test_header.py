from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import VIDDA, message, order, parts, problems, told

from carebus.domain.results.report import Identifier
from carebus.formats.format import Format
from carebus.formats.hl7v2.messages import read

ORDER = order()


def test_a_message_says_who_sent_it_when_and_as_which():
    got = read(message(ORDER, fields={13: "77"}))
    assert (got.format, got.area, got.sender_where) == (Format.HL7_V2, "medication", "MSH-4")
    (part,) = got.parts
    assert (part.message_id, part.name, part.sequence) == ("M-1", "M-1#0", 77)
    assert part.recorded == datetime(2026, 2, 3, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        ({4: VIDDA}, [("99000101", "HER")]),
        ({4: "990001015^2.16.578.1.12.4.1.4.101^ISO"}, [("990001015", "ENH")]),
        ({3: "99000102^2.16.578.1.12.4.1.2^ISO"}, [("99000101", "HER"), ("99000102", "HER")]),
        ({3: VIDDA}, [("99000101", "HER")]),
        ({4: "VIDDA"}, []),
        ({4: "VIDDA^2.16.840.1.1^ISO"}, []),
        ({4: "99000101^2.16.578.1.12.4.1.2^L"}, []),
        ({4: ""}, []),
    ],
)
def test_the_sender_is_known_by_a_number_of_a_national_register(fields, sender):
    assert read(message(ORDER, fields=fields)).sender == tuple(Identifier(*each) for each in sender)


@pytest.mark.parametrize(
    "version", ["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.2", "2.5^NOR"]
)
def test_every_version_from_2_3_to_2_8_is_read(version):
    assert told(message(ORDER, fields={12: version})).problems == ()


@pytest.mark.parametrize("version", ["2.2", "2.9", "3.0", "", "2"])
def test_another_version_is_held(version):
    assert problems(message(ORDER, fields={12: version})) == [("unknown-version", "MSH-12")]


def test_without_a_message_id_a_part_has_no_name():
    got = told(message(ORDER, fields={10: ""}))
    assert (got.message_id, got.name, got.problems) == (None, None, ())


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({7: "yesterday"}, ("invalid-time", "MSH-7")),
        ({10: "M" * 101}, ("invalid-value", "MSH-10")),
        ({13: "seven"}, ("invalid-value", "MSH-13")),
        ({13: "-1"}, ("invalid-value", "MSH-13")),
        ({13: "1" * 19}, ("invalid-value", "MSH-13")),
    ],
)
def test_what_is_wrong_with_a_header_is_wrong_with_every_part(fields, problem):
    got = parts(message(ORDER, ORDER, fields=fields))
    assert [[(p.code.value, p.where) for p in each.problems] for each in got] == [[problem], [problem]]


def test_a_message_written_on_a_day_was_recorded_at_no_instant():
    assert told(message(ORDER, fields={7: "20260203"})).recorded is None


def test_a_message_of_no_kind_is_held():
    assert problems(message(ORDER, fields={9: ""})) == [("missing-element", "MSH-9")]


@pytest.mark.parametrize("kind", ["ORU^R01^ORU_R01", "OMP^O09", "RAS^O17", "SIU^S12", "RDE", "RDE^R01", "ACK"])
def test_a_message_for_another_area_is_left_to_it(kind):
    assert problems(message(ORDER, kind=kind)) == [("not-for-this-area", "MSH-9")]


def test_a_kind_that_is_none_is_not_shown():
    (problem,) = read(message(ORDER, kind="Nora^Fjell"))
    assert "Nora" not in problem.detail


def test_an_order_that_no_pharmacy_has_encoded_is_told_by_its_encoding():
    (problem,) = read(message(ORDER, kind="OMP^O09"))
    assert "RDE" in problem.detail
