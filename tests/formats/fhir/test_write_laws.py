"""The laws of what is written, for any list that the rules allow."""

import json
import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.domain.medication.builders import HOLM, Story, days, provenance, treatment
from tests.domain.medication.test_laws import rows as plain_rows
from tests.formats.fhir.write_examples import PATIENT, ceased
from tests.formats.fhir.write_shape import faults

from carebus.domain.coding import Coding
from carebus.domain.decision import Accepted
from carebus.domain.medication.beside import PrescriptionStatus
from carebus.domain.medication.events import LockedItemReported
from carebus.domain.medication.status import is_over, is_visible
from carebus.domain.medication.treatment import Dosage, Dosing, Medicine, Pause, Person
from carebus.formats.fhir.write_medication import bundle

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)
MAYBE = st.none() | TEXTS
IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80)
DAYS = st.sampled_from(["2025", "2026-03", "2026-03-02", "2026-03-02T08:00Z", "2026-03-01T23:59:59.5+14:30"])
DATES = st.none() | DAYS
SYSTEMS = st.sampled_from(
    [None, "", "2.16.578.1.12.4.1.1.9101", "urn:oid:1.2.3.4", "http://www.whocc.no/atc", "local", "1.02.3.4", "1.2.3"]
)
CODES = st.builds(Coding, SYSTEMS, MAYBE, MAYBE, MAYBE)
CODINGS = st.none() | CODES
AMOUNTS = st.none() | st.sampled_from(["1", "0.5", "1,5", "1-2", "0.10", "10000000000000000000000", "1e5"])
PEOPLE = st.none() | st.just(HOLM) | st.builds(Person, MAYBE, MAYBE, MAYBE, MAYBE)
DOSINGS = st.builds(Dosing, AMOUNTS, st.just("tablet"), AMOUNTS, MAYBE, CODINGS, DATES, DATES)
DOSAGES = st.builds(Dosage, MAYBE, st.lists(DOSINGS, max_size=3).map(tuple), MAYBE)
NAMES = st.tuples(st.sampled_from("aÅ("), TEXTS).map("".join)
MEDICINES = st.builds(Medicine, NAMES, CODINGS, MAYBE, CODINGS, MAYBE)
PAUSES = st.none() | st.builds(Pause, DAYS, DATES, MAYBE)
ROWS = plain_rows(IDS) | st.builds(
    treatment,
    st.just("row"),
    id=IDS,
    medicine=MEDICINES,
    dosage=DOSAGES,
    use=CODINGS,
    reasons=st.lists(CODES, max_size=3).map(tuple),
    started=DATES,
    planned_end=DATES,
    pause=PAUSES,
    prescriptions=st.lists(IDS, max_size=2, unique=True).map(tuple),
    substitution=st.none() | st.booleans(),
    note=MAYBE,
    decided_by=PEOPLE,
)


@st.composite
def stories(draw):
    """What a patient's list can have become, by acts that the rules accepted."""
    story = Story()
    told = draw(st.lists(ROWS, max_size=5, unique_by=lambda row: row.id))
    whole = story.whole(*told, create=True, reconciles=draw(st.booleans()), none_known=not told and draw(st.booleans()))
    assume(isinstance(story.when(whole), Accepted))
    for number in range(draw(st.integers(0, 4))):
        story.when(act(draw, story, number))
    return story.later(days(draw(st.sampled_from([0, 1, 40, 95]))))


def act(draw, story, number):
    row = draw(st.sampled_from([each.treatment for each in story.listed.rows] or [treatment("a")]))
    chosen = draw(st.integers(0, 7))
    status, texts = draw(st.sampled_from(PrescriptionStatus)), draw(st.lists(MAYBE, min_size=4, max_size=4))
    issued, until, repeats, amount = texts
    about = {
        "medicine": draw(MEDICINES),
        "dosage": draw(st.none() | DOSAGES),
        "kind": draw(CODINGS),
        "prescriber": draw(PEOPLE),
    }
    return (
        lambda: story.stopped(row, draw(DAYS)),
        lambda: story.retracted(row),
        lambda: story.paused(row, draw(DAYS)),
        lambda: story.admitted(f"stay {number}"),
        lambda: story.dispensed(draw(IDS), draw(IDS)),
        lambda: LockedItemReported(provenance(story.now), draw(NAMES)),
        lambda: story.prescribed(
            draw(IDS), row, status=status, issued=issued, valid_until=until, repeats=repeats, amount=amount, **about
        ),
        lambda: story.recalled(draw(IDS)),
    )[chosen]()


def shown(story):
    """The ids of what a reader must find."""
    rows = {row.treatment.id for row in story.listed.rows if not is_over(row, story.now)}
    return rows | {view.id for view in ceased(story) if is_visible(view, story.now)}


def references(content):
    if isinstance(content, dict):
        if isinstance(content.get("reference"), str):
            yield content["reference"]
        for each in content.values():
            yield from references(each)
    elif isinstance(content, list):
        for each in content:
            yield from references(each)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_any_list_is_written_whole_and_in_the_shape_of_fhir(story):
    told = bundle(story.listed, ceased(story), PATIENT, story.now)
    again = bundle(story.listed, ceased(story), PATIENT, story.now)
    assert json.loads(json.dumps(told)) == told
    assert json.dumps(told) == json.dumps(again), "the same list gives the same bundle"
    assert list(faults(told)) == []
    urls = [each["fullUrl"] for each in told["entry"]]
    assert len(urls) == len(set(urls))
    assert set(references(told)) <= {*urls, PATIENT}, "every reference is to something in the bundle"
    ids = [(each["resource"]["resourceType"], each["resource"]["id"]) for each in told["entry"]]
    assert len(ids) == len(set(ids))
    statements = [
        each["resource"] for each in told["entry"] if each["resource"]["resourceType"] == "MedicationStatement"
    ]
    assert {each["identifier"][0]["value"] for each in statements} == shown(story)
    assert {name for each in statements for name in re.findall(r"entered-in-error", each["status"])} == set()


@settings(max_examples=50, deadline=None)
@given(stories())
def test_every_row_and_every_text_of_a_row_is_in_the_bundle(story):
    told = json.dumps(bundle(story.listed, ceased(story), PATIENT, story.now), ensure_ascii=False)
    assert [text for text in _texts(story) if json.dumps(text, ensure_ascii=False)[1:-1] not in told] == []


def _texts(story):
    for row in story.listed.rows:
        if not is_over(row, story.now):
            yield from (text for text in _said(row.treatment) if text and text.strip())


def _said(row):
    """What a person wrote, but for dates, which FHIR may have to write in another way."""
    medicine, by, pause = row.medicine, row.decided_by or Person(), row.pause or Pause("")
    yield from (row.id, row.note, row.dosage.text, row.dosage.site, *row.prescriptions, pause.reason)
    yield from (medicine.name, medicine.fest, medicine.strength, by.name, by.role, by.organisation, by.hpr)
    doses = row.dosage.dosings
    for dosing in doses:
        yield from (dosing.amount, dosing.interval, dosing.unit, dosing.interval_unit)
        names = dosing.time_of_day or Coding(None, None)
        yield next((name for name in (names.display, names.text, names.code) if name and name.strip()), None)
    for code in (medicine.form, medicine.atc, row.use, *row.reasons):
        yield from (code.code, code.display, code.text) if code else ()
