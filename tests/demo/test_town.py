"""The town on a real broker: played in short form, everything is where it must be; and a damaged log is seen through the same eyes."""

import io

import pytest
from rich.console import Console

from carebus.demo.stage import stage
from carebus.demo.town import on
from carebus.demo.town.check import check
from carebus.demo.town.performance import played
from carebus.demo.town.shown import show
from carebus.domain.record import replace

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def here():
    with stage(Console(file=io.StringIO())) as made:
        yield made


@pytest.fixture(scope="module")
def town(here):
    return played(here, 20, 150, 11, Console(file=io.StringIO()))


@pytest.fixture(scope="module")
def told(town):
    """What a person at a terminal of 120 columns sees."""
    console = Console(file=io.StringIO(), width=120, highlight=False)
    show(console, town, check(town.evidence), full=True)
    return console.file.getvalue()


def test_no_decision_disappears(town):
    assert [line for each in check(town.evidence) for line in each.wrong] == []


def test_every_source_wrote_at_once_and_who_was_overtaken_decided_again(town):
    sent = town.evidence.sent
    assert len({each.writer.source for each in sent}) == 7
    assert any(each.is_overtaken for each in sent)
    assert any(each.attempt and each.is_accepted for each in sent)


def test_every_fact_and_every_verdict_that_is_taken_from_the_log_is_missed(town):
    evidence = town.evidence
    for place in range(0, len(evidence.facts), 10):
        facts = evidence.facts[:place] + evidence.facts[place + 1 :]
        assert any(each.wrong for each in check(replace(evidence, facts=facts)))
    for place in range(0, len(evidence.verdicts), 10):
        verdicts = evidence.verdicts[:place] + evidence.verdicts[place + 1 :]
        assert any(each.wrong for each in check(replace(evidence, verdicts=verdicts)))


def test_what_is_shown_says_who_wrote_what_who_raced_and_that_nothing_is_wrong(told):
    for words in ("Vidda sykehus", "whole list", "pairs of writes", "stale at", "decided by", "as they must be"):
        assert words in told


def test_what_is_shown_has_no_patient_number_and_fits_a_terminal_of_120_columns(town, told):
    assert not [patient for patient in town.folk.patients if patient.number in told]
    assert max(map(len, told.splitlines())) <= 120


def test_another_town_on_the_same_stage_ends_well_too(here, town):
    assert on(here, 4, 30, 12, Console(file=io.StringIO())) == 0
