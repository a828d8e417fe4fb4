import pytest
from tests.formats.hl7v2.wire import FNR, NORA, lines, msh, order, parts, problems, told

from carebus.domain.identifiers import PatientNumber, parse
from carebus.domain.results.report import Identifier
from carebus.formats.told import Subject

OID = "2.16.578.1.12.4.1.4"


def about(numbers: str, more: str = "") -> str:
    return lines(msh(), f"PID|1|12|{numbers}|34|Fjell^Nora", more or order(), "")


def subject(numbers: str) -> Subject:
    got = told(about(numbers))
    assert got.problems == ()
    assert got.subject is not None
    return got.subject


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (f"{NORA}^^^FREG^NNNOR", "FNR"),
        (f"{NORA}^^^FREG^FNR", "FNR"),
        (f"{NORA}^^^&{OID}.1&ISO^NI", "FNR"),
        (f"{NORA}^^^&{OID}.1&ISO", "FNR"),
        (f"48882807579^^^&{OID}.2&ISO^NI", "DNR"),
        ("48882807579^^^FREG^DNR", "DNR"),
        (f"81234567890^^^&{OID}.3&ISO^NI", "FHN"),
        ("81234567890^^^HPP^FHN", "FHN"),
        (f"201612345603^^^&{OID}.5&ISO", "DUF"),
    ],
)
def test_a_national_number_is_known_by_its_authority_or_its_type(number, kind):
    assert subject(number) == Subject(kind, number.partition("^")[0], "PID-3.1")


def test_a_national_number_goes_before_a_local_one():
    assert subject(f"4711^^^VIDDA^MR~{NORA}{FNR}") == Subject("FNR", NORA, "PID-3[2].1")


def test_a_birth_number_goes_before_the_d_number_that_it_replaced():
    assert subject(f"48882807579^^^FREG^DNR~{NORA}{FNR}").kind == "FNR"


@pytest.mark.parametrize("kind", ["MR", "PI", "MRN", "mr"])
def test_a_local_number_is_the_sources_own_where_no_register_knows_its_assigner(kind):
    assert subject(f"4711^^^VIDDA^{kind}") == Subject("LOK", "4711", "PID-3.1", namespace="VIDDA")


def test_the_assigner_of_a_local_number_is_told_where_a_register_knows_it():
    got = subject("4711^^^99000101&2.16.578.1.12.4.1.2&ISO^MR~4712^^^X^PI")
    assert got == Subject("LOK", "4711", "PID-3[1].1", Identifier("99000101", "HER"))


def test_what_is_told_is_a_number_that_a_key_can_be_made_of():
    got = subject(f"{NORA}{FNR}")
    assert isinstance(parse(got.kind, got.value, None), PatientNumber)


@pytest.mark.parametrize("numbers", ["", '""', "^^^FREG^FNR", '""^^^FREG^FNR'])
def test_a_message_without_a_number_is_held(numbers):
    assert problems(about(numbers)) == [("missing-patient", "PID-3")]


@pytest.mark.parametrize("numbers", ["4711", "4711^^^US^SS", "4711^^^VIDDA^XX~4712"])
def test_a_number_of_no_type_names_nobody(numbers):
    assert problems(about(numbers)) == [("invalid-identifier", "PID-3")]


def test_two_national_numbers_that_differ_name_nobody():
    assert problems(about(f"{NORA}{FNR}~48882807579{FNR}")) == [("invalid-identifier", "PID-3[2]")]
    assert subject(f"{NORA}{FNR}~{NORA}^^^FREG^FNR").value == NORA


def test_a_message_without_a_patient_is_held():
    assert problems(lines(msh(), order())) == [("missing-patient", "PID")]


def test_a_message_about_two_patients_is_held():
    text = about(f"{NORA}{FNR}", lines(f"PID|2||48882807579{FNR}", order()))
    assert problems(text) == [("unexpected-element", "PID[2]")]


def test_every_part_is_about_the_patient_of_the_message():
    assert {each.subject.value for each in parts(about(f"{NORA}{FNR}", lines(order(), order("CA"))))} == {NORA}


def test_no_problem_shows_the_number():
    for numbers in (NORA, f"{NORA}^^^X^SS", f"{NORA}{FNR}~48882807579{FNR}", f"{NORA}\x1b{FNR}"):
        shown = repr(told(about(numbers)).problems)
        assert NORA not in shown
        assert "48882807579" not in shown
