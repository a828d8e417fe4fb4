"""What a publisher is told of a contradiction: its own code, the field and the revision, and nothing of who the patient is (R23)."""

import pytest

from carebus.domain.identity.refusals import Contradiction, refused
from carebus.domain.identity.view import alone
from carebus.domain.problems import Code
from carebus.domain.provenance import PatientKey

NORA = PatientKey("ab" * 32)


def code(contradiction: Contradiction) -> Code:
    (problem,) = refused(contradiction, "losing", alone(NORA)).problems
    return problem.code


def test_every_contradiction_has_a_code_of_its_own():
    assert len({code(each) for each in Contradiction}) == len(Contradiction)


@pytest.mark.parametrize("contradiction", Contradiction)
def test_a_refusal_shows_the_revision_and_no_key(contradiction):
    answer = refused(contradiction, "losing", alone(NORA))
    assert (answer.rule, answer.problems[0].detail) == ("R23", f"{contradiction} (revision 0)")
    assert NORA not in repr(answer)
