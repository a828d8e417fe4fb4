"""The town's checker finds nothing in a town where nothing is wrong, and each kind of damage where there is one."""

from datetime import timedelta

import pytest
from tests.demo.paper import on_paper

from carebus.demo.town.check import LOOKS, check
from carebus.demo.town.kinds import DUE, WRONG, Kind
from carebus.demo.town.races import races
from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import CriticalInfoExpired, CriticalInfoRefuted
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.identity.area import LINE
from carebus.domain.identity.events import PatientsMerged, PatientsUnmerged
from carebus.domain.identity.link import Tie
from carebus.domain.identity.tying import pair as named
from carebus.domain.identity.view import LinkedPerson, MovedVisit, alone
from carebus.domain.medication.treatment import Dosage
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import CeasedTreatment, MedicationList
from carebus.domain.medication.writes import TreatmentAdded, TreatmentCeased, TreatmentChanged, TreatmentEnded
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome

ONE_VERDICT = "messages: exactly one final verdict each"
KEPT = "messages: the original bytes are kept"
TOLD = "verdicts: what the writer was told is what stands"
REPEATS = "verdicts: a repeat says what was said first"
FACT = "verdicts: accepted, and the fact is on the log once"
OF_ACCEPTED = "facts: each of an accepted verdict"
DUE_END = "ends: as its kind must, by its rule"
FOLD = "pictures: the log folds into the live one"
FORWARD = "pictures: version and revision never go back"
MADE_ONCE = "versions: made by exactly one accepted write"
WINNER = "versions: two writes on one never both won"
FROM_ACCEPTED = "rows on a final list: from an accepted write"
NEVER_BOTH = "treatments: on the list, or gone from it, never both"
STILL_THERE = "rows accepted, not ended since: on the list as decided"
AS_MEANT = "entries: each as its last writer meant it"
WITHDRAWN = "entries: refuted or withdrawn, told by a fact of its own"
ANNOUNCED = "entries: whose end has come, announced by the clock"
NONE_KNOWN = "no allergy known: where it was said, and nothing since"
UNITED = "persons: the town's own union of what ties them"
TIED = "persons: their links, as told and not taken back"
PARTED = "persons: parted again, as if never merged"
VISITS = "visits: moved, here and gone"


@pytest.fixture(scope="module")
def town():
    return on_paper(30, 900, 6)[0]


def wrong(evidence):
    return {each.what for each in check(evidence) if each.wrong}


def without(things, one):
    """The same things but one."""
    place = next(number for number, each in enumerate(things) if each is one)
    return things[:place] + things[place + 1 :]


def instead(things, one, other):
    """The same things, one of them replaced."""
    return tuple(other if each is one else each for each in things)


def fact_of(town, kind):
    return next(each for each in town.facts if isinstance(each[1], kind))


def verdict_with(town, outcome):
    return next(each for each in town.verdicts if each.outcome is outcome and not each.repeat)


def last_list(town):
    """The final picture of a list with several rows."""
    final = {unit: (unit, view) for unit, view in town.pictures}
    return next(
        pair
        for pair in reversed(town.pictures)
        if isinstance(pair[1], MedicationList) and len(pair[1].rows) > 2 and final[pair[0]][1] is pair[1]
    )


def test_in_a_town_where_nothing_is_wrong_nothing_is_found(town):
    assert wrong(town) == set()
    assert [each.what for each in check(town)] == list(LOOKS)
    assert all(each.count for each in check(town)), "something was never looked at"


@pytest.mark.parametrize("kind", [TreatmentAdded, TreatmentChanged, TreatmentCeased])
def test_a_decision_that_vanished_from_the_log_is_missed(town, kind):
    damaged = replace(town, facts=without(town.facts, fact_of(town, kind)))
    assert {FACT, FOLD} <= wrong(damaged)


def test_a_row_that_was_added_and_vanished_from_the_log_stands_on_the_list_for_no_reason(town):
    told = [repr(fact) for _patient, fact in town.facts]
    added = (each for each in town.facts if isinstance(each[1], TreatmentAdded))
    lost = next(each for each in added if sum(each[1].treatment.id in words for words in told) == 1)
    assert {FACT, FOLD, STILL_THERE} <= wrong(replace(town, facts=without(town.facts, lost)))


