"""Understands that the settings of a node fit the number of its neighbours, and that all places name one version."""

from pathlib import Path

from carebus.local import artifacts
from carebus.local.node import Node, properties
from carebus.shipped import folder


def test_three_nodes_keep_three_copies_and_want_two_in_step() -> None:
    nodes = [Node(number, 20_000 + number, 21_000 + number) for number in (1, 2, 3)]

    settings = _settings(nodes[1], nodes)

    assert settings["controller.quorum.voters"] == "1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003"
    assert settings["transaction.state.log.replication.factor"] == "3"
    assert settings["min.insync.replicas"] == settings["transaction.state.log.min.isr"] == "2"


def test_one_node_keeps_one_copy() -> None:
    node = Node(1, 20_001, 21_001)

    settings = _settings(node, [node])

    assert settings["offsets.topic.replication.factor"] == settings["min.insync.replicas"] == "1"


def test_a_node_behind_a_proxy_tells_its_clients_of_the_proxy() -> None:
    node = Node(1, 20_001, 21_001, behind_port=22_001, advertised="127.0.0.1:23001")

    settings = _settings(node, [node])

    assert "BEHIND://127.0.0.1:22001" in settings["listeners"]
    assert settings["advertised.listeners"] == "PLAINTEXT://127.0.0.1:20001,BEHIND://127.0.0.1:23001"


def test_what_maven_fetches_is_what_the_cache_is_named_for() -> None:
    assert f"<version>{artifacts.KAFKA}</version>" in (folder("local") / "kafka.xml").read_text()
    assert f"<version>{artifacts.REGISTRY}</version>" in (folder("local") / "registry.xml").read_text()


def _settings(node: Node, nodes: list[Node]) -> dict[str, str]:
    lines = properties(node, nodes, Path("data"), {}).splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
