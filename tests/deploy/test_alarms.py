"""Understands that the rules of Prometheus are sound: tested by promtool, about series that exist, each with a runbook, about no patient."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.deploy.given import DASHBOARDS, DEPLOY, ROOT, alarms, program, rules, words

PROMETHEUS = DEPLOY / "prometheus"
PARTS = ("What it means for a patient", "How to look", "What to do", "How to know that it worked")
TRIED = "".join(file.read_text() for file in (ROOT / "tests" / "monitoring").glob("test_*.py"))
ALARMS = {alarm["alert"]: alarm for alarm in alarms()}
FOREIGN = {
    "kafka_brokers",
    "kafka_consumergroup_current_offset",
    "kafka_consumergroup_lag",
    "kafka_consumergroup_members",
    "kafka_topic_partition_current_offset",
    "kafka_topic_partition_in_sync_replica",
    "kafka_topic_partition_replicas",
    "kafka_topic_partition_under_replicated_partition",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
}
"""The series of kafka-exporter and node-exporter that are used here, by the names in their documents."""


def headings(page: str) -> dict[str, str]:
    return dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_names_a_runbook_that_says_what_it_means_how_to_look_what_to_do_and_how_to_know(name):
    path, anchor = ALARMS[name]["annotations"]["runbook"].split("#")
    section = headings((ROOT / path).read_text()).get(name)
    assert section, f"{path} has no heading {name}"
    assert anchor == name.lower()
    assert tuple(re.findall(r"^\*\*(.*?)\.\*\*", section, re.MULTILINE)) == PARTS


def test_the_page_for_operators_lists_every_alarm_and_no_other():
    page = (ROOT / "docs" / "operating.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| (yes|) *\|", page, re.MULTILINE))
    assert told == {name: "yes" if alarm["labels"]["severity"] == "page" else "" for name, alarm in ALARMS.items()}


@pytest.mark.parametrize("name", ALARMS)
def test_every_runbook_is_carried_out_on_a_running_bus(name):
    assert f'"{name}"' in TRIED


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_says_how_urgent_it_is_and_what_is_wrong(name):
    assert ALARMS[name]["labels"]["severity"] in {"page", "ticket"}
    assert ALARMS[name]["annotations"]["summary"]
    assert ALARMS[name]["for"]


def test_no_alarm_has_the_name_of_another():
    assert len(ALARMS) == len(alarms())


def test_every_alarm_is_seen_to_fire_by_a_rule_test():
    tested = {
        test["alertname"]
        for file in (PROMETHEUS / "tests").glob("*.yml")
        for case in yaml.safe_load(file.read_text())["tests"]
        for test in case.get("alert_rule_test", ())
        if test["exp_alerts"]
    }
    assert tested == set(ALARMS)


def test_every_series_of_a_rule_or_a_dashboard_is_in_the_documents_or_recorded():
    documented = set(re.findall(r"`(carebus_\w+)`", (ROOT / "docs" / "metrics.md").read_text()))
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = {word for rule in rules() for word in words(rule["expr"])}
    asked |= {word for file in DASHBOARDS for word in words(json.loads(json.dumps(file.read_text())))}
    plain = {re.sub(r"_(bucket|count|sum)$", "", word) for word in asked - FOREIGN - recorded}
    assert plain <= documented


def test_no_rule_groups_by_anything_that_could_name_a_patient():
    grouped = {
        label.strip()
        for rule in rules()
        for by in re.findall(r"\b(?:by|on) \(([^)]*)\)", rule["expr"])
        for label in by.split(",")
    }
    assert grouped <= {
        "area",
        "partition",
        "topic",
        "consumergroup",
        "instance",
        "source",
        "kind",
        "message_kind",
        "shared",
    }


def test_promtool_finds_the_configuration_and_the_rules_sound():
    promtool = program("promtool", "prometheus")
    done = subprocess.run(
        [promtool, "check", "config", PROMETHEUS / "prometheus.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", sorted((PROMETHEUS / "tests").glob("*.yml")), ids=lambda file: file.stem)
def test_the_rules_do_what_their_tests_say(file: Path):
    promtool = program("promtool", "prometheus")
    done = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_amtool_finds_the_alertmanager_sound_and_every_alarm_reaches_the_desk():
    amtool, config = program("amtool", "prometheus-alertmanager"), DEPLOY / "alertmanager" / "alertmanager.yml"
    subprocess.run([amtool, "check-config", config], capture_output=True, check=True)
    for alarm in ALARMS.values():
        labels = [f"{name}={value}" for name, value in {"alertname": alarm["alert"], **alarm["labels"]}.items()]
        done = subprocess.run(
            [amtool, "config", "routes", "test", f"--config.file={config}", *labels],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "desk"
