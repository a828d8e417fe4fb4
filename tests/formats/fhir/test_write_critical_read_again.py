"""What is written of an allergy is added, to who reads it as any other system's bundle, as the allergy that it was (R26)."""

import json

from tests.domain.critical_info.builders import HOLM, Story, provenance
from tests.formats.fhir.read_examples import FNR, NUMBER
from tests.formats.fhir.write_critical_examples import ANAPHYLAXIS, FULL, TESTS, of

from carebus.domain.critical_info.entry import Kind, Reaction, Verification
from carebus.domain.critical_info.events import AllergyObserved
from carebus.domain.record import replace
from carebus.formats.fhir.messages import read

PATIENT = {"resourceType": "Patient", "id": "7f3a", "identifier": [{"system": FNR, "value": NUMBER}]}


def again(story):
    told = read(json.dumps(of(story, PATIENT)).encode())
    parts = () if isinstance(told, tuple) else told.parts
    made = [each.submission(provenance()) for each in parts if each.submission and not each.problems]
    return [each for each in made if isinstance(each, AllergyObserved)]


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
