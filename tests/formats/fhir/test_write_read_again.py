"""What is written of a row is told, to who reads it as any other system's bundle, as the row that it was (R29: it changes none)."""

import json

from hypothesis import given, settings
from tests.domain.medication.builders import Story, provenance
from tests.formats.fhir.read_examples import FNR, NUMBER
from tests.formats.fhir.test_write_laws import shown, stories
from tests.formats.fhir.write_examples import ceased, full

from carebus.domain.medication.events import DiscrepancyReported
from carebus.domain.record import replace
from carebus.formats.fhir.messages import read
from carebus.formats.fhir.write_medication import bundle

PATIENT = {"resourceType": "Patient", "id": "7f3a", "identifier": [{"system": FNR, "value": NUMBER}]}


def parts(story):
    told = read(json.dumps(bundle(story.listed, ceased(story), PATIENT, story.now)).encode())
    return () if isinstance(told, tuple) else told.parts


def test_a_row_with_everything_is_read_as_it_was():
    row = full(1)
    row = replace(row, medicine=replace(row.medicine, strength=None))
    (told,) = parts(Story(row))
    reported = told.submission(provenance())
    assert isinstance(reported, DiscrepancyReported)
    assert reported.discrepancy.treatment == row.id
    assert reported.discrepancy.content == row


@settings(max_examples=50, deadline=None)
@given(stories())
def test_any_list_can_be_read_and_every_row_of_it_changes_nothing(story):
    made = [each.submission(provenance()) for each in parts(story) if each.submission and not each.problems]
    reported = [each.discrepancy for each in made if isinstance(each, DiscrepancyReported)]
    assert {each.treatment for each in reported} == shown(story)
