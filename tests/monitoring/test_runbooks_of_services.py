"""Understands the runbooks on projectors, readers, the clock and exporters, as an operator who carries them out: the alarm comes, what they say is to be seen, and what they say helps."""

import json
import sys
import uuid
from contextlib import contextmanager

import httpx
import pytest
from confluent_kafka import Producer
from tests.deploy.given import ROOT
from tests.monitoring import kafka_tools
from tests.monitoring.newer_release import NewerRelease
from tests.monitoring.reports import report

from carebus.examples.catalogue import examples

pytestmark = [pytest.mark.broker, pytest.mark.campaign, pytest.mark.timeout(900)]

ALLERGY = next(example.data for example in examples() if example.file == "59-penicillin.json")
BACKLOG = 30_000
"""Messages that a projector finds when it is back: enough to be seen while it catches up."""


@contextmanager
def _hung(brokers, topic):
    """Somebody's transaction, `hung`, open on a partition; at the end it is ended as the runbook says."""
    producer = Producer(
        {"bootstrap.servers": brokers.bootstrap, "transactional.id": "hung", "transaction.timeout.ms": 600_000}
    )
    producer.init_transactions(60)
    producer.begin_transaction()
    producer.produce(topic, b"never committed", b"hung", 0)
    producer.flush(30)
    yield
    kafka_tools.transactions(brokers, "forceTerminateTransaction", "--transactionalId", "hung")


def _open(brokers):
    """The transactions that are open for three seconds and longer."""
    listed = kafka_tools.transactions(brokers, "list", "--duration-filter", "3000")
    return [line.split()[0] for line in listed.splitlines() if "Ongoing" in line]


def _restarted(service):
    service.program.kill()
    service.program.start()


def test_a_restore_that_an_open_transaction_holds_up_is_alarmed_and_goes_on_when_that_ends(
    watched, brokers, running, right, patience
):
    with _hung(brokers, "care.results.view.v1"):
        _restarted(running["projector-results"])
        patience(
            lambda: watched.desk.fires("RestoreTooLong", area="results", partition="0"), "it waits, and nobody says so"
        )
        assert watched.ask('carebus_restore_records_left{area="results", partition="0"} > 0')
        assert _open(brokers) == ["hung"]
        where = kafka_tools.transactions(brokers, "describe", "--transactional-id", "hung")
        assert "care.results.view.v1-0" in where

    patience(lambda: watched.desk.cleared("RestoreTooLong", area="results", partition="0"), "it is still alarmed")
    right()


def test_an_open_transaction_makes_the_reader_and_the_clock_wait_and_they_go_on_when_it_ends(
    watched, brokers, running, patience
):
    reader = running["reader"].metrics.removesuffix("/metrics")
    with _hung(brokers, "care.critical-info.view.v1"):
        _restarted(running["clock"])
        patience(lambda: watched.desk.fires("ReaderBehind"), "its copy is old, and nobody says so")
        patience(lambda: watched.desk.fires("ClockNotReady"), "it has not read everything, and nobody says so")
        assert httpx.get(f"{reader}/readyz", trust_env=False).status_code == 503
        assert _open(brokers) == ["hung"]
        assert "hung" not in kafka_tools.transactions(brokers, "find-hanging", "--broker-id", "1")

    patience(lambda: watched.desk.cleared("ReaderBehind"), "its copy is whole, and it is still alarmed")
    patience(lambda: watched.desk.cleared("ClockNotReady"), "it has read everything, and is still alarmed")
    assert httpx.get(f"{reader}/readyz", trust_env=False).status_code == 200


