"""What every format's telling of an allergy has in common: what sort it is, its id, and that "none known" is no allergy (R26)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.coding import Coding
from carebus.domain.critical_info.content import misnamed
from carebus.domain.critical_info.entry import Coded, Content, Kind
from carebus.domain.provenance import SourceId
from carebus.domain.record import replace
from carebus.formats.allergies import at_source, kind_of, observed, says_none

PENICILLIN = Content(codes=(Coded(Coding("ICDO", "P", "Penicillin")),))
DRUG, OTHER = Kind.DRUG_REACTION, Kind.OTHER_ALLERGEN


def about(system: str | None, code: str | None, display: str | None = None, text: str | None = None) -> Content:
    return Content(codes=(Coded(Coding(system, code, display)),), text=text)


def id_of(provenance, content=PENICILLIN, name=None, kind=DRUG, source="vidda-sykehus"):
    return observed(name, kind, content, None, replace(provenance, source=SourceId(source))).id


def test_the_same_allergy_of_the_same_source_has_the_same_id_however_it_is_described(provenance):
    described = replace(PENICILLIN, note="at its source: confirmed", onset="2021", text="Kåvepenin")
    assert id_of(provenance, described) == id_of(provenance)
    assert id_of(provenance, about(None, None, " Nuts  ")) == id_of(provenance, about(None, None, "nuts"))


@pytest.mark.parametrize(
    "other",
    [
        {"content": about("ICDO", "Q")},
        {"content": about("ATC", "P")},
        {"kind": OTHER},
        {"source": "tindgard-legekontor"},
        {"name": "4711"},
    ],
)
def test_another_code_system_sort_source_or_name_is_another_allergy(provenance, other):
    assert id_of(provenance, **other) != id_of(provenance)


def test_an_id_spells_nothing_out_that_a_retraction_must_mask(provenance):
    found = id_of(provenance, about("ICDO", "PENICILLIN", "Penicillin", "Kåvepenin"))
    assert not {"PENICILLIN", "ICDO"} & set(found.upper().replace("-", " ").split())
    assert len(found) == 36


def test_a_name_of_a_system_is_the_same_whoever_tells_it_and_a_bare_one_is_its_sources(provenance):
    assert id_of(provenance, name="urn:oid:1.2|7") == id_of(provenance, name="urn:oid:1.2|7", source="min-side")
    assert id_of(provenance, name="7") == "vidda-sykehus/7"
    assert id_of(provenance, name="7", source="min-side") == "min-side/7"


@given(st.text(max_size=150))
def test_every_name_becomes_an_id_that_the_rules_take(provenance, name):
    assert not list(misnamed(id_of(provenance, name=name)))


@pytest.mark.parametrize(
    ("is_drug", "system", "kind"),
    [
        (True, "ICDO", DRUG),
        (False, "ATC", OTHER),
        (None, "ICDO", OTHER),
        (None, "ATC", DRUG),
        (None, "http://www.whocc.no/atc", DRUG),
        (None, "urn:oid:2.16.578.1.12.4.1.1.7180", DRUG),
        (None, "http://ehelse.no/fhir/CodeSystem/FEST", DRUG),
    ],
)
def test_what_sort_it_is_says_its_source_else_the_system_of_its_code(is_drug, system, kind):
    assert kind_of(is_drug, about(system, "x")) is kind


@pytest.mark.parametrize(
    "content",
    [
        about("http://snomed.info/sct", "716186003"),
        about("http://snomed.info/sct", "409137002"),
        about("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-medication-allergies"),
        about(None, "no-allergy-info"),
        about("L", "nkda"),
        about(None, None, "No Known Allergies"),
        Content(text="Ingen kjente allergier"),
        Content(text="no allergies"),
        Content(text="Ingen "),
    ],
)
def test_none_known_is_no_allergy(content):
    assert says_none(content)


@pytest.mark.parametrize(
    "content",
    [PENICILLIN, about("http://snomed.info/sct", "91936005"), Content(text="Nonoxynol"), Content(text="Nilotinib")],
)
def test_an_allergy_is_one(content):
    assert not says_none(content)


def test_how_a_source_classes_it_is_said_once_each():
    assert at_source(("confirmed", None, "food", "food")) == "at its source: confirmed, food"
    assert at_source((None, "")) is None
