"""R5, R13, R16, R17: what the picture says beside its rows."""

from itertools import permutations

from tests.domain.results.builders import (
    REPORT,
    acknowledged,
    amended,
    at,
    cancelled,
    doctor,
    given,
    new,
    only,
    report,
    row,
    told,
)

from carebus.domain.record import replace
from carebus.domain.results.report import Moment
from carebus.domain.results.unit import unit_of
from carebus.domain.results.view import Flag

CRP = new(0, row("CRP", "5"))


def test_a_unit_is_one_report_of_one_laboratory():
    assert unit_of(CRP) == unit_of(acknowledged(0, 1)) == f"993467049/{REPORT}"


def test_last_changed_is_the_version_that_changed_something_clinical():
    assert only(given(CRP)).changed == at(0)
    assert only(given(CRP, amended(5, row("CRP", "6")))).changed == at(5)
    assert only(given(CRP, cancelled(5))).changed == at(5)


def test_a_repeat_under_a_new_gendate_changes_nothing():
    again = new(9, row("CRP", "5"))
    view = given(CRP, again)
    assert only(view).changed == at(0)
    assert len(view.versions) == 2


def test_a_new_recipient_or_responsible_person_is_no_change():
    other = told(replace(report(9, "N", "F", row("CRP", "5")), requester=doctor("Dr Dal")))
    assert only(given(CRP, other)).changed == at(0)


def test_a_change_and_back_again_is_a_change():
    assert only(given(CRP, new(5, row("CRP", "6")), new(9, row("CRP", "5")))).changed == at(9)


def test_copies_to_several_recipients_are_one_report_with_all_of_them():
    made = report(0, "N", "F", row("RTG", "1"))
    hospital = told(replace(made, requester=doctor("Hospital")), original="one")
    municipality = told(
        replace(made, requester=doctor("Hospital"), copies=(doctor("Municipality", "copy"),)), original="two"
    )
    home = told(replace(made, copies=(doctor("Home care", "copy"),)), original="three")
    views = [given(*order) for order in permutations((hospital, municipality, home))]
    assert all(view == views[0] for view in views)
    (version,) = views[0].versions
    assert [message.original for message in version.messages] == ["one", "three", "two"]
    assert {party.path[0].name for party in only(views[0]).recipients} == {"Hospital", "Municipality", "Home care"}
    assert version.recipients == only(views[0]).recipients


def test_recipients_of_every_version_receive_what_follows():
    view = given(
        new(0, row("CRP", "5"), requester=doctor("Dr Holm")), amended(5, row("CRP", "6"), copies=(doctor("Home care"),))
    )
    assert {party.path[0].name for party in only(view).recipients} == {"Dr Holm", "Home care"}


def test_two_recipients_of_one_name_are_kept_in_one_order():
    one, other = doctor("Dr Holm"), replace(doctor("Dr Holm"), relation="substitute")
    made = report(0, "N", "F", row("RTG", "1"))
    first, second = told(replace(made, requester=one), original="a"), told(replace(made, requester=other), original="b")
    assert given(first, second) == given(second, first)
    assert len(only(given(first, second)).recipients) == 2


def test_one_message_id_with_two_contents_is_flagged():
    assert given(CRP, new(0, row("CRP", "6"))).flags == (Flag.MESSAGE_ID_REUSED,)
    assert given(CRP, new(1, row("CRP", "6"))).flags == ()


def test_what_was_assumed_of_a_time_is_said():
    assumed = new(0, row("CRP", "5"), generated_as=Moment("2024-05-13T10:00:00", at(0), "zone assumed"))
    twice = amended(5, row("CRP", "6"), generated_as=Moment("2024-10-27T02:30:00", at(5), "ambiguous hour"))
    assert only(given(assumed, twice)).flags == (Flag.ZONE_ASSUMED, Flag.AMBIGUOUS_HOUR)


def test_a_repeat_that_was_received_earlier_is_the_same_whatever_comes_first():
    early = replace(CRP, provenance=replace(CRP.provenance, received=at(1), event_id="a"))
    late = replace(CRP, provenance=replace(CRP.provenance, received=at(2), event_id="b"))
    assert given(early, late).versions == given(late, early).versions


def test_two_reports_of_one_message_are_two_messages():
    second = replace(CRP, provenance=replace(CRP.provenance, submission_id="bytes#1", event_id="z"))
    assert len(given(CRP, second).versions[0].messages) == 2
