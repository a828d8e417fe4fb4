"""R19: six words for nothing."""

from tests.domain.results.builders import at

from carebus.domain.results.nothing import FHIR, Nothing, Silence, silence
from carebus.domain.results.release import Withheld


def test_there_are_six_words_and_no_two_are_one_code():
    assert len(Nothing) == len(set(FHIR.values())) == 6


def test_what_nobody_sent_is_absent_and_never_none_known():
    assert silence() == Silence(Nothing.ABSENT)


def test_what_is_held_is_unknown_since_then_whatever_else_is_withheld():
    assert silence(held_since=at(3), withheld=Withheld(at(9))) == Silence(Nothing.UNKNOWN, since=at(3))


def test_what_is_delayed_is_withheld_until_a_date_or_until_it_is_released():
    assert silence(withheld=Withheld(at(9))) == Silence(Nothing.WITHHELD, until=at(9))
    assert silence(withheld=Withheld(None)) == Silence(Nothing.WITHHELD)
