"""The town's patient numbers: right by the project's own rule, synthetic, and nobody's twice."""

from itertools import islice

from carebus.demo.town.chance import chance
from carebus.demo.town.folk import Folk
from carebus.demo.town.numbers import checked, d_number, numbers, wrong
from carebus.demo.town.people import patients
from carebus.domain.identifiers import PatientNumber, is_synthetic, parse
from carebus.domain.problems import Code

GIVEN = list(islice(numbers(chance(1)), 3_000))


def test_every_number_is_a_right_one_of_an_invented_patient():
    for number in GIVEN:
        parsed = parse("FNR", number, None)
        assert isinstance(parsed, PatientNumber)
        assert is_synthetic(parsed)
        assert number[2:4] in {str(month) for month in range(81, 93)}


def test_a_d_number_is_a_right_one_of_an_invented_patient_and_no_national_one():
    for number in islice(numbers(chance(2), d_number), 500):
        assert is_synthetic(parse("DNR", number, None))
        assert 41 <= int(number[:2]) <= 68


def test_everybody_goes_by_six_numbers_and_no_two_people_by_one():
    folk = Folk.of(60, 3, b"a secret of the test alone")
    assert len(folk.all_keys) == 6 * 60
    assert set(folk.keys) <= folk.all_keys


def test_no_number_is_given_twice():
    assert len(set(GIVEN)) == len(GIVEN)


def test_a_known_number_has_the_check_digits_that_it_has():
    assert checked("058955378") == "05895537820"


def test_where_a_check_digit_would_be_ten_there_is_no_number():
    missing = [nine for nine in (f"0181{number:05}" for number in range(400)) if checked(nine) is None]
    assert missing
    for nine in missing:
        right = [number for last in range(100) if _is_right(number := f"{nine}{last:02}")]
        assert not any(_is_of_today(number) for number in right)


def test_a_wrong_number_is_wrong():
    assert {parse("FNR", wrong(number), None).code for number in GIVEN} == {Code.INVALID_IDENTIFIER}


def test_the_same_seed_gives_the_same_patients_and_another_seed_others():
    assert patients(50, 3) == patients(50, 3)
    assert patients(50, 3) != patients(50, 4)


def test_more_patients_than_names_still_have_a_name_each():
    names = [patient.name for patient in patients(800, 3)]
    assert len(set(names)) == len(names)


def _is_right(number):
    return isinstance(parse("FNR", number, None), PatientNumber)


def _is_of_today(number):
    """The first check digit by the rule of today; from 2032 it may also be one of three others."""
    k1 = sum(w * int(d) for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), number, strict=False))
    return k1 % 11 == 0
