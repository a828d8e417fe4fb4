"""Understands that docker-compose.yml and the Dockerfile say of the code what is true."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.deploy.given import COMPOSE, DEPLOY, OURS, ROOT, SERVICES, metric_port
from typer.testing import CliRunner

from carebus.command import app
from carebus.domain.areas import AREAS
from carebus.local import artifacts
from carebus.local.furnishing import services
from carebus.local.node import Node, properties
from carebus.settings import (
    PREFIX,
    ClockSettings,
    DisputesSettings,
    GatewaySettings,
    ProjectorSettings,
    ReaderSettings,
    Settings,
    WatchSettings,
)

READS: dict[str, type[Settings]] = {
    "projector": ProjectorSettings,
    "clock": ClockSettings,
    "disputes": DisputesSettings,
    "watch": WatchSettings,
    "reader": ReaderSettings,
    "topics": Settings,
    "schemas": Settings,
    "--help": GatewaySettings,
}
"""The settings of each command that the file runs."""

ENDS = {"topics": "on-failure:5", "schemas": "on-failure:5", "carebus": None}
"""What ends by itself, so it has no health; and when it is started again."""

SET = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")
FILLED = {
    "CAREBUS_ENVIRONMENT": "test",
    "CAREBUS_PATIENT_SECRET": "0123456789" * 4,
    "KAFKA_CLUSTER_ID": "abcdefghijklmnopqrstuv",
    "GRAFANA_PASSWORD": "secret",
}


def environment(service):
    return {
        name: SET.sub(lambda found: FILLED[found[1]], value)
        for name, value in SERVICES[service].get("environment", {}).items()
    }


def test_one_file_sets_everything_and_nothing_else():
    used = set(SET.findall((ROOT / "docker-compose.yml").read_text()))
    told = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == told


def test_what_an_operator_must_set_has_no_default_in_the_file():
    for secret in ("CAREBUS_PATIENT_SECRET", "GRAFANA_PASSWORD", "KAFKA_CLUSTER_ID"):
        assert re.search(rf"\${{{secret}:\?", (ROOT / "docker-compose.yml").read_text()), secret
        assert re.search(rf"^{secret}=$", (ROOT / ".env.example").read_text(), re.MULTILINE), secret


@pytest.mark.parametrize("service", OURS)
def test_every_command_of_ours_exists(service):
    words = OURS[service]["command"]
    told = CliRunner().invoke(app, ["--help"] if words == ["--help"] else [*words, "--help"])
    assert told.exit_code == 0, told.output


def test_every_service_of_the_local_stack_is_in_the_file_and_no_other(tmp_path):
    local = services(tmp_path, {"CAREBUS_READER": "http://127.0.0.1:8080"})
    assert {each.name for each in local} == set(OURS) - ENDS.keys()


def test_every_area_has_its_projector_and_no_other():
    ran = {tuple(service["command"]) for service in OURS.values() if service["command"][0] == "projector"}
    assert ran == {("projector", area) for area in AREAS}


@pytest.mark.parametrize("service", OURS)
def test_every_setting_of_ours_is_one_that_its_service_reads_and_accepts(service, monkeypatch):
    given = environment(service)
    reads = READS[OURS[service]["command"][0]]
    assert {name.removeprefix(PREFIX).lower() for name in given} <= set(reads.model_fields)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    reads.load()


def test_every_service_that_keeps_a_copy_has_a_volume_of_its_own_for_it():
    kept = [service["volumes"] for name, service in OURS.items() if "CAREBUS_STATE" in environment(name)]
    places = [volume.split(":") for volumes in kept for volume in volumes]
    assert {place for _, place in places} == {"/var/lib/carebus"}
    assert len({volume for volume, _ in places}) == len(places) == len(AREAS) + 3


def test_every_volume_is_declared_and_used():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert {volume for volume in used if not volume.startswith((".", "/"))} == set(COMPOSE["volumes"])


def test_every_file_that_is_mounted_exists():
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("."):
                assert (ROOT / volume.split(":")[0]).exists(), volume


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_limited_and_one_that_stays_is_asked_how_it_is_and_started_again(service):
    stated = SERVICES[service]
    assert {"cpus", "memory"} == set(stated["deploy"]["resources"]["limits"])
    assert ("healthcheck" in stated, stated.get("restart")) == (
        (False, ENDS[service]) if service in ENDS else (True, "unless-stopped")
    )


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_a_service_waits_for_is_healthy_or_has_ended_well(service):
    for other, how in SERVICES[service].get("depends_on", {}).items():
        ended = other in ENDS
        assert how["condition"] == ("service_completed_successfully" if ended else "service_healthy"), other


def test_no_service_starts_before_topics_and_schemas_are_there():
    for name in set(OURS) - {"topics", "schemas"}:
        assert set(OURS[name]["depends_on"]) == {"topics", "schemas"}, name
    assert set(SERVICES["topics"]["depends_on"]) == {"kafka-1", "kafka-2", "kafka-3"}
    assert set(SERVICES["schemas"]["depends_on"]) == {"registry"}


@pytest.mark.parametrize("service", OURS)
def test_ours_run_without_root_and_write_nowhere_but_to_their_volume(service):
    stated = OURS[service]
    assert stated["user"].split(":")[0] not in {"0", "root"}
    assert stated["read_only"] is True
    assert stated["cap_drop"] == ["ALL"]
    assert stated["security_opt"] == ["no-new-privileges:true"]


def test_nothing_listens_beyond_this_machine():
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert len({port.split(":")[1] for port in ports}) == len(ports)


def test_the_reader_answers_its_own_container_alone_until_access_control_exists():
    assert "ports" not in SERVICES["reader"]
    assert "CAREBUS_HOST" not in SERVICES["reader"]["environment"]


def test_prometheus_asks_every_service_that_tells_and_no_other():
    targets = (DEPLOY / "prometheus" / "targets").glob("*.yml")
    asked = {target for file in targets for row in yaml.safe_load(file.read_text()) for target in row["targets"]}
    telling = {f"{name}:{port}" for name, service in OURS.items() if (port := metric_port(service))}
    assert asked == telling | {"kafka-exporter:9308", "node-exporter:9100", "alertmanager:9093"}


def test_every_service_that_stays_tells_prometheus():
    assert {name for name, service in OURS.items() if metric_port(service)} == set(OURS) - ENDS.keys()


def test_a_health_check_asks_the_port_that_the_service_listens_on():
    for name in set(OURS) - ENDS.keys():
        (asked,) = re.findall(r"127\.0\.0\.1:(\d+)", OURS[name]["healthcheck"]["test"][-1])
        given = environment(name)
        assert asked == given.get("CAREBUS_PORT", given["CAREBUS_METRICS_PORT"]), name


def test_kafka_and_the_registry_are_those_that_the_tests_run_on():
    assert {SERVICES[f"kafka-{n}"]["image"] for n in (1, 2, 3)} == {f"apache/kafka:{artifacts.KAFKA}"}
    assert SERVICES["registry"]["image"] == f"apicurio/apicurio-registry:{artifacts.REGISTRY}"


def test_three_brokers_are_set_as_three_brokers_of_the_tests_are():
    nodes = [Node(number, 0, 0) for number in (1, 2, 3)]
    tested = dict(line.split("=", 1) for line in properties(nodes[0], nodes, Path(), {}).splitlines())
    given = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in SERVICES["kafka-1"]["environment"].items()
    }
    apart = {"node.id", "listeners", "advertised.listeners", "log.dirs", "controller.quorum.voters"}
    named = {"inter.broker.listener.name", "listener.security.protocol.map"}
    quick = {  # a test shall not wait for members that might come, nor for partitions that it does not fill
        "group.initial.rebalance.delay.ms",
        "offsets.topic.num.partitions",
        "transaction.state.log.num.partitions",
    }
    assert {name: given.get(name) for name in tested.keys() - apart - named - quick} == {
        name: value for name, value in tested.items() if name not in apart | named | quick
    }


def test_the_brokers_know_one_another_and_differ_in_what_must_differ():
    brokers = {name: SERVICES[name]["environment"] for name in ("kafka-1", "kafka-2", "kafka-3")}
    voters = {f"{each['KAFKA_NODE_ID']}@{name}:9093" for name, each in brokers.items()}
    for name, each in brokers.items():
        assert set(each["KAFKA_CONTROLLER_QUORUM_VOTERS"].split(",")) == voters
        listens = dict(row.split("://") for row in each["KAFKA_LISTENERS"].split(","))
        advertised = dict(row.split("://") for row in each["KAFKA_ADVERTISED_LISTENERS"].split(","))
        assert advertised["INSIDE"] == f"{name}{listens['INSIDE']}"
        host = advertised["HOST"]
        assert host.startswith("127.0.0.1:")
        assert SERVICES[name]["ports"] == [f"{host}{listens['HOST']}"]
    inside = {f"{name}:19092" for name in brokers}
    assert set(environment("clock")["CAREBUS_BROKERS"].split(",")) == inside
    assert set(SERVICES["registry"]["environment"]["APICURIO_KAFKASQL_BOOTSTRAP_SERVERS"].split(",")) == inside
    assert {word.removeprefix("--kafka.server=") for word in SERVICES["kafka-exporter"]["command"][:3]} == inside


def test_the_image_is_made_of_files_that_exist_and_all_that_the_wheel_needs():
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE) for word in line.split()[:-1]
    ]
    assert all((ROOT / word).exists() for word in copied)
    shipped = re.findall(r'^"([\w/]+)" = "carebus/_shipped', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert shipped
    assert set(shipped) <= set(copied)
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all(any(Path(word).match(kept) for kept in let_in) for word in copied)


def test_the_image_runs_without_root_what_is_checked_by_hash():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (.*)$", dockerfile, re.MULTILINE) == [SERVICES["clock"]["user"]]
    assert dockerfile.index("\nUSER ") < dockerfile.index("\nENTRYPOINT ")
    installs = re.findall(r"pip install (.*)", dockerfile)
    assert all("--require-hashes" in install or "--no-index" in install for install in installs)


@pytest.mark.parametrize("lock", ["run.lock", "build.lock"])
def test_the_image_has_the_very_versions_that_the_tests_ran_on(lock):
    def pins(file):
        return set(re.findall(r"^([\w.-]+==[^ ;]+)", (ROOT / "requirements" / file).read_text(), re.MULTILINE))

    assert pins(lock)
    assert pins(lock) <= pins("dev.lock")


CLIENTS = [
    client
    for client in (["docker", "compose"], ["docker-compose"])
    if shutil.which(client[0]) and not subprocess.run([*client, "version"], capture_output=True, check=False).returncode
]


@pytest.mark.skipif(not CLIENTS, reason="no compose client here (apt install docker-compose)")
@pytest.mark.parametrize("client", CLIENTS or [[]], ids=" ".join)
def test_the_compose_client_reads_the_file(client, tmp_path):
    (tmp_path / "env").write_text("".join(f"{name}={value}\n" for name, value in FILLED.items()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "KAFKA_"))}
    done = subprocess.run(
        [*client, "--env-file", str(tmp_path / "env"), "-f", str(ROOT / "docker-compose.yml"), "config"],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = yaml.safe_load(done.stdout)["services"]
    assert set(SERVICES) - {"carebus"} <= set(read)
    for name, service in read.items():
        assert not SET.search(str(service.get("environment", ""))), name
