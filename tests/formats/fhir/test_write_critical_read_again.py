"""The law of reading again: what carebus writes of an entry is read as it was, and changes nothing where it is known.

Lost are, and nothing else: of who recorded or changed it, where the parts of a name stood; of an allergy all but its code, text, source and severity as
told, since it is only ever added, as unconfirmed (R26); a code or a reaction that says nothing at all; a code with
blanks around it, which FHIR does not write; and blanks around a text.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from tests.domain.critical_info.builders import HOLM, VIK, Story, is_duplicate, provenance
from tests.formats.fhir.read_examples import FNR, NUMBER
from tests.formats.fhir.test_write_critical import stories
from tests.formats.fhir.write_critical_examples import ANAPHYLAXIS, FULL, STORIES, TESTS, of

from carebus.domain.coding import Coding
from carebus.domain.critical_info.difference import differing
from carebus.domain.critical_info.entry import Content, Kind, Reaction, Severity, Verification
from carebus.domain.critical_info.events import AllergyObserved, CriticalInfoRegistered, CriticalInfoUpdated
from carebus.domain.critical_info.status import ALLERGIES
from carebus.domain.record import replace
from carebus.formats.fhir.messages import read

PATIENT = {"resourceType": "Patient", "id": "7f3a", "identifier": [{"system": FNR, "value": NUMBER}]}


KINDS = [kind for kind in Kind if kind not in ALLERGIES]
NOT_WRITTEN = {"critical_nobody_asked", "critical_none_known"}


def parts_of(document):
    told = read(json.dumps(document).encode())
    return () if isinstance(told, tuple) else told.parts


def submissions(document):
    return [each.submission(provenance()) for each in parts_of(document) if each.submission and not each.problems]


def again(story):
    return [each for each in submissions(of(story, PATIENT)) if isinstance(each, AllergyObserved)]


def registered(story):
    return {each.id: each for each in submissions(of(story, PATIENT)) if isinstance(each, CriticalInfoRegistered)}


def as_put(story, change=dict):
    """The bundle as an author sends it back: every entry a PUT."""
    document = of(story, PATIENT)
    for each in document["entry"]:
        change(each["resource"])
        each["request"] = {"method": "PUT", "url": each["resource"]["resourceType"]}
    return document | {"type": "batch"}


def told_otherwise(entry, event):
    """The names of the fields that are not as they were."""
    return set(differing(replace(entry, content=spoken(entry.content)), event.verification, event.content))


def spoken(content):
    """The content without what says nothing at all."""
    reactions = tuple(Reaction(said(each.manifestation), each.text, said(each.severity)) for each in content.reactions)
    return replace(
        content,
        codes=tuple(replace(each, coding=said(each.coding)) for each in content.codes if said(each.coding)),
        reactions=tuple(each for each in reactions if each.manifestation or (each.text or "").strip() or each.severity),
        source_of_information=said(content.source_of_information),
    )


def said(told):
    parts = () if told is None else (told.system, told.code, told.display, told.text)
    said_ = [part if part and part.strip() else None for part in parts]
    return Coding(*said_) if any(said_) else None


def is_writable(content):
    """Whether no code has blanks around it."""
    told = [content.source_of_information, *(each.coding for each in content.codes)]
    told += [code for each in content.reactions for code in (each.manifestation, each.severity)]
    return all(code is None or code.code is None or code.code == code.code.strip() for code in told)


def says_all(entry):
    return entry.content is None or (is_writable(entry.content) and entry.content == spoken(entry.content))


def test_an_allergy_is_read_as_it_was():
    story = Story()
    seen = Reaction(ANAPHYLAXIS.manifestation, "etter 10 minutter")
    said = replace(FULL, codes=FULL.codes[:2], reactions=(seen,), started=None, valid_until=None)
    story.and_then(story.registered("pen", said, Kind.DRUG_REACTION, Verification.PRESUMED, by=HOLM))

    (event,) = again(story)

    told = event.content
    assert (event.kind, told.severity, told.text, told.onset) == (
        Kind.DRUG_REACTION,
        said.severity,
        said.text,
        said.onset,
    )
    assert [(each.coding.code, each.user_selected) for each in told.codes] == [("J01CE02", False), ("91936005", True)]
    assert told.source_of_information == TESTS
    assert [(each.manifestation.display, each.text) for each in told.reactions] == [("Anafylaksi", "etter 10 minutter")]
    assert "presumed" in told.note
    assert "Har adrenalinpenn" in told.note


def test_what_is_refuted_or_retracted_and_that_none_is_known_adds_nothing():
    for act in ("refuted", "retracted"):
        story = Story()
        story.and_then(story.registered())
        story.and_then(getattr(story, act)())
        assert again(story) == []
    story = Story()
    assert again(story.and_then(story.none_known())) == []


@pytest.mark.parametrize("name", sorted(STORIES.keys() - NOT_WRITTEN))
def test_every_entry_of_the_examples_but_a_retracted_one_is_read_as_it_was(name):
    story = STORIES[name]()
    told = registered(story)
    expected = [each for each in story.picture.entries if each.kind not in ALLERGIES and each.content]
    assert told.keys() == {each.id for each in expected}
    for each in expected:
        assert (told[each.id].kind, told_otherwise(each, told[each.id])) == (each.kind, set())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(stories())
def test_law_what_is_read_again_is_what_was_told_and_changes_nothing(made):
    told = registered(made)
    for each in made.picture.entries:
        if each.kind in ALLERGIES or each.content is None:
            assert each.id not in told
        elif is_writable(each.content):
            event = told[each.id]
            assert (event.kind, told_otherwise(each, event)) == (each.kind, set())
            assert is_duplicate(made.when(event)) or not says_all(each)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(stories())
def test_law_what_is_sent_back_unchanged_as_a_put_moves_no_entry(made):
    before = made.picture
    for event in submissions(as_put(made)):
        made.when(event)
    for was, now in zip(before.entries, made.picture.entries, strict=True):
        assert was == now or not says_all(was)
        assert was.verification == now.verification


@pytest.mark.parametrize("kind", KINDS)
def test_who_recorded_and_who_changed_it_are_two(kind):
    story = Story()
    story.and_then(story.registered("e", FULL, kind, by=HOLM))
    story.and_then(story.updated("e", verification=Verification.PRESUMED, by=VIK, role="nurse"))
    assert registered(story)["e"].by.hpr == HOLM.hpr
    (change,) = submissions(as_put(story))
    assert (type(change), change.by.hpr, change.base) == (CriticalInfoUpdated, VIK.hpr, 2)


def _edited(kind):
    """What a client changes in the elements, knowing nothing of what carebus wrote beside them."""

    def change(resource):
        if "subject" not in resource:
            return
        if resource["resourceType"] == "Condition":
            resource["verificationStatus"] = {"coding": [{"code": "refuted"}]}
        elif "status" in resource:
            resource["status"] = {"Procedure": "completed", "Flag": "inactive"}.get(resource["resourceType"], "current")

    return change


@pytest.mark.parametrize("kind", KINDS)
def test_who_refutes_it_in_its_status_refutes_it_whatever_carebus_wrote_beside(kind):
    story = Story()
    story.and_then(story.registered("e", FULL, kind, Verification.PRESUMED, by=HOLM))
    (act,) = submissions(as_put(story, _edited(kind)))
    story.and_then(act)
    assert story.entry("e").verification is Verification.REFUTED


@pytest.mark.parametrize("kind", KINDS)
def test_who_changes_the_end_in_its_element_changes_it(kind):
    def longer(resource):
        for each in resource.get("extension", ()):
            if each["url"].endswith("KjValidUntil"):
                each["valueDateTime"] = "2035-01"

    story = Story()
    story.and_then(story.registered("e", FULL, kind, by=HOLM))
    (act,) = submissions(as_put(story, longer))
    story.and_then(act)
    assert story.entry("e").content.valid_until == "2035-01"
    assert story.entry("e").content.codes == FULL.codes


def test_a_retracted_entry_that_is_sent_on_is_held_and_tells_nothing():
    story = STORIES["critical_retracted"]()
    held = [each for each in parts_of(of(story, PATIENT)) if each.problems]
    assert [each.submission for each in held] == [None] * len(Kind)


def test_an_allergy_that_is_sent_back_is_known_by_its_own_id():
    story = Story()
    story.and_then(story.registered("pen", FULL, Kind.DRUG_REACTION, by=HOLM))
    (event,) = again(story)
    assert (event.id, event.content.codes) == ("pen", FULL.codes)
    assert is_duplicate(story.when(event))


def test_what_fhir_cannot_write_stands_beside_the_elements():
    odd = Content(
        codes=FULL.codes,
        text=" ",
        severity=Severity.UNABLE_TO_ASSESS,
        reactions=(Reaction(Coding("ward", "X 1"), "a", Coding(None, None, "alvorlig")),),
        source_of_information=Coding("local", "7", "Pårørende"),
        onset="2024-05-13T08:00+14:30",
        started="2024-05-13T08:00Z",
        valid_until="9999",
        note="n",
    )
    for kind in KINDS:
        story = Story()
        story.and_then(story.registered("e", odd, kind))
        assert told_otherwise(story.entry("e"), registered(story)["e"]) == set()
