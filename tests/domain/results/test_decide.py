"""R16, R17, R18, R27: what is a new fact, a duplicate, an alarm, or about a report that is not there."""

from tests.domain.results.builders import (
    acknowledged,
    amended,
    assigned,
    at,
    cancelled,
    doctor,
    given,
    new,
    released,
    report,
    row,
    told,
)

from carebus.domain.decision import Accepted, Refused
from carebus.domain.problems import Code
from carebus.domain.record import replace
from carebus.domain.results.decide import decide
from carebus.domain.results.evolve import evolve

NOW = at(600)
CRP = new(0, row("CRP", "5"), requester=doctor("Dr Holm"))


def test_the_first_telling_of_a_report_is_accepted_as_it_is():
    assert decide(None, CRP, NOW) == Accepted((CRP,))


def test_an_amendment_or_cancel_of_something_unknown_is_accepted():
    for fact in (amended(5, row("CRP", "6")), cancelled(5)):
        assert decide(None, fact, NOW) == Accepted((fact,))


def test_the_same_message_again_is_a_duplicate():
    later = replace(CRP, provenance=replace(CRP.provenance, received=at(30), event_id="again"))
    assert decide(given(CRP), CRP, NOW) == Accepted(())
    assert decide(given(CRP), later, NOW) == Accepted(())


def test_a_copy_to_somebody_else_is_not_a_duplicate_and_raises_no_alarm():
    copy = told(replace(CRP.report, requester=doctor("Home care")), original="other bytes")
    assert decide(given(CRP), copy, NOW) == Accepted((copy,))


def test_one_message_id_with_other_clinical_content_is_an_alarm_and_the_content_is_accepted():
    other = new(0, row("CRP", "6"), requester=doctor("Dr Holm"))
    assert other.report.message_id == CRP.report.message_id
    decision = decide(given(CRP), other, NOW)
    assert isinstance(decision, Accepted)
    assert decision.events == (other,)
    assert [alarm.code for alarm in decision.alarms] == [Code.MESSAGE_ID_REUSED]
    assert "2015" not in decision.alarms[0].detail


def test_one_message_id_with_other_content_that_is_not_clinical_is_no_alarm():
    other = told(replace(CRP.report, responsible=(doctor("Dr Dal"),)), original="other bytes")
    assert decide(given(CRP), other, NOW) == Accepted((other,))


def test_an_act_on_a_report_that_is_not_known_is_refused():
    for act, rule in ((acknowledged(0, 9), "R27"), (assigned(doctor("Dr Dal"), 9), "R27"), (released(9), "R28")):
        decision = decide(None, act, NOW)
        assert isinstance(decision, Refused)
        assert decision.rule == rule
        assert [problem.code for problem in decision.problems] == [Code.UNKNOWN_REPORT]


def test_an_acknowledgement_of_a_version_that_is_not_known_is_refused():
    decision = decide(given(CRP), acknowledged(5, 9), NOW)
    assert isinstance(decision, Refused)
    assert (decision.rule, decision.problems[0].where) == ("R27", "version")


def test_an_act_is_accepted_once():
    for act in (acknowledged(0, 9), assigned(doctor("Dr Dal"), 9), released(9)):
        assert decide(given(CRP), act, NOW) == Accepted((act,))
        assert decide(given(CRP, act), act, NOW) == Accepted(())


def test_what_decide_calls_a_duplicate_leaves_the_very_same_view():
    view = given(CRP, acknowledged(0, 9))
    assert evolve(view, CRP) is view
    assert evolve(view, acknowledged(0, 9)) is view


def test_the_revision_is_one_more_at_each_change():
    assert [given(CRP).revision, given(CRP, CRP).revision, given(CRP, amended(5)).revision] == [1, 1, 2]


def test_a_report_of_another_gendate_with_the_same_content_is_a_fact():
    again = told(replace(report(7, "N", "F", row("CRP", "5")), requester=doctor("Dr Holm")))
    assert decide(given(CRP), again, NOW) == Accepted((again,))
