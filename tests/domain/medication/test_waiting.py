"""R7: proposals and discrepancy reports never change the list, and each is answered."""

from tests.domain.medication.builders import (
    METOPROLOL,
    WARFARIN,
    Story,
    at,
    is_duplicate,
    provenance,
    refused,
    treatment,
)

from carebus.domain.medication.events import DiscrepancyAnswered, ProposalAccepted, ProposalDeclined
from carebus.domain.medication.reading import waiting
from carebus.domain.medication.waiting import Reply, Wish
from carebus.domain.problems import Code
from carebus.domain.record import replace


def test_a_proposal_changes_no_row_and_waits():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1", wish=Wish.ADD, content=WARFARIN, text="dizzy"))
    assert (story.names(), story.version) == (["Metoprolol"], 1)
    (asked,) = waiting(story.listed)
    assert (asked.id, asked.role, asked.source, asked.content) == ("p1", "nurse", "home care", WARFARIN)


def test_the_proposer_cannot_answer_it_in_the_proposal():
    story = Story(METOPROLOL)
    told = story.proposed("p1", role="patient")
    story.and_then(replace(told, proposal=replace(told.proposal, role="physician", source="hospital")))
    (asked,) = waiting(story.listed)
    assert (asked.role, asked.source) == ("patient", "home care")


def test_a_physician_answers_and_the_answer_stays_with_what_was_asked():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1")).and_then(story.proposed("p2")).and_then(story.reported("r1"))
    story.and_then(ProposalAccepted(provenance(at(1)), "p1"))
    story.and_then(ProposalDeclined(provenance(at(2)), "p2", text="not now"))
    story.and_then(DiscrepancyAnswered(provenance(at(3)), "r1", text="thank you"))
    answers = [each.answer for each in (*story.listed.proposals, *story.listed.discrepancies)]
    assert [(answer.reply, answer.at, answer.text) for answer in answers] == [
        (Reply.ACCEPTED, at(1), None),
        (Reply.DECLINED, at(2), "not now"),
        (Reply.ANSWERED, at(3), "thank you"),
    ]
    assert waiting(story.listed) == ()
    assert story.version == 1


def test_what_nobody_asked_is_not_answered():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1"))
    for answer in (ProposalAccepted(provenance(), "p9"), DiscrepancyAnswered(provenance(), "p1")):
        assert refused(story.when(answer), "R7") == {"list": {Code.UNKNOWN_REQUEST}}


def test_an_answer_is_given_once():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1")).and_then(ProposalDeclined(provenance(), "p1"))
    assert is_duplicate(story.when(ProposalDeclined(provenance(), "p1")))
    assert refused(story.when(ProposalAccepted(provenance(), "p1")), "R7") == {"list": {Code.ALREADY_ANSWERED}}


def test_the_same_proposal_again_is_a_duplicate_and_another_one_under_its_id_is_refused():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1")).and_then(story.reported("r1"))
    assert is_duplicate(story.when(story.proposed("p1")))
    assert is_duplicate(story.when(story.reported("r1")))
    assert refused(story.when(story.proposed("p1", text="other")), "R7") == {"list": {Code.ID_REUSED}}
    assert refused(story.when(story.reported("r1", text="other")), "R7") == {"list": {Code.ID_REUSED}}


def test_nothing_that_waits_is_forgotten_and_too_much_is_refused():
    story = Story(METOPROLOL)
    for number in range(100):
        story.and_then(story.proposed(f"p{number}"))
    assert refused(story.when(story.proposed("one more")), "R7") == {"list": {Code.TOO_MANY_WAITING}}
    story.and_then(ProposalAccepted(provenance(), "p50")).and_then(story.proposed("one more"))
    assert len(waiting(story.listed)) == 100


def test_of_what_was_answered_the_newest_are_remembered():
    story = Story(METOPROLOL)
    for number in range(30):
        story.and_then(story.reported(f"r{number}")).and_then(DiscrepancyAnswered(provenance(), f"r{number}"))
    story.and_then(story.reported("last"))
    assert [each.id for each in story.listed.discrepancies] == [*(f"r{n}" for n in range(10, 30)), "last"]


def test_a_report_may_say_what_is_taken_and_is_not_listened_to_as_a_decision():
    story = Story(METOPROLOL)
    story.and_then(story.reported("r1", content=treatment("St John's wort")))
    assert story.names() == ["Metoprolol"]


def test_a_report_with_control_characters_is_refused():
    story = Story(METOPROLOL)
    assert refused(story.when(story.reported("r1", text="\x00")), "R1") == {"list": {Code.CONTROL_CHARACTERS}}


def test_what_has_no_id_is_refused():
    story = Story(METOPROLOL)
    for told in (
        story.proposed(""),
        story.reported(" "),
        story.dispensed(""),
        story.prescribed(""),
        story.admitted(""),
    ):
        assert refused(story.when(told), "R1") == {"list": {Code.MISSING_ELEMENT}}


def test_an_m25_2_is_closed_by_the_list_of_a_physician_who_had_read_after_it_was_made():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("seen", "pharmacist", at(0), multidose=True))
    story.and_then(story.proposed("of a nurse", made=at(0)))
    story.and_then(story.proposed("not seen", "pharmacist", at(2), multidose=True))
    story.later(at(3)).and_then(story.whole(METOPROLOL, read_at=at(1)))
    assert [each.id for each in waiting(story.listed)] == ["of a nurse", "not seen"]
    assert story.listed.proposals[0].answer.reply is Reply.SUPERSEDED


def test_an_m25_2_that_comes_after_the_list_that_its_maker_could_not_know_is_closed_at_once():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("late", "pharmacist", at(-1), multidose=True))
    assert story.listed.proposals[0].answer.reply is Reply.SUPERSEDED
