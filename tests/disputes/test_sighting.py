"""Understands what is left of an id: a name that shows nothing of it, and that a reader makes again (R13, R16, R23)."""

from tests.disputes.facts import NOW, SECRET, Told, key
from tests.domain.results.builders import provenance

from carebus.disputes.sighting import sightings
from carebus.domain.identity.content import unfit
from carebus.domain.identity.raised import raised
from carebus.domain.identity.roles import not_allowed
from carebus.domain.identity.shared import message_name, report_name
from carebus.domain.identity.view import Shared
from carebus.domain.record import replace
from carebus.domain.results.events import ResultAcknowledged

TOLD = Told("nora", message="12837121246", report="R-7")


def test_the_names_are_those_that_a_reader_makes_of_the_ids_in_its_picture():
    assert [(each.shared, each.name) for each in TOLD.seen] == [
        (Shared.MESSAGE_ID, message_name(SECRET, "fjordlab", "12837121246")),
        (Shared.REPORT_ID, report_name(SECRET, "993467049", "R-7")),
    ]


def test_a_name_depends_on_kind_owner_id_and_secret():
    names = {
        message_name(SECRET, "a", "1"),
        message_name(SECRET, "b", "1"),
        message_name(SECRET, "a", "2"),
        message_name(b"t" * 32, "a", "1"),
        report_name(SECRET, "a", "1"),
    }
    assert len(names) == 5


def test_what_is_submitted_shows_no_id_and_is_the_same_whoever_came_first():
    (message, _) = TOLD.seen
    one = raised(message.shared, message.name, key("nora"), key("lars"), NOW)
    other = raised(message.shared, message.name, key("lars"), key("nora"), NOW)
    assert one == other
    assert "12837121246" not in repr(one)
    assert not_allowed(one) is None
    assert not list(unfit(one))


def test_a_fact_without_a_message_id_and_an_act_on_a_report_show_none():
    report = TOLD.fact.report
    came = provenance(None, "bytes", NOW)
    act = ResultAcknowledged(came, report.laboratory, report.report_id, report.generated, "Dr Holm", NOW)
    assert list(sightings(act, key("nora"), SECRET)) == []
    told = replace(TOLD.fact, provenance=came)
    assert [each.shared for each in sightings(told, key("nora"), SECRET)] == [Shared.REPORT_ID]


def test_the_place_in_the_message_is_that_of_the_submission_and_none_is_the_first():
    parts = {"a1#3": 3, "A0017#0": 0, "sent by hand": 0, "#": 0, "x#12345678901": 0}
    for name, part in parts.items():
        fact = replace(TOLD.fact, provenance=provenance("m", "bytes", NOW, name))
        assert next(sightings(fact, key("nora"), SECRET)).part == part
