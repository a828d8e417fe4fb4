"""R10, R11, R26: critical information as a nurse's system receives it."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.critical_info.builders import HOLM, LATEX, VIK, Story, at
from tests.formats.fhir.test_write_laws import CODINGS, MAYBE, PEOPLE, references
from tests.formats.fhir.write_critical_examples import FULL, PATIENT, STORIES, of

from carebus.domain.critical_info.entry import Coded, Content, Kind, Person, Reaction, Scope, Severity, Verification
from carebus.formats.fhir.write_critical_info import bundle

ALLERGY = "AllergyIntolerance"
EMPTY = (None, "", [], {})


def resources(told, kind):
    return [each["resource"] for each in told["entry"] if each["resource"]["resourceType"] == kind]


def entries(told):
    """Every resource that is an entry, by its id."""
    kinds = (ALLERGY, "Condition", "Procedure", "Flag")
    return {
        each["identifier"][0]["value"]: each for kind in kinds for each in resources(told, kind) if "identifier" in each
    }


def notes(resource):
    return [each["text"] for each in resource.get("note", ())]


def status(resource, name):
    return resource[name]["coding"][0]["code"] if name in resource else None


def story(name):
    return STORIES[f"critical_{name}"]()


def test_each_of_the_nine_record_types_is_the_resource_that_the_national_service_has_it_in():
    told = entries(of(story("every_kind")))

    assert {name: each["resourceType"] for name, each in told.items()} == {
        "drug-reaction": ALLERGY,
        "other-allergen": ALLERGY,
        "intubation-problem": "Condition",
        "other-anaesthesia-problem": "Condition",
        "critical-condition": "Condition",
        "ongoing-treatment": "Procedure",
        "implant": "Condition",
        "infection": "Condition",
        "changed-routine": "Flag",
    }
    assert (told["drug-reaction"]["category"], told["other-allergen"].get("category")) == (["medication"], None)
    assert {each["meta"]["versionId"] for each in told.values()} == {"2"}


def test_an_allergy_says_all_that_was_said():
    told = entries(of(story("every_kind")))["drug-reaction"]

    assert status(told, "verificationStatus") == "unconfirmed"
    assert told["verificationStatus"]["extension"][0]["valueBoolean"] is True
    assert told["verificationStatus"]["text"] == "presumed"
    assert (told["criticality"], told["onsetString"]) == ("high", "i barndommen")
    assert [each["code"] for each in told["code"]["coding"]] == ["J01CE02", "91936005"]
    assert [each.get("userSelected") for each in told["code"]["coding"]] == [None, True]
    assert told["code"]["text"] == "Penicillin, lokal kode, X 1 (ward)"
    first, second, third = told["reaction"]
    assert first["manifestation"][0]["coding"][0]["display"] == "Anafylaksi"
    assert (first["description"], first.get("severity")) == ("etter 10 minutter, A", None)
    assert (second["manifestation"], second["severity"]) == ([{"text": "utslett"}], "moderate")
    assert (third["manifestation"], third["severity"]) == ([{"text": "not told"}], "severe")
    assert notes(told) == ["Har adrenalinpenn", "since 1999", "valid until 2030-01"]
    assert [each["valueCoding"]["code"] for each in told["extension"] if "valueCoding" in each] == ["1"]


def test_the_recorder_is_the_original_one_and_the_updater_stands_in_the_provenance():
    told = of(story("every_kind"))

    for each in entries(told).values():
        assert (each.get("recorder") or each["author"])["identifier"]["value"] == HOLM.hpr
    agents = [agent["who"] for each in resources(told, "Provenance") for agent in each["agent"]]
    assert {agent["identifier"]["value"] for agent in agents if "identifier" in agent} == {VIK.hpr}


@pytest.mark.parametrize("name", STORIES)
def test_an_allergy_or_condition_has_a_clinical_status_unless_it_was_registered_in_error_and_never_then(name):
    """FHIR R4: ait-1, ait-2, con-5."""
    told = of(STORIES[name]())
    for each in (*resources(told, ALLERGY), *resources(told, "Condition")):
        assert ("clinicalStatus" in each) == (status(each, "verificationStatus") != "entered-in-error")


def test_what_is_refuted_is_inactive_and_says_so():
    told = entries(of(story("refuted")))

    assert status(told["drug-reaction"], "verificationStatus") == "refuted"
    assert status(told["drug-reaction"], "clinicalStatus") == "inactive"
    assert status(told["infection"], "verificationStatus") == "refuted"
    assert "refuted: testet uten reaksjon" in notes(told["infection"])
    assert (told["ongoing-treatment"]["status"], told["changed-routine"]["status"]) == ("not-done", "inactive")
    assert told["ongoing-treatment"]["statusReason"]["text"] == "refuted, testet uten reaksjon"


def test_what_has_ended_is_inactive_without_an_event():
    told = entries(of(story("expired")))

    assert {status(each, "clinicalStatus") for each in told.values() if "clinicalStatus" in each} == {"inactive"}
    assert status(told["infection"], "verificationStatus") == "confirmed"
    assert (told["ongoing-treatment"]["status"], told["changed-routine"]["status"]) == ("completed", "inactive")
    assert told["changed-routine"]["period"] == {"start": "2025-05", "end": "2026-03-04"}


def test_of_what_is_retracted_nothing_is_told_but_that_it_was_and_by_whom():
    made = story("retracted")
    told = of(made)
    text = json.dumps(told, ensure_ascii=False)

    for word in ("enicillin", "J01CE02", "91936005", "adrenalin", "barndommen", "Anafylaksi", "feil pasient"):
        assert word not in text
    for fact in made.facts:
        assert fact.provenance.original not in text
    shown = entries(told)
    assert {status(shown[kind], "verificationStatus") for kind in ("drug-reaction", "implant")} == {"entered-in-error"}
    assert {shown[kind]["status"] for kind in ("ongoing-treatment", "changed-routine")} == {"entered-in-error"}
    assert shown["changed-routine"]["code"]["coding"][0]["code"] == "masked"
    assert "code" not in shown["drug-reaction"]


def test_none_known_is_an_entry_with_who_said_it_and_when():
    any_, drug = resources(of(story("none_known")), ALLERGY)

    assert (any_["code"]["coding"][0]["code"], drug["code"]["coding"][0]["code"]) == ("716186003", "409137002")
    assert (any_.get("category"), drug["category"]) == (None, ["medication"])
    assert (any_["recorder"]["display"], any_["recordedDate"]) == (
        "Dr Holm, LE, Fjordgata legekontor",
        "2026-03-02T08:00:00+00:00",
    )


def the_list(told):
    return resources(told, "List")[0]


def test_known_none_known_and_nobody_asked_are_three_lists():
    known, none, nobody = (the_list(of(story(name))) for name in ("every_kind", "none_known", "nobody_asked"))

    assert (len(known["entry"]), len(none["entry"])) == (2, 2)
    assert nobody["emptyReason"]["coding"][0]["code"] == "notasked"
    assert "emptyReason" not in known
    assert "emptyReason" not in none


def test_refuting_or_retracting_the_last_allergy_says_that_nobody_asked():
    for name in ("refuted", "retracted"):
        assert the_list(of(story(name)))["emptyReason"]["coding"][0]["code"] == "notasked"


def test_a_statement_that_an_allergy_ended_is_told_no_more():
    made = story("none_known")
    made.and_then(made.registered())

    told = of(made)

    assert "716186003" not in json.dumps(told)
    assert len(the_list(told)["entry"]) == 1


def test_data_that_is_held_makes_an_empty_answer_unavailable():
    told = the_list(of(story("nobody_asked"), held_since=at(-5)))

    assert (told["emptyReason"]["coding"][0]["code"], told["mode"]) == ("unavailable", "snapshot")
    assert notes(told) == ["incomplete: data of this patient is held since 2026-03-02T03:00:00+00:00"]


def test_a_possible_duplicate_names_the_other():
    made = Story()
    made.and_then(made.registered("one", LATEX, Kind.OTHER_ALLERGEN))
    made.and_then(made.observed("two", LATEX, Kind.OTHER_ALLERGEN))

    assert "may be the same as one" in notes(entries(of(made))["two"])


CONTENTS = st.builds(
    Content,
    codes=st.lists(st.builds(Coded, CODINGS.filter(bool), st.booleans()), max_size=3).map(tuple),
    text=st.sampled_from(["Noe", "æ", " x "]),
    severity=st.none() | st.sampled_from(Severity),
    reactions=st.lists(st.builds(Reaction, CODINGS, MAYBE, CODINGS), max_size=3).map(tuple),
    source_of_information=CODINGS,
    onset=st.none() | st.sampled_from(["2024", "2024-05-13T08:00+14:30", "i fjor"]),
    started=st.none() | st.sampled_from(["2024", "2024-05", "9999"]),
    valid_until=st.none() | st.sampled_from(["2024", "2024-04", "2026-03-02T08:00Z", "9999"]),
    note=MAYBE,
)


@st.composite
def stories(draw):
    """What can have been told of a patient, by acts that the rules accepted."""
    made = Story()
    for number in range(draw(st.integers(0, 5))):
        kind, by = draw(st.sampled_from(Kind)), draw(PEOPLE)
        who = Person(by.name, by.role, by.hpr, by.organisation) if by else None
        sure = draw(st.sampled_from([each for each in Verification if each is not Verification.ENTERED_IN_ERROR]))
        made.when(made.registered(f"{number}", draw(CONTENTS), kind, sure, by=who))
        name = f"{draw(st.integers(0, number))}"
        act = draw(st.sampled_from((made.refuted, made.retracted, made.updated, None)))
        made.when(act(name) if act else made.none_known(draw(st.sampled_from(Scope))))
    return made.later(at(draw(st.sampled_from([0, 1, 500]))))


@settings(max_examples=200, deadline=None)
@given(stories())
def test_whatever_is_told_is_written_whole(made):
    told = bundle(made.picture, PATIENT, made.now)

    assert json.loads(json.dumps(told)) == told
    assert told == bundle(made.picture, PATIENT, made.now)
    assert list(_empty(told)) == []
    urls = [each["fullUrl"] for each in told["entry"]]
    assert len(urls) == len(set(urls))
    assert set(references(told)) <= {*urls, PATIENT}
    assert entries(told).keys() == {each.id for each in made.picture.entries}
    assert len(resources(told, "Provenance")) == len(entries(told)) + sum(
        1 for each in made.picture.none_known if each.ended is None
    )
    for each in resources(told, ALLERGY):
        assert ("clinicalStatus" in each) == (status(each, "verificationStatus") != "entered-in-error")
        assert {len(one["manifestation"]) for one in each.get("reaction", ())} <= {1}
    for each in made.picture.entries:
        shown = json.dumps(entries(told)[each.id], ensure_ascii=False)
        assert [word for word in _said(each.content) if json.dumps(word, ensure_ascii=False)[1:-1] not in shown] == []


def _said(said):
    """What a person wrote; dates FHIR may have to write in another way."""
    if said is not None:
        texts = [said.text, said.note, *(each.text for each in said.reactions)]
        texts += [code for each in said.codes if (code := each.coding.code)]
        texts += [date for date in (said.started, said.valid_until) if date and re.fullmatch(r"\d{4}(-\d\d)?", date)]
        yield from (text for text in texts if text and text.strip())


def _empty(content, where=""):
    match content:
        case dict():
            for name, each in content.items():
                yield from [f"{where}.{name}"] if each in EMPTY else _empty(each, f"{where}.{name}")
        case list():
            for each in content:
                yield from [where] if each in EMPTY else _empty(each, where)


def test_the_example_of_everything_says_everything():
    assert [name for name in Content.__struct_fields__ if not getattr(FULL, name)] == []
