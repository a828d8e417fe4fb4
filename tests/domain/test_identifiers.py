import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.identifiers import Assigner, Kind, PatientNumber, is_synthetic, parse, patient_key
from carebus.domain.problems import Code, Problem

SECRET = b"a secret of the test, long enough for it"
K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def with_check_digits(nine: str, remainder: int = 0) -> str | None:
    digits = [int(c) for c in nine]
    k1 = (remainder - sum(w * d for w, d in zip(K1, digits, strict=True))) % 11
    k2 = -sum(w * d for w, d in zip(K2, [*digits, k1], strict=True)) % 11
    return None if 10 in (k1, k2) else f"{nine}{k1}{k2}"


@st.composite
def numbers(draw, day_plus=(0, 40), month_plus=(0, 40, 80), remainder=(0, 1, 2, 3)):
    day = draw(st.integers(1, 28)) + draw(st.sampled_from(day_plus))
    month = draw(st.integers(1, 12)) + draw(st.sampled_from(month_plus))
    rest = draw(st.integers(0, 99999))
    number = with_check_digits(f"{day:02}{month:02}{rest:05}", draw(st.sampled_from(remainder)))
    return number or draw(numbers(day_plus, month_plus, remainder))


def fnr(value: str) -> PatientNumber:
    parsed = parse("FNR", value, None)
    assert isinstance(parsed, PatientNumber), parsed
    return parsed


@given(numbers())
def test_every_number_with_right_check_digits_by_either_rule_is_taken(number):
    assert fnr(number).value == number


@given(numbers(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken_for_the_same_patient(number, place, change):
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    parsed = parse("FNR", wrong, None)
    assert isinstance(parsed, Problem) or patient_key(SECRET, parsed) != patient_key(SECRET, fnr(number))


@given(numbers(day_plus=(0,), month_plus=(0,), remainder=(0,)), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_before_the_check_digits_is_found(number, place, change):
    """The second check digit has no zero weight, so it finds every single wrong digit, also under the rule of 2032."""
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert isinstance(parse("FNR", wrong, None), Problem)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_makes_it_raise_and_no_problem_shows_the_number(kind, value, assigner):
    parsed = parse(kind, value, assigner)
    if isinstance(parsed, Problem) and len(value.strip()) > 3:
        assert value not in parsed.detail


@given(numbers(month_plus=(80,)))
def test_month_plus_80_is_synthetic_for_national_and_for_d_numbers(number):
    assert is_synthetic(fnr(number))


@given(numbers(month_plus=(40,)))
def test_month_plus_40_under_fnr_is_treated_as_synthetic_and_as_hnr_it_is_a_hospitals_own(number):
    assert is_synthetic(fnr(number))
    own = parse("HNR", number, "99000001")
    assert isinstance(own, PatientNumber)
    assert not is_synthetic(own)


@given(numbers(month_plus=(80,)))
def test_a_synthetic_number_sent_as_a_local_one_is_still_synthetic(number):
    own = parse("HNR", number, "99000001")
    assert isinstance(own, PatientNumber)
    assert is_synthetic(own)


@given(numbers(month_plus=(0,)))
def test_an_ordinary_number_is_not_synthetic(number):
    assert not is_synthetic(fnr(number))


@given(numbers(day_plus=(40,), month_plus=(0,)))
def test_a_d_number_is_one_patient_whether_it_is_called_fnr_or_dnr(number):
    as_dnr = parse("DNR", number, None)
    assert isinstance(as_dnr, PatientNumber)
    assert patient_key(SECRET, as_dnr) == patient_key(SECRET, fnr(number))


@given(st.text(string.digits, min_size=2, max_size=12), st.text(string.digits, min_size=1, max_size=9))
def test_a_local_number_from_another_assigner_is_another_patient(value, assigner):
    here, there = (PatientNumber(Kind.HNR, value, Assigner(by)) for by in (assigner, f"{assigner}0"))
    assert patient_key(SECRET, here) != patient_key(SECRET, there)


@pytest.mark.parametrize(
    "number",
    ["02013299997", "30108299920", "30108299939"],
    ids=["born 2032", "old birth date, remainder 0", "old birth date, remainder 1"],
)
def test_the_examples_of_skatteetaten_for_2032_are_taken(number):
    assert not is_synthetic(fnr(number))


def test_a_synthetic_d_number_is_taken_and_known_as_synthetic():
    assert is_synthetic(fnr("48882807579"))


def test_blanks_in_a_number_do_not_matter():
    assert fnr(" 488828 07579 ") == fnr("48882807579")


@pytest.mark.parametrize("number", ["05076600324", "13057444850", "10086055555"])
def test_a_wrong_check_digit_is_named(number):
    problem = parse("FNR", number, None, "/Patient/OffId")
    assert problem == Problem(Code.INVALID_IDENTIFIER, "/Patient/OffId", "the check digits are wrong")


@pytest.mark.parametrize(
    "number", ["32018000000", "00000000000", "30028012345", "12138012345", "1283712124", "²²²²²²²²²²²"]
)
def test_a_number_that_is_no_date_or_too_short_is_refused(number):
    problem = parse("FNR", number, None)
    assert isinstance(problem, Problem)
    assert problem.code is Code.INVALID_IDENTIFIER


def test_an_fh_number_has_no_date_and_starts_with_8_or_9():
    number = next(n for i in range(99) if (n := with_check_digits(f"8{i:08}")))
    assert isinstance(parse("FHN", number, None), PatientNumber)
    assert not is_synthetic(fnr(number))
    assert isinstance(parse("FHN", "48882807579", None), Problem)


def test_a_duf_number_has_two_check_digits_of_its_own():
    weights = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
    ten = "2026000317"
    right = f"{ten}{sum(w * int(d) for w, d in zip(weights, ten, strict=True)) % 11:02}"
    wrong = f"{ten}{(int(right[10:]) + 1) % 100:02}"
    assert isinstance(parse("DUF", right, None), PatientNumber)
    assert isinstance(parse("DUF", wrong, None), Problem)


@pytest.mark.parametrize("value", ["0000", "99999", "ukjent", "-", "5", "12|34"])
def test_a_placeholder_is_no_local_number(value):
    problem = parse("HNR", value, "99000001")
    assert isinstance(problem, Problem)
    assert problem.code is Code.INVALID_IDENTIFIER


def test_a_local_number_without_its_assigner_is_held():
    problem = parse("HNR", "54321", " ")
    assert isinstance(problem, Problem)
    assert problem.code is Code.MISSING_ASSIGNER


@pytest.mark.parametrize("value", [None, "", "  ", "NULL"])
def test_no_number_at_all_is_a_missing_patient(value):
    problem = parse("FNR", value, None)
    assert isinstance(problem, Problem)
    assert problem.code is Code.MISSING_PATIENT


def test_an_unknown_kind_of_number_is_held():
    problem = parse("PNR", "AB123456", None)
    assert isinstance(problem, Problem)
    assert problem.code is Code.INVALID_IDENTIFIER


def test_the_key_is_the_hmac_over_type_and_number():
    assert patient_key(b"key", fnr("48882807579")) == patient_key(b"key", fnr("48882807579"))
    assert patient_key(b"key", fnr("48882807579")) != patient_key(b"other", fnr("48882807579"))
    assert len(patient_key(b"key", fnr("48882807579"))) == 64
