from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import RDS, dispensing, lines, made, message, order, parts, prescription, problems, told

from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import Medicine
from carebus.formats.hl7v2.control import CONTROLS


def handed_out(*segments: str) -> Dispensing:
    return made(message(*segments, kind=RDS))["dispensing"]


def test_a_dispensing_is_what_was_handed_out():
    assert handed_out(dispensing()) == Dispensing(
        id="APOTEK:R-1001/1",
        at=datetime(2026, 2, 4, 11, 15, tzinfo=UTC),
        medicine=Medicine("Paracet", atc=Coding("ATC", "N02BE01", "Paracet")),
        prescription="APOTEK:R-1001",
        amount="100",
        unit="tablett",
    )


def test_it_names_the_prescription_as_the_order_names_it():
    assert handed_out(dispensing()).prescription == prescription(order()).id


def test_each_dispensing_of_an_order_has_an_id_of_its_own():
    got = parts(message(dispensing(), dispensing(rxd={1: "2"}), kind=RDS))
    assert [each.submission.keywords["dispensing"].id for each in got] == ["APOTEK:R-1001/1", "APOTEK:R-1001/2"]


def test_it_happened_when_it_was_handed_out():
    got = told(message(dispensing(), kind=RDS))
    assert (got.submission.func, got.occurred) == (Dispensed, datetime(2026, 2, 4, 11, 15, tzinfo=UTC))


def test_a_day_alone_is_its_first_instant_in_norway():
    got = told(message(dispensing(rxd={3: "20260704"}), kind=RDS))
    assert got.submission.keywords["dispensing"].at == datetime(2026, 7, 3, 22, 0, tzinfo=UTC)
    assert got.occurred is None


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({1: ""}, ("missing-element", "RXD-1")),
        ({2: ""}, ("missing-element", "RXD-2")),
        ({3: ""}, ("missing-element", "RXD-3")),
        ({3: "^20260204"}, ("missing-element", "RXD-3")),
        ({3: "202602"}, ("invalid-time", "RXD-3")),
        ({3: "soon"}, ("invalid-time", "RXD-3")),
    ],
)
def test_what_a_dispensing_cannot_be_without_is_told(fields, problem):
    assert problems(message(dispensing(rxd=fields), kind=RDS)) == [problem]


def test_an_order_without_a_dispensing_is_held():
    assert problems(message("ORC|RE||R-1", kind=RDS)) == [("missing-element", "ORC/RXD")]


def test_the_pharmacy_is_the_one_of_the_order():
    assert handed_out(dispensing({}, {}, "RXE||1^x" + "|" * 38 + "F1^Fjordapoteket")).pharmacy == "Fjordapoteket"


def test_strength_and_form_are_of_what_was_handed_out():
    got = handed_out(dispensing({}, {6: "^Tablett", 16: "500", 17: "mg"}, "RXE||1^x|1||||||||||||||||||||||9|g"))
    assert (got.medicine.form, got.medicine.strength) == (Coding(None, None, "Tablett"), "500 mg")


def test_the_codes_of_a_dispensing_are_those_that_say_so():
    assert [code for code, control in CONTROLS.items() if control.dispenses] == [
        "FU",
        "NW",
        "OF",
        "RE",
        "RO",
        "XO",
        "XR",
        "XX",
    ]


@pytest.mark.parametrize("code", sorted(CONTROLS))
def test_only_a_code_that_says_so_is_a_dispensing(code):
    got = told(message(dispensing({1: code}), kind=RDS))
    assert (got.submission is not None) == CONTROLS[code].dispenses
    assert [problem.where for problem in got.problems] == ([] if CONTROLS[code].dispenses else ["ORC-1"])


def test_a_dispensing_that_is_taken_back_is_held_with_the_reason():
    (problem,) = told(message(dispensing({1: "CA"}), kind=RDS)).problems
    assert "takes a dispensing back" in problem.detail


def test_the_orders_of_old_messages_have_another_trigger():
    assert made(message(order(), kind="RDE^O01"))
    assert made(message(lines(dispensing()), kind="RDS^O01"))
