import re

from carebus.domain.identifiers import PatientNumber, is_synthetic, parse
from carebus.domain.verdicts import Outcome
from carebus.examples.catalogue import examples
from carebus.formats.kith.characters import characters

EXAMPLES = examples()


def test_there_is_an_example_of_each_verdict_and_of_a_repeat():
    assert {example.verdict for example in EXAMPLES} == set(Outcome)
    assert [example.file for example in EXAMPLES if example.repeat] == ["07-again.xml"]


def test_the_examples_are_in_the_order_of_their_names_and_none_is_forgotten():
    names = [example.file for example in EXAMPLES]
    assert names == sorted(names, key=lambda name: (int(re.match(r"\d+", name)[0]), name))
    assert len(set(names)) == len(names)


def test_every_patient_number_in_an_example_is_synthetic_or_no_number_at_all():
    for example in EXAMPLES:
        for number in re.findall(r"(?<!\d)\d{11}(?!\d)", characters(example.data) or ""):
            parsed = parse("FNR", number, None)
            assert not isinstance(parsed, PatientNumber) or is_synthetic(parsed), example.file


def test_a_held_example_names_its_problems_and_no_other_does():
    for example in EXAMPLES:
        assert bool(example.problems) == (example.verdict in (Outcome.HELD, Outcome.REFUSED)), example.file
