"""Understands the runbooks on those who send, and on what is refused and held, as an operator who carries them out: the alarm comes, what they say is to be seen, and what they say helps."""

import json
import re
import secrets
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from confluent_kafka import Producer
from tests.monitoring import hastened
from tests.monitoring.reports import report

from carebus.bus.partition import partition_of
from carebus.domain.identity.events import DisputeSettled
from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import Medicine
from carebus.examples.catalogue import examples
from carebus.publish import act
from carebus.watch.metrics import MOST
from carebus.watch.probe import PATIENT

pytestmark = [pytest.mark.broker, pytest.mark.campaign, pytest.mark.timeout(900)]

ACKNOWLEDGED = next(example.data for example in examples() if example.file == "10-acknowledged.json")
LIST = next(example.data for example in examples() if example.file == "40-list-created.json")
PHARMACY = "99000601"
FJORDLAB = "99000101"
ODA = "01908090124"
"""Somebody synthetic who has no list yet."""

EMIL = {"type": "FNR", "number": "05895537820"}
NORA = {"type": "FNR", "number": "12837121246"}
WITHIN = 90
"""Seconds until what the watch writes down twice a minute is there."""


@pytest.fixture(scope="module")
def many():
    """As many pharmacies as there may be alarms with a series, and a few more."""
    return MOST + 5


@pytest.fixture
def refused(publisher):
    """Sends what is refused."""
    return lambda: publisher.send([_of_an_unknown_report() for _ in range(40)])


def _of_an_unknown_report():
    return json.dumps({**json.loads(ACKNOWLEDGED), "submission_id": uuid.uuid4().hex, "report_id": "F-0"}).encode()


def _dispensing(number, pharmacy=PHARMACY):
    name, at = uuid.uuid4().hex, datetime.now(UTC)
    return act(
        Dispensed,
        submission_id=name,
        source={"kind": "HER", "value": pharmacy},
        patient={"type": "FNR", "number": PATIENT},
        at=at,
        sequence=number,
        dispensing=Dispensing(name, at, Medicine("number")),
    )


def _of_nobody_known():
    """A report whose number is of nobody: the gateway holds it."""
    return report().replace(b"12837121246", b"12837121247")


def _list_with_an_unknown_code(version):
    """A whole list, on the version that the one before made: its rows, and one more."""
    said = json.loads(LIST)
    row = said["rows"][0] | {"use": {"system": "urn:local:use", "code": "7"}}
    rows = [row | {"id": f"row-{number}"} for number in range(version + 1)]
    of = {"submission_id": uuid.uuid4().hex, "patient": {"type": "FNR", "number": ODA}, "base": version, "rows": rows}
    return json.dumps(said | of).encode()


def _total(begin, sent):
    said = {
        "format": "carebus-json-1",
        "type": "SourceControlTotal",
        "submission_id": uuid.uuid4().hex,
        "source": {"kind": "HER", "value": PHARMACY},
        "at": datetime.now(UTC).isoformat(),
        "area": "medication",
        "kind": "Dispensed",
        "from": begin.isoformat(),
        "to": (begin + timedelta(hours=1)).isoformat(),
        "sent": sent,
    }
    return json.dumps(said).encode()


def test_a_source_whose_codes_are_unknown_is_alarmed(watched, publisher, right, carebus, patience):
    publisher.send([_list_with_an_unknown_code(version) for version in range(40)])
    patience(lambda: watched.desk.fires("WatchAlarm", area="medication", kind="unknowns"), "nobody knows its codes")
    assert "alarms.md#unknowns" in carebus("alarms")

    patience(
        lambda: right() or watched.desk.cleared("WatchAlarm", area="medication", kind="unknowns"),
        "its codes are known again, and it is still alarmed",
        400,
    )


def test_refused_burns_fast_and_the_source_that_sends_wrongly_is_named(watched, refused, right, carebus, patience):
    patience(
        lambda: refused() or watched.desk.fires("RefusedBurnsFast", area="results"),
        "most is refused, and nobody is called",
    )
    patience(lambda: refused() or watched.firing("RefusedBurns", "results"), "and there is no ticket beside it")
    look = lambda: carebus("sources", "status", "--area", "results")  # noqa: E731
    patience(lambda: re.search(r"tindgard-legekontor .*\n.* refused \d+%", look()), "the source is not named", WITHIN)

    patience(lambda: right() or watched.desk.cleared("RefusedBurnsFast", area="results"), "it does not clear", 240)
    patience(lambda: right() or not watched.firing("RefusedBurns", "results"), "the ticket stays", 240)


