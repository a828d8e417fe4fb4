"""Understands what turns brokers and a registry into a bus: its topics, its schemas, its services."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.bus.registry_answers import Answers
from carebus.bus.schema_differences import differences
from carebus.bus.subjects import Subjects
from carebus.bus.topic_apply import apply
from carebus.bus.topic_plan import plan
from carebus.bus.topics import load
from carebus.domain.areas import AREAS
from carebus.local import ports
from carebus.local.programs import Program
from carebus.local.stack import Stack

_BESIDE = ("clock", "disputes", "watch")
"""The services that follow a topic and submit what they find."""


def furnish(stack: Stack) -> None:
    """Give a stack that answers every topic and schema, and the areas' groups their beginning."""
    topics = load()
    cluster = Cluster(stack.bootstrap)
    planned = plan(topics, cluster.topics(), cluster.brokers())
    apply(planned, cluster, Groups(stack.bootstrap))
    answers = Answers(stack.registry_url, 30.0)
    tuple(Subjects(answers, lambda older, newer: tuple(differences(older, newer))).apply(topics))
    answers.close()


@dataclass(frozen=True, slots=True)
class Service:
    """A service of carebus as a program, not started, and where it tells Prometheus."""

    name: str
    program: Program
    metrics: str


def addresses(state: Path) -> dict[str, str]:
    """A free port and a folder for the services of one machine, as their settings."""
    (reader,) = ports.free(1)
    return {
        "CAREBUS_STATE": str(state),
        "CAREBUS_PORT": str(reader),
        "CAREBUS_READER": f"http://127.0.0.1:{reader}",
    }


def services(folder: Path, settings: Mapping[str, str], *, tethered: bool = True) -> tuple[Service, ...]:
    """A projector for each area, the clock, the search for disputes, the watch, and last the reader."""

    def service(name: str, metrics: str, *words: str, **more: str) -> Service:
        command = [sys.executable, "-m", *words]
        return Service(name, Program(name, command, folder / name, {**settings, **more}, tethered=tethered), metrics)

    projectors = (
        service(
            f"projector-{area}",
            f"http://127.0.0.1:{port}/metrics",
            "carebus.projector",
            area,
            CAREBUS_METRICS_PORT=str(port),
        )
        for area, port in zip(AREAS, ports.free(len(AREAS)), strict=True)
    )
    beside = (
        service(name, f"http://127.0.0.1:{port}/metrics", f"carebus.{name}", CAREBUS_METRICS_PORT=str(port))
        for name, port in zip(_BESIDE, ports.free(len(_BESIDE)), strict=True)
    )
    return (*projectors, *beside, service("reader", f"{settings['CAREBUS_READER']}/metrics", "carebus.reader"))
