"""Understands the settings of one Kafka node: where it listens, whom it votes with, how much it copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_LARGEST = 11 * 1024 * 1024  # a message of 10 MB with its envelope


@dataclass(frozen=True, slots=True)
class Node:
    """One node: its number, its ports, and the other address by which clients behind a proxy know it."""

    number: int
    port: int
    controller_port: int
    behind_port: int | None = None
    advertised: str | None = None

    @property
    def address(self) -> str:
        """Where clients reach it directly."""
        return f"{HOST}:{self.port}"

    @property
    def behind(self) -> str | None:
        """Where a proxy sends to, when it has one: clients that come this way are told `advertised`."""
        return f"{HOST}:{self.behind_port}" if self.behind_port else None


def properties(node: Node, nodes: Sequence[Node], data: Path, more: Mapping[str, str]) -> str:
    """The text of its server.properties; `more` overrides."""
    settings = _FIXED | _listeners(node) | _copies(len(nodes)) | {"node.id": str(node.number), "log.dirs": str(data)}
    settings["controller.quorum.voters"] = ",".join(f"{n.number}@{HOST}:{n.controller_port}" for n in nodes)
    return "".join(f"{name}={value}\n" for name, value in (settings | dict(more)).items())


def _listeners(node: Node) -> dict[str, str]:
    listeners = {"PLAINTEXT": node.address} | ({"BEHIND": node.behind} if node.behind else {})
    advertised = {"PLAINTEXT": node.address} | ({"BEHIND": node.advertised} if node.behind else {})
    return {
        "listeners": _urls(listeners | {"CONTROLLER": f"{HOST}:{node.controller_port}"}),
        "advertised.listeners": _urls(advertised),
    }


def _urls(listeners: Mapping[str, str | None]) -> str:
    return ",".join(f"{name}://{address}" for name, address in listeners.items())


def _copies(nodes: int) -> dict[str, str]:
    replication, in_sync = str(min(nodes, 3)), "2" if nodes >= 3 else "1"
    return {
        "default.replication.factor": replication,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": replication,
        "transaction.state.log.replication.factor": replication,
        "transaction.state.log.min.isr": in_sync,
    }


_FIXED = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,BEHIND:PLAINTEXT",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.topic.num.partitions": "5",
    "transaction.state.log.num.partitions": "5",
    "auto.create.topics.enable": "false",
    "transaction.partition.verification.enable": "true",
    "message.max.bytes": str(_LARGEST),
    "replica.fetch.max.bytes": str(_LARGEST),
}