def test_held_burns_fast_and_what_is_held_is_listed_with_its_reason(watched, brokers, right, carebus, patience):
    producer = Producer({"bootstrap.servers": brokers.bootstrap})

    def burns():
        for _ in range(20):
            key = secrets.token_hex(32).encode()
            producer.produce("care.results.submitted.v1", b"<Message/>", key, partition_of(key, 12))
        producer.flush(30)
        right()
        return watched.desk.fires("HeldBurnsFast", area="results")

    patience(burns, "what cannot be decided is held, and nobody is called")
    patience(lambda: burns() and watched.firing("HeldBurns", "results"), "and there is no ticket beside it")
    listed = carebus("held", "list")
    held = next(line for line in listed.splitlines() if "not-decodable" in line and "projector" in line)
    shown = carebus("held", "show", held.strip("│ ").split()[0])
    assert "care.results.submitted.v1" in shown
    assert "docs/problems.md#not-decodable" in shown

    patience(lambda: right() or watched.desk.cleared("HeldBurnsFast", area="results"), "it does not clear", 240)
    patience(lambda: right() or not watched.firing("HeldBurns", "results"), "the ticket stays", 240)


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


def test_gaps_of_more_sources_than_are_named_are_told_as_so_many_left_out(watched, publisher, many, carebus, patience):
    pharmacies = [hastened.pharmacy(number) for number in range(many)]
    publisher.send([_dispensing(number, each) for each in pharmacies for number in (1, 3)])
    patience(lambda: watched.desk.fires("AlarmsLeftOut"), "more are in trouble than are named, and nobody says so")
    assert carebus("alarms").count("missing: 2") >= many

    publisher.send([_dispensing(2, each) for each in pharmacies])

    patience(lambda: watched.desk.cleared("AlarmsLeftOut"), "all came, and it is still alarmed")


def test_a_control_total_that_is_short_is_alarmed_until_the_source_tells_it_anew(watched, publisher, carebus, patience):
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=5)
    publisher.send([_total(begin, 7)])
    patience(lambda: watched.desk.fires("WatchAlarm", area="medication", kind="totals"), "seven are missing, unsaid")
    assert "alarms.md#totals" in carebus("alarms")

    publisher.send([_total(begin, 0)])

    patience(lambda: watched.desk.cleared("WatchAlarm", area="medication", kind="totals"), "it is right, and alarmed")


def test_a_source_of_which_much_is_held_is_alarmed_and_told_why(watched, publisher, right, carebus, patience):
    def held():
        publisher.send([_of_nobody_known() for _ in range(20)])
        return watched.desk.fires("WatchAlarm", area="results", kind="held")

    patience(held, "a tenth is held, and nobody says so")
    assert "alarms.md#held" in carebus("alarms")
    assert "invalid-identifier" in carebus("held", "list")

    patience(
        lambda: right() or watched.desk.cleared("WatchAlarm", area="results", kind="held"),
        "it is sent rightly, and is still alarmed",
        400,
    )


def test_a_dispute_is_a_ticket_until_somebody_settles_it(watched, publisher, settings, patience):
    patience(lambda: watched.desk.fires("DisputeOpen", shared="report-id"), "one id is two patients', unsaid")
    found = httpx.post(
        f"{settings['CAREBUS_READER']}/v1/identity/records",
        json={"patient": EMIL, "audience": "clinician"},
        trust_env=False,
    ).raise_for_status()
    for dispute in found.json()["disputes"]:
        told = act(
            DisputeSettled,
            submission_id=uuid.uuid4().hex,
            source={"kind": "HER", "value": FJORDLAB},
            at=datetime.now(UTC),
            key=EMIL,
            other=NORA,
            name=dispute["name"],
        )
        publisher.send([told])

    patience(lambda: watched.desk.cleared("DisputeOpen", shared="report-id"), "it is settled, and still alarmed")


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
