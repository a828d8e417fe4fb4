"""Understands the runbooks as an operator who carries them out: the alarm comes, what they say is to be seen, and what they say helps."""

import json
import re
import secrets
import uuid
from datetime import UTC, datetime

import pytest
from confluent_kafka import Producer
from typer.testing import CliRunner

from carebus.bus.partition import partition_of
from carebus.command import app
from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import Medicine
from carebus.examples.catalogue import examples
from carebus.publish import act
from carebus.watch.probe import PATIENT

pytestmark = [pytest.mark.broker, pytest.mark.campaign, pytest.mark.timeout(600)]

ACKNOWLEDGED = next(example.data for example in examples() if example.file == "10-acknowledged.json")
PHARMACY = "99000601"
WITHIN = 90
"""Seconds until what the watch writes down twice a minute is there."""


@pytest.fixture
def carebus(settings, monkeypatch):
    """The command line, as an operator calls it."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, list(words)).output


@pytest.fixture
def sent(publisher):
    """Sends what is refused, and what is right: every example once more."""

    def send(what, count=40):
        if what == "right":
            publisher.send([example.data for example in examples() if not example.sender])
        else:
            publisher.send([_of_an_unknown_report() for _ in range(count)])

    return send


def _of_an_unknown_report():
    return json.dumps({**json.loads(ACKNOWLEDGED), "submission_id": uuid.uuid4().hex, "report_id": "F-0"}).encode()


def _dispensing(number):
    name, at = uuid.uuid4().hex, datetime.now(UTC)
    return act(
        Dispensed,
        submission_id=name,
        source={"kind": "HER", "value": PHARMACY},
        patient={"type": "FNR", "number": PATIENT},
        at=at,
        sequence=number,
        dispensing=Dispensing(name, at, Medicine("number")),
    )


def test_refused_burns_fast_and_the_source_that_sends_wrongly_is_named(watched, sent, carebus, patience):
    def burns():
        sent("refused")
        return watched.desk.fires("RefusedBurnsFast", area="results")

    patience(burns, "most is refused, and nobody is called")
    look = lambda: carebus("sources", "status", "--area", "results")  # noqa: E731
    patience(lambda: re.search(r"tindgard-legekontor .*\n.* refused \d+%", look()), "the source is not named", WITHIN)

    patience(
        lambda: sent("right") or watched.desk.cleared("RefusedBurnsFast", area="results"), "it does not clear", 240
    )


def test_held_burns_fast_and_what_is_held_is_listed_with_its_reason(watched, brokers, sent, carebus, patience):
    producer = Producer({"bootstrap.servers": brokers.bootstrap})

    def burns():
        for _ in range(20):
            key = secrets.token_hex(32).encode()
            producer.produce("care.results.submitted.v1", b"<Message/>", key, partition_of(key, 12))
        producer.flush(30)
        sent("right")
        return watched.desk.fires("HeldBurnsFast", area="results")

    patience(burns, "what cannot be decided is held, and nobody is called")
    listed = carebus("held", "list")
    held = next(line for line in listed.splitlines() if "not-decodable" in line and "projector" in line)
    shown = carebus("held", "show", held.strip("│ ").split()[0])
    assert "care.results.submitted.v1" in shown
    assert "docs/problems.md#not-decodable" in shown

    patience(lambda: sent("right") or watched.desk.cleared("HeldBurnsFast", area="results"), "it does not clear", 240)


def test_a_gap_names_its_source_and_numbers_and_clears_when_exactly_these_are_sent(
    watched, publisher, carebus, patience
):
    publisher.send([_dispensing(1), _dispensing(3)])
    patience(
        lambda: watched.desk.fires("SourceGap", source="apotek-nordlys"), "a number is missing, and nobody says so"
    )
    assert "missing: 2" in carebus("alarms")
    patience(lambda: "1: 2" in carebus("sources", "status", "apotek-nordlys"), "the number is not shown", WITHIN)

    publisher.send([_dispensing(2)])

    patience(lambda: watched.desk.cleared("SourceGap", source="apotek-nordlys"), "it came, and is still alarmed")


def test_a_restore_that_an_open_transaction_holds_up_is_alarmed_and_goes_on_when_that_ends(
    watched, brokers, running, sent, patience
):
    hung = Producer(
        {"bootstrap.servers": brokers.bootstrap, "transactional.id": "hung", "transaction.timeout.ms": 600_000}
    )
    hung.init_transactions(60)
    hung.begin_transaction()
    hung.produce("care.results.view.v1", b"never committed", b"hung", 0)
    hung.flush(30)
    projector = running["projector-results"]
    projector.program.kill()
    projector.program.start()
    patience(
        lambda: watched.desk.fires("RestoreTooLong", area="results", partition="0"), "it waits, and nobody says so"
    )
    assert watched.ask('carebus_restore_records_left{area="results", partition="0"} > 0')

    hung.abort_transaction(60)

    patience(lambda: watched.desk.cleared("RestoreTooLong", area="results", partition="0"), "it is still alarmed")
    sent("right")


def test_a_probe_that_does_not_come_through_is_alarmed_beside_what_is_gone(watched, running, carebus, patience):
    projector = running["projector-medication"]
    projector.program.kill()
    patience(lambda: watched.desk.fires("ProbeLost", area="medication"), "no probe comes, and nobody says so")
    patience(lambda: watched.desk.fires("WatchAlarm", area="medication", kind="probe"), "the watch does not say so")
    patience(
        lambda: watched.desk.fires("GroupWithoutMembers", consumergroup="carebus.medication"),
        "the runbook looks for what is gone, and nothing says it",
    )
    assert "alarms.md#probe" in carebus("alarms")

    projector.program.start()

    patience(lambda: watched.desk.cleared("ProbeLost", area="medication"), "probes come, and are still missed")
    patience(lambda: watched.desk.cleared("WatchAlarm", area="medication", kind="probe"), "the watch still misses them")