def test_an_end_by_the_clock_that_vanished_from_the_log_is_missed(town):
    damaged = replace(town, facts=without(town.facts, fact_of(town, TreatmentEnded)))
    assert {FOLD, STILL_THERE} <= wrong(damaged)


def test_every_fact_that_vanishes_is_missed(town):
    for each in town.facts[::40]:
        assert wrong(replace(town, facts=without(town.facts, each))), type(each[1]).__name__


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_verdict_that_vanished_is_missed(town, outcome):
    damaged = replace(town, verdicts=without(town.verdicts, verdict_with(town, outcome)))
    assert {ONE_VERDICT, TOLD} <= wrong(damaged)


def test_a_second_final_verdict_is_found(town):
    assert wrong(replace(town, verdicts=(*town.verdicts, town.verdicts[0]))) == {ONE_VERDICT}


def test_a_writer_who_heard_nothing_is_found(town):
    damaged = replace(town, sent=(replace(town.sent[0], told=None), *town.sent[1:]))
    assert {TOLD, DUE_END} <= wrong(damaged)


def test_a_writer_who_heard_something_else_than_stands_is_found(town):
    told = next(each for each in town.sent if each.told.outcome is Outcome.REFUSED)
    other = replace(told, told=replace(told.told, outcome=Outcome.ACCEPTED))
    assert TOLD in wrong(replace(town, sent=instead(town.sent, told, other)))


def test_a_repeat_that_says_something_else_is_found(town):
    repeat = next(each for each in town.verdicts if each.repeat)
    damaged = replace(town, verdicts=instead(town.verdicts, repeat, replace(repeat, version=99)))
    assert REPEATS in wrong(damaged)


def test_a_fact_that_is_on_the_log_twice_is_found(town):
    pair = fact_of(town, TreatmentCeased)
    assert FACT in wrong(replace(town, facts=(*town.facts, pair)))


def test_a_fact_of_a_refused_write_is_found(town):
    stale = next(each for each in town.sent if each.is_overtaken and each.kind is Kind.CHANGE)
    patient, known = next(
        pair for pair in town.facts if pair[0] == stale.patient and isinstance(pair[1], TreatmentChanged)
    )
    told = replace(known.provenance, source=stale.name.source, submission_id=stale.submission, original=stale.original)
    damaged = replace(town, facts=(*town.facts, (patient, replace(known, provenance=told))))
    assert OF_ACCEPTED in wrong(damaged)


def test_an_accepted_verdict_of_what_had_to_be_refused_is_found(town):
    told = next(each for each in town.sent if each.kind in WRONG)
    other = replace(told, told=replace(told.told, outcome=Outcome.ACCEPTED, rule=None, problems=()))
    assert DUE_END in wrong(replace(town, sent=instead(town.sent, told, other)))


def test_a_right_act_that_was_refused_for_anything_but_being_late_is_found(town):
    told = next(each for each in town.sent if each.kind is Kind.CHANGE and each.is_accepted)
    refused = next(each.told for each in town.sent if each.kind is Kind.NOT_THEIRS)
    assert DUE_END in wrong(replace(town, sent=instead(town.sent, told, replace(told, told=refused))))


def test_bytes_that_are_not_kept_are_found(town):
    damaged = replace(town, originals=town.originals - {town.sent[0].original})
    assert wrong(damaged) == {KEPT}


def test_a_row_that_is_missing_on_a_final_list_is_found(town):
    unit, view = pair = last_list(town)
    damaged = replace(town, pictures=instead(town.pictures, pair, (unit, replace(view, rows=view.rows[1:]))))
    assert {FOLD, STILL_THERE} <= wrong(damaged)


def test_another_dose_on_a_final_list_is_found(town):
    unit, view = pair = last_list(town)
    row = replace(view.rows[0], treatment=replace(view.rows[0].treatment, dosage=Dosage("nobody decided this")))
    damaged = replace(town, pictures=instead(town.pictures, pair, (unit, replace(view, rows=(row, *view.rows[1:])))))
    assert {FOLD, STILL_THERE} <= wrong(damaged)


