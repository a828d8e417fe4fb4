"""Understands that what Prometheus is told, asks and alarms on is true of a running bus: with the deployed rules, at sixty times their pace."""

import json
import re

import pytest
from tests.deploy.given import DASHBOARDS
from tests.monitoring import hastened

from carebus.examples.catalogue import examples

pytestmark = [pytest.mark.broker, pytest.mark.timeout(600)]

QUERIES = [
    (f"{file.stem}: {panel['title']}", target["expr"])
    for file in DASHBOARDS
    for panel in json.loads(file.read_text())["panels"]
    for target in panel["targets"]
]
LABELS = {
    "__name__", "job", "instance", "area", "partition", "topic", "outcome", "step", "kind", "route", "status", "le",
    "source", "message_kind", "state", "shared",
}  # fmt: skip

QUIET = 'sum(increase(carebus_events_total{area!="medication"}[4s])) == 0 and sum(carebus_lag_records) == 0'
"""Nothing arrives but the probe, which is a dispensing, and nothing waits."""


def again(publisher):
    """Every example once more: repeats, which are decided like any other."""
    publisher.send([example.data for example in examples() if not example.sender])


def test_every_target_answers(watched, patience):
    patience(lambda: len(watched.ask("up == 1")) == len(watched.ask("up")) > 0, "something does not answer")


@pytest.mark.parametrize(("panel", "query"), QUERIES, ids=[panel for panel, _ in QUERIES])
def test_every_query_of_a_dashboard_returns_data(panel, query, watched, publisher, patience):
    asked = hastened.query(query.replace("$area", ".+"))

    def found():
        answer = watched.ask(asked)
        if not answer:
            again(publisher)
        return answer

    patience(found, f"{panel}: {asked} returns nothing")


def test_no_label_names_a_patient_and_labels_are_few(watched):
    series = watched.series('{job="carebus"}')
    assert {label for each in series for label in each} <= LABELS
    values = {each[label] for each in series for label in each}
    assert not [value for value in values if re.search(r"\d{11}|[0-9a-f]{32}", value)]


def test_more_messages_make_no_more_series(watched, publisher, patience):
    mine = '{job="carebus", __name__!~"carebus_alarm.*"}'  # an alarm has a series while it is open, two hundred at most
    counted = []
    for _ in range(3):
        again(publisher)
        patience(lambda: watched.ask(QUIET), "it is never quiet")
        counted.append(len(watched.series(mine)))
    assert counted[2] == counted[1]  # the first time, repeats are a verdict that was not there before


def test_a_source_that_stops_is_alarmed_at_the_desk_by_its_name_and_clears_with_its_next_message(
    watched, publisher, patience
):
    patience(lambda: watched.desk.fires("SourceSilent", source=hastened.SILENT), "nobody notices the silence")
    assert watched.ask(f'ALERTS{{alertname="SourceSilent", source="{hastened.SILENT}", alertstate="firing"}}')

    def heard():
        again(publisher)
        return watched.desk.cleared("SourceSilent", source=hastened.SILENT)

    patience(heard, "the alarm does not clear")


def test_a_projector_that_ends_is_alarmed_at_the_desk_and_the_alarms_clear_when_it_is_back(
    watched, running, publisher, patience
):
    projector = running["projector-results"]
    where = projector.metrics.split("/")[2]
    projector.program.kill()

    def stalled():
        again(publisher)
        return watched.ask('ALERTS{alertname="ProjectorStalled", consumergroup="carebus.results", alertstate="firing"}')

    patience(lambda: watched.desk.fires("ServiceDown", instance=where), "nobody says that it is down")
    patience(stalled, "nobody says that nothing is decided")
    patience(
        lambda: watched.desk.fires("GroupWithoutMembers", consumergroup="carebus.results"), "the group has members"
    )

    projector.program.start()

    patience(lambda: watched.desk.cleared("ServiceDown", instance=where), "it is back, and still alarmed")
    patience(lambda: watched.desk.cleared("GroupWithoutMembers"), "the group has members, and is still alarmed")


def test_a_reader_that_ends_is_alarmed_and_clears_when_it_is_back(watched, running, patience):
    reader = running["reader"]
    where = reader.metrics.split("/")[2]
    reader.program.kill()
    patience(lambda: watched.desk.fires("ServiceDown", instance=where), "nobody says that it is down")

    reader.program.start()

    patience(lambda: watched.desk.cleared("ServiceDown", instance=where), "it is back, and still alarmed")


def test_a_broker_that_is_gone_is_alarmed_and_clears_when_its_copies_are_back(watched, brokers, patience):
    brokers.brokers[2].kill()
    patience(lambda: watched.desk.fires("UnderReplicated", topic="care.results.accepted.v1"), "no copy lacks")

    brokers.brokers[2].program.start()

    cleared = lambda: watched.desk.cleared("UnderReplicated", topic="care.results.accepted.v1")  # noqa: E731
    patience(cleared, "copies still lack", 300)


def test_what_reaches_the_desk_says_where_the_runbook_is(watched):
    assert watched.desk.told
    assert all(said["annotations"]["runbook"].startswith("deploy/runbooks/") for said in watched.desk.told)
