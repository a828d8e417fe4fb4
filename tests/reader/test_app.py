"""The reader as a process is seen: health, measurements, description, log and address."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
from tests.reader.given import EVERY, LABORATORY, NOON, NORA, Reader, key, listening, settings, told, view

from carebus.domain.work import Parked
from carebus.reader.app import create_app
from carebus.reader.shelf import Keeping, Shelf
from carebus.settings import SettingsProblem


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "example.org", ""])  # noqa: S104
def test_an_address_that_others_can_reach_is_refused_with_the_reason(tmp_path: Path, host: str):
    with pytest.raises(SettingsProblem, match=r"CAREBUS_HOST.*access control does not exist yet"):
        create_app(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_an_address_of_this_machine_alone_is_taken(tmp_path: Path, host: str):
    assert create_app(settings(tmp_path, host=host)).title == "carebus reader"


def test_a_reader_that_has_caught_up_is_ready(reader: Reader):
    reader.measure()

    answer = reader.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert reader.get("/healthz").json() == {"status": "alive"}


def test_a_reader_that_falls_behind_is_not_ready_and_says_its_age(reader: Reader):
    reader.measure()
    reader.fall_behind(timedelta(seconds=20))

    answer = reader.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["age_seconds"] == 20
    assert answer.json()["lag_records"] == 7 * len(reader.places)
    assert answer.headers["retry-after"] == "1"
    assert reader.get("/healthz").status_code == 200


def test_records_that_cannot_be_read_are_counted_in_health_and_measurements(reader: Reader):
    reader.publish(b"garbage", unit=f"{LABORATORY}/R-2")

    assert reader.get("/readyz").json()["undecodable"]["care.results.view.v1"] == 1
    assert 'carebus_reader_undecodable_units{topic="care.results.view.v1"} 1.0' in reader.get("/metrics").text


def test_the_measurements_tell_how_the_copy_and_the_answers_are(reader: Reader):
    reader.publish(view(told()))
    reader.publish(Parked(since=NOON, reason="a defect", first=0, next=1), unit="parked")
    reader.search()

    text = reader.get("/metrics").text

    assert "carebus_reader_units 1.0" in text
    assert "carebus_reader_parked_patients 1.0" in text
    assert "carebus_reader_restored_ratio 1.0" in text
    assert 'carebus_reader_entries{topic="care.results.view.v1"} 1.0' in text
    assert 'carebus_reader_request_seconds_count{route="/v1/results/search",status="200"} 1.0' in text
    assert 'carebus_reader_lag_records{partition="0",topic="care.results.view.v1"} 0.0' in text
    assert key() not in text


def test_the_description_has_words_and_an_example_for_everything(reader: Reader):
    description = reader.get("/openapi.json").json()

    for page in EVERY:
        asked = description["paths"][page]["post"]
        assert asked["description"]
        assert set(asked["responses"]) >= {"200", "422", "503"}
        assert "application/problem+json" in asked["responses"]["422"]["content"]
    schemas = description["components"]["schemas"]
    assert schemas["Search"]["examples"][0]["patient"]["number"]
    for asked in ("HistoryAsked", "ListAsked", "ExplainAsked", "DifferenceAsked", "FhirAsked"):
        assert schemas[asked]["examples"]
    assert not [name for name in schemas if "__" in name], "two models of one name"
    assert all(schema.get("description") for schema in schemas.values())


def test_no_number_and_no_key_is_in_any_log_line(reader: Reader, lines: StringIO):
    reader.publish(view(told()))

    reader.search()
    reader.search("13116900217")
    reader.history()
    reader.get(f"/v1/results/{NORA}?key={key()}")
    reader.post("/v1/results/search", content=NORA)
    with listening(reader.app) as url:
        httpx.post(f"{url}/v1/results/search?n={NORA}", json={"patient": {"number": NORA}, "audience": "clinician"})
        httpx.get(f"{url}/{NORA}")

    written = lines.getvalue()
    requests = [json.loads(line) for line in written.splitlines() if '"event": "request"' in line]
    assert len(requests) == 7
    assert requests[0]["route"] == "/v1/results/search"
    for secret in (NORA, "13116900217", key()):
        assert secret not in written
    assert not re.search(r"\d{11}|[0-9a-f]{40}", written)


def test_a_failure_is_answered_and_logged_by_its_kind_and_never_by_its_text(
    reader: Reader, lines: StringIO, tmp_path: Path
):
    keeping = Keeping(lambda _: None, lambda _, __: None, lambda _: None)
    reader.copy.close()
    reader.copy.shelves = {p: Failing(tmp_path / "failing" / p[0] / str(p[1]), "id", keeping) for p in reader.places}

    answer = reader.search()

    assert answer.status_code == 500
    assert answer.json()["code"] == "fault"
    assert answer.headers["cache-control"] == "no-store"
    assert NORA not in answer.text + lines.getvalue()
    assert "ZeroDivisionError" in lines.getvalue()


class Failing(Shelf):
    """A shelf whose files fail when a patient is read."""

    def scan(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        if not prefix.startswith(b"\x00"):
            raise ZeroDivisionError(NORA)
        return super().scan(prefix)
