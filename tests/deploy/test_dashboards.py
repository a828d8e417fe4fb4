"""Understands that the dashboards are files that Grafana can provision: whole, readable, and about series that are asked for elsewhere too."""

import itertools
import json
import re

import pytest
import yaml
from tests.deploy.given import DASHBOARDS, DEPLOY, SERVICES

PROVISIONING = DEPLOY / "grafana" / "provisioning"
BOARDS = {file.stem: json.loads(file.read_text()) for file in DASHBOARDS}
PANELS = [(name, panel) for name, board in BOARDS.items() for panel in board["panels"]]
IDS = [f"{name}: {panel['title']}" for name, panel in PANELS]


def test_there_is_a_dashboard_for_flow_freshness_sources_projectors_and_what_is_held():
    assert set(BOARDS) == {"flow", "freshness", "sources", "projector", "held"}
    assert len({board["uid"] for board in BOARDS.values()}) == len(BOARDS)


def test_grafana_provisions_the_dashboards_from_where_they_are_mounted():
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    (provider,) = yaml.safe_load((PROVISIONING / "dashboards" / "carebus.yml").read_text())["providers"]
    assert mounts["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert mounts["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home.removeprefix(provider["options"]["path"] + "/").removesuffix(".json") in BOARDS


def test_the_data_source_is_the_prometheus_of_the_file():
    (source,) = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert source["url"] == "http://prometheus:9090"
    assert SERVICES["prometheus"]["ports"] == ["127.0.0.1:9090:9090"]
    used = set(re.findall(r'"uid": "([^"]+)"', "".join(file.read_text() for file in DASHBOARDS)))
    assert used - {board["uid"] for board in BOARDS.values()} == {source["uid"]}


@pytest.mark.parametrize(("board", "panel"), PANELS, ids=IDS)
def test_every_panel_says_what_it_shows_and_names_its_lines(board, panel):
    assert panel["title"]
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert all(target["legendFormat"] for target in panel["targets"])
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


@pytest.mark.parametrize("name", BOARDS)
def test_no_panel_lies_on_another_or_beside_the_page(name):
    def cells(panel):
        place = panel["gridPos"]
        across = range(place["x"], place["x"] + place["w"])
        return set(itertools.product(across, range(place["y"], place["y"] + place["h"])))

    covered = [cell for panel in BOARDS[name]["panels"] for cell in cells(panel)]
    assert len(covered) == len(set(covered))
    assert max(x for x, _ in covered) < 24
    assert len({panel["id"] for panel in BOARDS[name]["panels"]}) == len(BOARDS[name]["panels"])


def test_a_dashboard_asks_only_for_a_variable_that_it_has():
    for name, board in BOARDS.items():
        asked = set(re.findall(r"\$(\w+)", "".join(t["expr"] for panel in board["panels"] for t in panel["targets"])))
        assert asked == {variable["name"] for variable in board["templating"]["list"]}, name


def test_no_line_is_named_by_anything_that_could_name_a_patient():
    named = {
        label for _, panel in PANELS for t in panel["targets"] for label in re.findall(r"{{(\w+)}}", t["legendFormat"])
    }
    assert named <= {
        "area",
        "topic",
        "outcome",
        "route",
        "status",
        "step",
        "partition",
        "consumergroup",
        "instance",
        "mountpoint",
        "kind",
        "source",
        "message_kind",
    }
