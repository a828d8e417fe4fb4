"""What may be asked, and how the reader says no: with a code, a remedy, and nothing of what was sent."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reader.given import EVERY, LABORATORY, NORA, PAGES, Reader, key, told, view


@pytest.mark.parametrize("number", ["13116900217", "1311690021", "", "NULL", "13116900216; drop", "😀" * 11])
def test_an_invalid_number_is_refused_without_being_echoed(idle: Reader, number: str):
    answer = idle.search(number)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] in ("invalid-identifier", "missing-patient")
    assert problem["remedy"]
    assert not number or number not in answer.text


def test_a_local_number_means_nothing_without_its_assigner(idle: Reader):
    body = {"patient": {"type": "HNR", "number": "54321"}, "audience": "clinician"}

    assert idle.post(PAGES[0], json=body).json()["code"] == "missing-assigner"
    body["patient"]["assigner"] = "1234"
    assert idle.post(PAGES[0], json=body).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"patient": {"number": NORA}},
        {"patient": {"number": NORA}, "audience": "anybody"},
        {"patient": {"number": NORA, NORA: 1}, "audience": "clinician"},
        {"patient": NORA, "audience": "clinician"},
        {"patient": {"number": int(NORA)}, "audience": "clinician"},
        {"patient": {"number": [NORA]}, "audience": "clinician"},
        [NORA],
        NORA,
    ],
)
def test_a_body_of_another_shape_is_refused_by_the_names_of_its_fields_alone(idle: Reader, body: object):
    answer = idle.post(PAGES[0], json=body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-body"
    assert NORA not in answer.text


def test_a_body_that_is_too_large_is_refused(idle: Reader):
    answer = idle.post(PAGES[0], content=b"x" * 70_000, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("page", [f"/v1/results/{NORA}", "/docs", "/v1/results/search?number=" + NORA])
def test_there_is_no_page_for_a_number_in_an_address(idle: Reader, page: str):
    answer = idle.get(page)

    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == "application/problem+json"
    assert NORA not in answer.text


def test_a_page_of_somebody_else_cannot_lead_a_browser_here(idle: Reader):
    assert idle.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_no_answer_may_be_kept_by_a_cache(idle: Reader):
    for answer in (idle.search(), idle.search("1"), idle.get("/healthz"), idle.get("/nowhere")):
        assert answer.headers["cache-control"] == "no-store"


def test_a_write_of_ones_own_is_in_the_answer_when_its_revision_is_here(reader: Reader):
    reader.publish(view(told()))

    answer = reader.search(min_revision={"unit": f"{LABORATORY}/R-1", "revision": 1})

    assert answer.status_code == 200
    assert reader.history(min_revision=1).status_code == 200


def test_a_write_of_ones_own_that_does_not_come_in_time_is_said_to_be_on_its_way(reader: Reader):
    reader.publish(view(told()))
    reader.fall_behind(timedelta(seconds=30))

    answer = reader.search(min_revision={"unit": f"{LABORATORY}/R-1", "revision": 2})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["code"] == "not-yet"
    assert answer.json()["age_seconds"] == 30


def test_a_report_that_nobody_can_read_is_said_to_be_so(reader: Reader):
    reader.publish(b"\x00\x00\x00\x02\x9a", unit=f"{LABORATORY}/R-1")

    answer = reader.history()

    assert (answer.status_code, answer.json()["code"]) == (503, "cannot-read")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([NORA, "FNR", "clinician"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_patients = st.fixed_dictionaries(
    {"number": st.just(NORA) | st.text(max_size=120) | _json},
    optional={"type": st.sampled_from(["FNR", "HNR", "LOK"]) | _json, "assigner": st.text(max_size=5) | _json},
)
_bodies = _json | st.fixed_dictionaries(
    {"patient": _patients | _json, "audience": st.sampled_from(["clinician", "patient"]) | _json},
    optional={
        "laboratory": st.text() | _json,
        "report_id": st.text() | _json,
        "row": st.text() | _json,
        "as_of": st.datetimes().map(lambda time: f"{time.isoformat()}Z") | _json,
    },
)


@given(body=_bodies, page=st.sampled_from(PAGES))
@settings(max_examples=150, deadline=None)
def test_law_no_body_makes_the_reader_fail_or_echo_a_number(idle: Reader, body: object, page: str):
    text = json.dumps(body).encode()

    answer = idle.post(page, content=text, headers={"content-type": "application/json"})

    assert answer.status_code in (200, 404, 422)
    assert NORA not in answer.text
    assert key() not in answer.text


@given(body=st.binary(max_size=300), page=st.sampled_from(EVERY))
@settings(max_examples=30, deadline=None)
def test_law_no_bytes_make_the_reader_fail(idle: Reader, body: bytes, page: str):
    answer = idle.post(page, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422
