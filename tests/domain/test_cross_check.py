"""Understands that a medicine and a reaction that belong together by their codes are found, and nothing else is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.identity.builders import Story, key, linked_with, merged, unlinked, unmerged

from carebus.domain import atc
from carebus.domain.atc import Kinship
from carebus.domain.coding import Coding
from carebus.domain.critical_info import view as critical
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Verification
from carebus.domain.critical_info.view import CriticalInformation, Entry, Recorder
from carebus.domain.cross_check import CrossChecked, cross_check, cross_check_over
from carebus.domain.drug_codes import FEST
from carebus.domain.medication import view as medication
from carebus.domain.medication.treatment import Dosage, Medicine, Treatment, TreatmentId
from carebus.domain.medication.view import MedicationList, Row
from carebus.domain.record import replace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ATC = "2.16.578.1.12.4.1.1.7180"
WHERE = ("tindgard-legekontor", "s-1", "ab" * 32, None, "999999999", "physician", NOW, NOW)
DECIDED, STATED = medication.Act(*WHERE), critical.Act(*WHERE)
CODES = st.sampled_from(["J", "J01", "J01C", "J01CE", "J01CE01", "J01CE02", "J01CA04", "N02BE01", "N02"])


def row(code: str | None = None, name: str = "r1", system: str = ATC, fest: str | None = None) -> Row:
    told = Medicine("Something", atc=Coding(system, code) if code else None, fest=fest)
    return Row(Treatment(TreatmentId(name), told, Dosage()), 1, NOW, DECIDED)


def reaction(code: str | None = None, name: str = "e1", system: str = ATC, kind: Kind = Kind.DRUG_REACTION) -> Entry:
    recorder = Recorder(STATED.source, STATED.organisation, STATED.role, NOW)
    content = Content(tuple([Coded(Coding(system, code))] if code else ()), text="penicillin")
    return Entry(EntryId(name), 1, kind, Verification.CONFIRMED, recorder, NOW, STATED, content=content)


@pytest.mark.parametrize(
    "system", ["http://www.whocc.no/atc", "2.16.840.1.113883.6.73", "urn:oid:" + ATC, "ATC", "WC", "atc "]
)
def test_the_classification_is_known_by_every_name_that_senders_give_it(system):
    """HL7 v2 writes ATC or WC (table 0396), FHIR a URL, KITH an OID: a reaction is found whichever two met."""
    assert matches(row("J01CE02", system=system), reaction("J01CE02")) == [Kinship.SAME]
    assert matches(row("J01CE02"), reaction("J01CE02", system=system)) == [Kinship.SAME]


def checked(rows: list[Row], entries: list[Entry]):
    listed = MedicationList(version=1, revision=1, rows=tuple(rows))
    return cross_check(listed, CriticalInformation(1, tuple(entries)), NOW)


def matches(one: Row, other: Entry) -> list[Kinship]:
    return [match.kinship for match in checked([one], [other]).matches]


@pytest.mark.parametrize(
    ("medicine", "reacted_to", "kin"),
    [
        ("J01CE02", "J01CE02", Kinship.SAME),
        ("J01CE02", "J01C", Kinship.GROUP),
        ("J01CE02", "J01CE01", Kinship.SUBGROUP),
    ],
)
def test_a_medicine_of_what_the_patient_reacts_to_is_found_by_the_hierarchy(medicine, reacted_to, kin):
    (match,) = checked([row(medicine)], [reaction(reacted_to)]).matches
    assert (match.treatment, match.entry, match.kinship, match.by) == ("r1", "e1", kin, "ATC")
    assert (match.decided, match.stated, match.verification) == (DECIDED, STATED, Verification.CONFIRMED)


@pytest.mark.parametrize(("medicine", "reacted_to"), [("J01CE02", "J01CA04"), ("N02BE01", "J01C"), ("J01CE02", "J01F")])
def test_another_group_is_no_match(medicine, reacted_to):
    assert not matches(row(medicine), reaction(reacted_to))


def test_codes_are_compared_whatever_name_their_system_goes_by_and_never_across_systems():
    assert matches(row("J01CE02", system="http://www.whocc.no/atc"), reaction("j01ce02 "))
    assert not matches(row("J01CE02", system="2.16.578.1.12.4.1.1.7110"), reaction("J01CE02"))
    assert not matches(row(fest="J01CE02"), reaction("J01CE02"))


def test_a_fest_id_matches_the_same_and_no_other():
    assert matches(row(fest="ID-1"), reaction("ID-1", system=FEST)) == [Kinship.SAME]
    assert not matches(row(fest="ID-1"), reaction("ID-12", system=FEST))


def test_what_has_no_code_is_named_so_that_a_person_looks():
    told = checked([row("J01CE02"), row(name="r2")], [reaction("J01C"), reaction(name="e2")])
    assert (told.rows_uncompared, told.entries_uncompared) == (("r2",), ("e2",))
    assert [match.treatment for match in told.matches] == ["r1"]


def test_a_list_of_a_patient_without_reactions_is_not_called_unchecked():
    assert checked([row()], []) == cross_check(None, None, NOW) == CrossChecked()


@pytest.mark.parametrize("verification", [Verification.REFUTED, Verification.ENTERED_IN_ERROR])
def test_what_was_refuted_or_retracted_is_no_reaction(verification):
    assert not matches(row("J01CE02"), replace(reaction("J01C"), verification=verification))


def test_what_the_clock_has_ended_is_no_reaction():
    entry = reaction("J01C")
    ended = replace(entry, content=replace(entry.content, valid_until="2026-01-01"))
    assert not matches(row("J01CE02"), ended)


def test_only_reactions_to_drugs_are_held_against_drugs():
    assert not matches(row("J01CE02"), reaction("J01C", kind=Kind.OTHER_ALLERGEN))


@given(st.lists(CODES, max_size=6), st.lists(CODES, max_size=6))
def test_law_it_equals_every_pair_looked_at_one_by_one(medicines, reactions):
    rows = [row(code, f"r{number}") for number, code in enumerate(medicines)]
    entries = [reaction(code, f"e{number}") for number, code in enumerate(reactions)]
    brute = {
        (f"r{i}", f"e{k}", atc.kinship(one, other))
        for i, one in enumerate(medicines)
        for k, other in enumerate(reactions)
        if one[:5] == other[:5] or one.startswith(other) or other.startswith(one)
    }
    assert {(m.treatment, m.entry, m.kinship) for m in checked(rows, entries).matches} == brute


@given(CODES, CODES)
def test_law_kinship_is_mutual(one, other):
    assert atc.kinship(one, other) == atc.kinship(other, one)


def closed(listed: MedicationList, into: str) -> MedicationList:
    stamp = medication.Stamp(1, NOW, None, DECIDED.organisation)
    told = medication.Closed(key(into), DECIDED.source, DECIDED.submission_id, 1, stamp)
    return replace(listed, closed=told)


def taking_in(listed: MedicationList, name: str) -> MedicationList:
    return replace(listed, taken_in=(medication.TakenIn(key(name), 1, DECIDED.source, DECIDED.submission_id, NOW),))


def test_a_list_that_was_closed_is_looked_at_where_it_goes_on_and_nowhere_else_is_anything_lost():
    old, today = (MedicationList(version=1, revision=1, rows=(row("J01CE02", name),)) for name in ("old", "new"))
    known = CriticalInformation(1, (reaction("J01C"),))

    def found(one, other):
        told = cross_check_over({key("a"): (one, known), key("b"): (other, None)}, NOW)
        return [match.treatment for each in told for match in each.told.matches]

    assert found(closed(old, "b"), taking_in(today, "a")) == ["new"]
    assert found(closed(old, "b"), today) == ["old", "new"]  # the one that takes in is read a moment too early
    assert found(closed(old, "elsewhere"), today) == ["old", "new"]


NAMES = "abcd"
NAME = st.sampled_from(NAMES)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["takes", "stops", "reacts", "recovers"]), NAME, CODES),
        st.tuples(st.sampled_from([merged, unmerged, linked_with, unlinked]), NAME, NAME),
    ),
    max_size=25,
)


class People:
    """What each record has, and which records are one person's, found in the dullest way: by joining until nothing changes."""

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {name: [] for name in NAMES}
        self.known: dict[str, list[str]] = {name: [] for name in NAMES}
        self.story = Story()

    def act(self, what: object, name: str, other: str) -> None:
        if what in ("takes", "stops"):
            _changed(self.lists[name], other, what == "takes")
        elif what in ("reacts", "recovers"):
            _changed(self.known[name], other, what == "reacts")
        else:
            self.story.when(what(name, other))

    def pictures(self, name: str):
        """As the reader finds them: by the keys in the picture of one record."""
        keys = self.story.of(name).keys
        return {key(each): self._of(each) for each in NAMES if key(each) in keys}

    def _of(self, name: str):
        listed = MedicationList(version=1, revision=1, rows=tuple(row(code, code) for code in self.lists[name]))
        return listed, CriticalInformation(1, tuple(reaction(code, code) for code in self.known[name]))

    def brute(self, name: str):
        """Every medicine of any record beside every reaction of any other, and those whose codes belong together."""
        person, edges = {name}, {(link.key, link.to) for each in NAMES for link in self.story.of(each).links}
        for _ in NAMES:
            person |= {n for n in NAMES if any({key(n), key(k)} in ({*edge} for edge in edges) for k in person)}
        return {
            (key(i), one, key(k), other)
            for i in person
            for k in person
            for one in self.lists[i]
            for other in self.known[k]
            if one[:5] == other[:5] or one.startswith(other) or other.startswith(one)
        }


def _changed(codes: list[str], code: str, stands: bool) -> None:
    if code in codes:
        codes.remove(code)
    if stands:
        codes.append(code)


@given(ACTS)
def test_law_over_all_records_of_a_person_it_equals_every_pair_after_any_acts_merges_and_unmerges(acts):
    people = People()
    for each in acts:
        people.act(*each)
    for name in NAMES:
        told = cross_check_over(people.pictures(name), NOW)
        found = {(e.taken_in, m.treatment, e.known_in, m.entry) for e in told for m in e.told.matches}
        assert found == people.brute(name)
