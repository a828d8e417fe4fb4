"""The reader before a real broker and registry: what is published is read, over restarts, deletions and tombstones."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from tests.reader.given import LABORATORY, NOON, NORA, ODD, SECRET, key, listening, settings, told, view

from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry, subject, text
from carebus.bus.wire import Wire
from carebus.domain.results.view import ReportView
from carebus.domain.work import Parked
from carebus.formats.avro import codec
from carebus.local import Stack
from carebus.reader.app import Parts, create_app
from carebus.reader.copy import Copy, sources
from carebus.reader.following import Following
from carebus.reader.freshness import Freshness

PARTITIONS = 3
_numbers = count(1)


class Area:
    """Topics of one test's own, and a projector's part: it commits views in transactions."""

    def __init__(self, stack: Stack, views: str, work: str) -> None:
        self.stack, self.views, self.work = stack, views, work
        self._admin = AdminClient({"bootstrap.servers": stack.bootstrap})
        compacted = {"cleanup.policy": "compact"}
        made = self._admin.create_topics([NewTopic(name, PARTITIONS, 1, config=compacted) for name in (views, work)])
        for future in made.values():
            future.result(10)
        for record, topic in ((ReportView, views), (Parked, work)):
            url = f"{stack.registry_url}/subjects/{subject(topic, codec(record).fullname)}/versions"
            httpx.post(url, json={"schema": text(codec(record))}).raise_for_status()
        self._registry = Registry(stack.registry_url)
        self._wire = Wire(self._registry)
        self._producer = Producer({"bootstrap.servers": stack.bootstrap, "transactional.id": views})
        self._producer.init_transactions(30)

    def publish(
        self, record: object, number: str = NORA, unit: str = f"{LABORATORY}/R-1", *, commit: bool = True
    ) -> None:
        topic = self.work if unit.startswith("parked") else self.views
        patient = key(number)
        value = self._wire.encode(topic, record, patient) if isinstance(record, ReportView | Parked) else record
        self._producer.begin_transaction()
        at = partition_of(patient.encode(), PARTITIONS)
        self._producer.produce(topic, value, f"{patient}/{unit}", at)
        if commit:
            self._producer.commit_transaction(30)
        else:
            self._producer.flush(30)
            self._producer.abort_transaction(30)

    def close(self) -> None:
        for future in self._admin.delete_topics([self.views, self.work]).values():
            future.result(10)
        self._registry.close()

    @contextmanager
    def reader(self, folder: Path) -> Iterator["Asked"]:
        def now() -> datetime:
            return datetime.now(UTC)

        registry = Registry(self.stack.registry_url)
        copy = Copy(Wire(registry), Freshness(), sources(self.views, self.work))
        following = Following(self.stack.bootstrap, folder / "reader", copy, now)
        with listening(create_app(settings(folder), Parts(copy, following, now, registry.close))) as url:
            asked = Asked(url, copy)
            asked.until(lambda: asked.get("/readyz").status_code == 200)
            yield asked


class Asked:
    """A running reader and its address."""

    def __init__(self, url: str, copy: Copy) -> None:
        self.url, self.copy = url, copy

    def get(self, page: str) -> httpx.Response:
        return httpx.get(self.url + page, timeout=10)

    def search(self, number: str = NORA, revision: int | None = None) -> httpx.Response:
        least = {"unit": f"{LABORATORY}/R-1", "revision": revision} if revision is not None else None
        body = {"patient": {"number": number}, "audience": "clinician", "min_revision": least}
        return httpx.post(f"{self.url}/v1/results/search", json=body, timeout=10)

    def until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not seen():
            assert time.monotonic() < deadline, "not seen within 30 s"
            time.sleep(0.02)


@pytest.fixture
def area(stack: Stack) -> Iterator[Area]:
    name = f"test.reader-{next(_numbers)}"
    made = Area(stack, f"{name}.view", f"{name}.work")
    yield made
    made.close()


def test_what_is_committed_is_read_and_what_is_aborted_is_not(area: Area, tmp_path: Path):
    area.publish(view(told()))
    area.publish(view(told(report_id="R-2")), unit=f"{LABORATORY}/R-2", commit=False)
    with area.reader(tmp_path) as reader:
        assert [report["report_id"] for report in reader.search().json()["reports"]] == ["R-1"]
        assert reader.search().json()["missing"] == []

        area.publish(view(told(), told("M", NOON.replace(hour=13))))

        assert reader.search(revision=2).json()["reports"][0]["revision"] == 2


def test_a_tombstone_takes_a_report_away(area: Area, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path) as reader:
        area.publish(None)

        reader.until(lambda: reader.search().json()["reports"] == [])
        assert reader.search().json()["missing"][0]["word"] == "absent"


def test_a_patient_is_held_while_the_note_stands(area: Area, tmp_path: Path):
    area.publish(Parked(since=NOON, reason="a defect", first=0, next=1), unit="parked")
    area.publish(b"a waiting record, which is nothing to a reader", unit="parked/0")
    with area.reader(tmp_path) as reader:
        assert reader.search().json()["missing"][0]["since"] == "2026-03-01T12:00:00Z"
        assert reader.copy.parked_patients() == 1

        area.publish(None, unit="parked")

        reader.until(lambda: reader.search().json()["missing"][0]["word"] == "absent")


def test_a_record_that_cannot_be_read_leaves_the_others_readable(area: Area, tmp_path: Path):
    area.publish(b"\x00\x00\x0f\x42\x40 of an id that nobody registered", number=ODD)
    area.publish(view(told()))
    with area.reader(tmp_path) as reader:
        assert len(reader.search().json()["reports"]) == 1
        assert reader.search(ODD).json()["unreadable"] == 1
        assert reader.get("/readyz").json()["undecodable"] == {area.views: 1, area.work: 0}


def test_a_restarted_reader_goes_on_from_its_store(area: Area, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path):
        pass
    area.publish(view(told(report_id="R-2")), unit=f"{LABORATORY}/R-2")

    with area.reader(tmp_path) as reader:
        assert len(reader.search().json()["reports"]) == 2


def test_a_deleted_store_is_restored_from_the_topic(area: Area, tmp_path: Path):
    area.publish(view(told()))
    with area.reader(tmp_path):
        pass
    shutil.rmtree(tmp_path / "reader")

    with area.reader(tmp_path) as reader:
        assert len(reader.search().json()["reports"]) == 1


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