def test_a_row_by_a_write_that_was_not_accepted_is_found(town):
    unit, view = pair = last_list(town)
    stale = next(each for each in town.sent if each.is_overtaken)
    act = replace(view.rows[0].act, source=stale.name.source, submission_id=stale.submission, original=stale.original)
    rows = (replace(view.rows[0], act=act), *view.rows[1:])
    damaged = replace(town, pictures=instead(town.pictures, pair, (unit, replace(view, rows=rows))))
    assert {FOLD, FROM_ACCEPTED} <= wrong(damaged)


def test_a_treatment_that_was_ceased_and_is_listed_all_the_same_is_found(town):
    patient, left = next((u[0], v) for u, v in town.pictures if isinstance(v, CeasedTreatment) and v.row)
    listed = town.lists[patient]
    more = ((patient, LIST), replace(listed, rows=(*listed.rows, left.row)))
    damaged = replace(town, pictures=(*town.pictures, more))
    assert NEVER_BOTH in wrong(damaged)


def test_a_picture_that_never_came_is_found(town):
    pair = last_list(town)
    assert FOLD in wrong(replace(town, pictures=tuple(each for each in town.pictures if each[0] != pair[0])))


def test_a_version_that_goes_back_is_found(town):
    unit, view = last_list(town)
    older = replace(view, version=view.version - 1)
    assert FORWARD in wrong(replace(town, pictures=(*town.pictures, (unit, older))))


def test_two_winners_on_one_version_are_found(town):
    """As if the second of a race had been accepted on the base that the first had."""
    patient, known = next(pair for pair in town.facts if isinstance(pair[1], TreatmentAdded))
    new = replace(known.treatment, id="a-row-of-the-second")
    told = replace(known.provenance, submission_id="the-second")
    second = (patient, replace(known, treatment=new, provenance=told))
    assert {WINNER, MADE_ONCE} <= wrong(replace(town, facts=(*town.facts, second)))
    assert all(race.both == 0 for race in (races(town),))


def test_a_verdict_that_states_another_version_than_its_write_made_is_found(town):
    pair = fact_of(town, TreatmentChanged)
    by = pair[1].provenance
    verdict = next(each for each in town.verdicts if each.submission_id == by.submission_id and not each.repeat)
    damaged = replace(town, verdicts=instead(town.verdicts, verdict, replace(verdict, version=verdict.version + 1)))
    assert MADE_ONCE in wrong(damaged)


def test_the_town_plays_every_kind_of_mistake_and_is_overtaken_often(town):
    assert {each.kind for each in on_paper(120, 2_500, 7)[0].sent} >= WRONG
    assert sum(each.is_overtaken for each in town.sent) > 30
    assert races(town).pairs > 100
    assert not any(each.is_overtaken for each in town.sent if each.told.problems and _is_due(each))


def _is_due(sent):
    due = DUE.get(sent.kind)
    return due is not None and due.code is sent.told.problems[0].code


def entry_of(town, verification):
    """A picture of critical information, of which some entry stands so, and its place."""
    for pair in reversed(town.pictures):
        if isinstance(pair[1], CriticalInformation) and town.views[pair[0]] is pair[1]:
            for entry in pair[1].entries:
                if entry.verification is verification:
                    return pair, entry
    raise LookupError(verification)


def with_entry(town, pair, entry, *others):
    """The pictures, of which one has other entries instead of this one."""
    unit, view = pair
    entries = tuple(each for each in view.entries if each is not entry)
    return replace(town, pictures=instead(town.pictures, pair, (unit, replace(view, entries=(*entries, *others)))))


def person_of(town, record):
    """A fact of a record, and the picture of the first key that it names."""
    fact = fact_of(town, record)
    key = next(iter(named(fact[1]).values()))
    unit = (LINE, f"{key}/person")
    return fact, (unit, town.views[unit])


@pytest.mark.parametrize("verification", [Verification.UNCONFIRMED, Verification.PRESUMED, Verification.CONFIRMED])
def test_an_entry_that_is_missing_or_says_something_else_is_found(town, verification):
    pair, entry = entry_of(town, verification)
    other = replace(entry, content=replace(entry.content, text="nobody", codes=()))
    for damaged in (with_entry(town, pair, entry), with_entry(town, pair, entry, other)):
        assert {FOLD, AS_MEANT} <= wrong(damaged)