def test_a_projector_that_was_away_is_behind_until_it_has_caught_up(
    watched, running, publisher, right, carebus, patience
):
    projector = running["projector-results"]
    projector.program.kill()
    for _ in range(BACKLOG // 1_000):
        publisher.send(report() for _ in range(1_000))
    patience(lambda: watched.desk.fires("WatchAlarm", area="results", kind="undecided"), "it waits, and nobody says so")
    assert "alarms.md#undecided" in carebus("alarms")

    projector.program.start()

    behind = lambda: watched.desk.fires("ProjectorBehind", area="results")  # noqa: E731
    patience(behind, "what is decided is old, and nobody says so")
    patience(lambda: watched.desk.newest("WatchAlarm", area="results", kind="latency"), "it came late, unsaid")
    for alarm in ("FreshnessBurnsFast", "FreshnessBurns", "FreshnessErodes"):
        patience(lambda alarm=alarm: watched.firing(alarm, "results"), f"it came late: no {alarm}")

    def cleared(alarm, **labels):
        right()
        return watched.desk.cleared(alarm, area="results", **labels)

    patience(lambda: cleared("ProjectorBehind"), "it has caught up, and is still alarmed")
    for kind in ("undecided", "latency"):
        patience(lambda kind=kind: cleared("WatchAlarm", kind=kind), f"it has caught up: {kind} is still alarmed")
    patience(lambda: cleared("FreshnessBurnsFast"), "all is in time again, and it is still alarmed", 240)


def test_a_defect_holds_one_patient_and_a_mended_release_decides_what_waited(
    watched, running, publisher, carebus, patience
):
    projector = running["projector-results"].program
    sound, environment = projector.command, projector.environment
    projector.stop()
    projector.command = [sys.executable, "-m", "tests.faults.process", "results", "results"]
    projector.environment = {**environment, "FAULTS_POISON": "exception", "PYTHONPATH": str(ROOT)}
    projector.start()
    publisher.send([report(f"poison-{uuid.uuid4().hex}"), report()])
    patience(lambda: watched.desk.fires("PatientHeld", area="results"), "a patient waits, and nobody says so")
    patience(lambda: watched.desk.fires("WatchAlarm", area="results", kind="held-patients"), "nor does the watch")
    assert '"event": "defect"' in projector.log.read_text()
    held = [line for line in carebus("held", "list").splitlines() if "parked" in line]

    projector.stop()
    projector.command, projector.environment = sound, environment
    projector.start()
    released = carebus("held", "release", held[0].strip("│ ").split()[0])
    assert "not released" not in released, released

    patience(lambda: watched.desk.cleared("PatientHeld", area="results"), "it is mended, and still alarmed")
    patience(lambda: watched.desk.cleared("WatchAlarm", area="results", kind="held-patients"), "the watch has it still")
    assert not [line for line in carebus("held", "list").splitlines() if "parked" in line]


def test_an_exporter_that_is_gone_is_a_ticket_until_it_answers(watched, patience):
    exporter = watched.programs["prometheus-node-exporter"]
    exporter.kill()
    patience(lambda: watched.desk.fires("ExporterDown", job="node"), "nobody looks at the disks, unsaid")

    exporter.start()

    patience(lambda: watched.desk.cleared("ExporterDown", job="node"), "it answers, and is still alarmed")


def test_a_newer_release_that_came_in_the_wrong_order_waits_and_is_read_when_all_have_it(
    watched, settings, running, tended, tmp_path, patience
):
    newer = NewerRelease.made(tmp_path / "newer", settings)
    assert "lasted" not in newer.carebus("schemas", "check")
    newer.carebus("schemas", "apply")
    told = json.loads(ALLERGY) | {"submission_id": uuid.uuid4().hex, "id": uuid.uuid4().hex}
    file = tmp_path / "lasted.json"
    told["content"]["reactions"] = [{"text": "utslett", "lasted": "to dager"}]
    file.write_text(json.dumps(told))
    newer.carebus("publish", str(file))
    patience(lambda: watched.desk.fires("PartitionStuck", area="critical-info"), "a partition waits, unsaid")

    newer.replaces(running["projector-critical-info"])
    patience(lambda: watched.desk.cleared("PartitionStuck", area="critical-info"), "it is decided, and still alarmed")
    topic = "care.critical-info.view.v1"
    patience(lambda: watched.desk.fires("ReaderCannotRead", topic=topic), "a list is unknown, and nobody says so")

    newer.replaces(running["reader"])
    patience(lambda: watched.desk.cleared("ReaderCannotRead", topic=topic), "it is read, and still alarmed")
    for each in ("clock", "disputes"):
        newer.replaces(running[each])
    patience(lambda: not watched.ask('up{job="carebus"} == 0') and not tended(), "not everything runs")
