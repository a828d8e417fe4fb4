"""The reader before a real broker and registry: what is published is read, over restarts, deletions and tombstones."""

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.reader.given import LABORATORY, NOON, NORA, ODD, SECRET, told, view
from tests.reader.kafka import Asked, OnKafka, name_of_ones_own

from carebus.domain.results.area import RESULTS
from carebus.domain.results.view import ReportView
from carebus.domain.work import Parked
from carebus.local import Stack
from carebus.reader.areas import results


class Reports(OnKafka):
    """Topics of reports."""

    def __init__(self, stack: Stack) -> None:
        self.area = dataclasses.replace(RESULTS, name=name_of_ones_own())
        super().__init__(stack, results(self.area), {self.area.views: (ReportView,), self.area.work: (Parked,)})

    def publish(
        self, record: object, number: str = NORA, unit: str = f"{LABORATORY}/R-1", *, commit: bool = True
    ) -> None:
        topic = self.area.work if unit.startswith("parked") else self.area.views
        self.send(topic, record, number, f"/{unit}", commit=commit)


def search(reader: Asked, number: str = NORA, revision: int | None = None) -> httpx.Response:
    least = {"unit": f"{LABORATORY}/R-1", "revision": revision} if revision is not None else None
    return reader.post("/v1/results/search", number, audience="clinician", min_revision=least)


@pytest.fixture
def area(stack: Stack) -> Iterator[Reports]:
    with closing(Reports(stack)) as made:
        yield made


def test_what_is_committed_is_read_and_what_is_aborted_is_not(area: Reports, tmp_path: Path):
    area.publish(view(told()))
    area.publish(view(told(report_id="R-2")), unit=f"{LABORATORY}/R-2", commit=False)
    with area.reader(tmp_path) as reader:
        assert [report["report_id"] for report in search(reader).json()["reports"]] == ["R-1"]
        assert search(reader).json()["missing"] == []

        area.publish(view(told(), told("M", NOON.replace(hour=13))))

        assert search(reader, revision=2).json()["reports"][0]["revision"] == 2


def test_a_copy_that_cannot_see_behind_an_open_transaction_says_that_it_is_behind(area: Reports, tmp_path: Path):
    with area.reader(tmp_path) as reader:
        with area.open_transaction(area.area.views):
            area.publish(view(told()))
            reader.until(lambda: reader.get("/readyz").status_code == 503)
            assert search(reader).json()["reports"] == []

        reader.until(lambda: reader.get("/readyz").status_code == 200)
        assert len(search(reader).json()["reports"]) == 1


def test_a_tombstone_takes_a_report_away(area: Reports, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path) as reader:
        area.publish(None)

        reader.until(lambda: search(reader).json()["reports"] == [])
        assert search(reader).json()["missing"][0]["word"] == "absent"


def test_a_patient_is_held_while_the_note_stands(area: Reports, tmp_path: Path):
    area.publish(Parked(since=NOON, reason="a defect", first=0, next=1), unit="parked")
    area.publish(b"a waiting record, which is nothing to a reader", unit="parked/0")
    with area.reader(tmp_path) as reader:
        assert search(reader).json()["missing"][0]["since"] == "2026-03-01T12:00:00Z"
        assert reader.copy.parked_patients() == 1

        area.publish(None, unit="parked")

        reader.until(lambda: search(reader).json()["missing"][0]["word"] == "absent")


def test_a_record_that_cannot_be_read_leaves_the_others_readable(area: Reports, tmp_path: Path):
    area.publish(b"\x00\x00\x0f\x42\x40 of an id that nobody registered", number=ODD)
    area.publish(view(told()))
    with area.reader(tmp_path) as reader:
        assert len(search(reader).json()["reports"]) == 1
        assert search(reader, ODD).json()["unreadable"] == 1
        assert {topic: n for topic, n in reader.get("/readyz").json()["undecodable"].items() if n} == {
            area.area.views: 1
        }


def test_a_restarted_reader_goes_on_from_its_store(area: Reports, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path):
        pass
    area.publish(view(told(report_id="R-2")), unit=f"{LABORATORY}/R-2")

    with area.reader(tmp_path) as reader:
        assert len(search(reader).json()["reports"]) == 2


def test_a_deleted_store_is_restored_from_the_topic(area: Reports, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path):
        pass
    shutil.rmtree(tmp_path / "reader")

    with area.reader(tmp_path) as reader:
        assert len(search(reader).json()["reports"]) == 1


def test_the_process_serves_and_ends_cleanly_when_asked_to(stack: Stack, tmp_path: Path):
    """The topics of the area may not be there: the process answers, says that it is not ready, and still ends."""
    environment = {
        "CAREBUS_ENVIRONMENT": "test",
        "CAREBUS_BROKERS": stack.bootstrap,
        "CAREBUS_REGISTRY": stack.registry_url,
        "CAREBUS_PATIENT_SECRET": SECRET,
        "CAREBUS_STATE": str(tmp_path),
        "CAREBUS_PORT": "0",
    }
    command = [sys.executable, "-m", "carebus.reader"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = iter(process.stderr)
            line = next(line for line in said if "running on" in line)
            url = json.loads(line)["event"].split("running on ")[1].split(" ")[0]
            assert httpx.get(f"{url}/healthz", timeout=10).status_code == 200
        finally:
            process.terminate()
        rest = process.stderr.read()
        assert process.wait(15) in (0, -15), rest
    assert "Traceback" not in rest