def test_a_refuted_entry_that_is_shown_as_if_it_held_is_found(town):
    pair, entry = entry_of(town, Verification.REFUTED)
    held = replace(entry, verification=Verification.CONFIRMED)
    assert {FOLD, AS_MEANT} <= wrong(with_entry(town, pair, entry, held))


def test_a_refutation_that_was_not_told_by_a_fact_of_its_own_is_found(town):
    damaged = replace(town, facts=without(town.facts, fact_of(town, CriticalInfoRefuted)))
    assert {FACT, FOLD, WITHDRAWN} <= wrong(damaged)


def test_a_refutation_that_was_told_twice_is_found(town):
    assert {FACT, WITHDRAWN} <= wrong(replace(town, facts=(*town.facts, fact_of(town, CriticalInfoRefuted))))


def test_an_end_that_was_not_announced_is_found(town):
    damaged = replace(town, facts=without(town.facts, fact_of(town, CriticalInfoExpired)))
    assert {FOLD, ANNOUNCED} <= wrong(damaged)


def test_an_end_that_was_announced_before_it_came_is_found(town):
    assert ANNOUNCED in wrong(replace(town, read_at=town.read_at - timedelta(days=1)))


def test_no_allergy_known_beside_what_was_stated_since_is_found(town):
    unit, view = pair = next(each for each in reversed(town.pictures) if getattr(each[1], "none_known", None))
    others = tuple(replace(each, ended=None if each.ended else each.at) for each in view.none_known)
    damaged = replace(town, pictures=(*instead(town.pictures, pair, pair), (unit, replace(view, none_known=others))))
    assert NONE_KNOWN in wrong(damaged)


def test_a_merge_that_vanished_from_the_log_and_left_its_person_is_found(town):
    fact, _picture = person_of(town, PatientsMerged)
    assert {FACT, FOLD} <= wrong(replace(town, facts=without(town.facts, fact)))


def test_persons_that_are_not_joined_as_the_links_say_are_found(town):
    unit, view = next(
        (unit, view) for unit, view in town.views.items() if isinstance(view, LinkedPerson) and len(view.keys) > 1
    )
    for other in (alone(view.key), replace(view, heads=view.keys[-1:]), replace(view, keys=view.keys[:-1])):
        damaged = replace(town, pictures=(*town.pictures, (unit, replace(other, revision=view.revision + 1))))
        assert {FOLD, UNITED} <= wrong(damaged)


def test_a_link_that_is_shown_and_was_taken_back_is_found(town):
    """A merge that is undone leaves nothing: neither a link nor a key of the other."""
    unmerged, (unit, view) = person_of(town, PatientsUnmerged)
    link = next(link for link in unmerged[1].before if link.tie is Tie.MERGED)
    later = replace(view, revision=view.revision + 1)
    left = replace(later, links=(*view.links, link))
    assert {FOLD, TIED} <= wrong(replace(town, pictures=(*town.pictures, (unit, left))))
    mixed = replace(later, keys=(*view.keys, PatientKey("0" * 64)))
    assert {FOLD, UNITED, PARTED} <= wrong(replace(town, pictures=(*town.pictures, (unit, mixed))))


def test_a_visit_that_is_shown_with_the_wrong_patient_is_found(town):
    unit, view = next((unit, view) for unit, view in town.views.items() if isinstance(view, MovedVisit))
    damaged = replace(view, here=not view.here, revision=view.revision + 1)
    assert {FOLD, VISITS} <= wrong(replace(town, pictures=(*town.pictures, (unit, damaged))))


def test_each_look_is_shown_to_fail_by_a_test_above():
    assert set(LOOKS) == {
        ONE_VERDICT, KEPT, TOLD, REPEATS, FACT, OF_ACCEPTED, DUE_END, FOLD, FORWARD, MADE_ONCE, WINNER, FROM_ACCEPTED, NEVER_BOTH,
        STILL_THERE, AS_MEANT, WITHDRAWN, ANNOUNCED, NONE_KNOWN, UNITED, TIED, PARTED, VISITS,
    }  # fmt: skip


def test_the_end_of_a_list_is_a_unit_of_its_own(town):
    assert any(unit[1] != LIST for unit in town.views)
