"""The questions about critical information: described with words and examples, and no body makes them fail or echo a number."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reader.given import NORA, Reader, key

PAGES = tuple(f"/v1/critical-info/{page}" for page in ("entries", "history", "fhir"))


def test_every_question_has_words_an_example_and_its_refusals(idle: Reader):
    description = idle.get("/openapi.json").json()

    for page in PAGES:
        asked = description["paths"][page]["post"]
        assert asked["description"]
        assert set(asked["responses"]) >= {"200", "413", "422", "503"}
    schemas = description["components"]["schemas"]
    for asked in ("CriticalAsked", "CriticalFhirAsked", "CriticalHistoryAsked"):
        assert schemas[asked]["examples"][0]["patient"]["number"]


@pytest.mark.parametrize("page", PAGES)
def test_a_number_belongs_in_the_body_and_a_failed_check_digit_is_not_echoed(idle: Reader, page: str):
    wrong = f"{NORA[:-1]}{(int(NORA[-1]) + 1) % 10}"
    body = {"patient": {"number": wrong}, "audience": "clinician", "entry": "pen"}
    taken = ("audience", "entry") if page.endswith("fhir") else ("entry",) if page.endswith("entries") else ()

    answer = idle.post(page, json={name: each for name, each in body.items() if name not in taken})

    assert answer.status_code == 422
    assert wrong not in answer.text
    assert idle.get(f"{page}?number={NORA}").status_code == 405


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([NORA, "FNR", "clinician"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_bodies = _json | st.fixed_dictionaries(
    {"patient": st.fixed_dictionaries({"number": st.just(NORA) | _json}) | _json},
    optional={
        "audience": st.sampled_from(["clinician", "patient"]) | _json,
        "entry": st.text() | _json,
        "as_of": st.datetimes().map(lambda time: f"{time.isoformat()}Z") | _json,
    },
)


@settings(max_examples=100, deadline=None)
@given(body=_bodies, page=st.sampled_from(PAGES))
def test_law_no_body_makes_the_reader_fail_or_echo_a_number(idle: Reader, body: object, page: str):
    answer = idle.post(page, content=json.dumps(body).encode(), headers={"content-type": "application/json"})

    assert answer.status_code in (200, 404, 422)
    assert NORA not in answer.text
    assert key() not in answer.text
