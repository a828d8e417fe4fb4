"""Understands what turns brokers and a registry into a bus: its topics, its schemas, its services."""

import sys
from collections.abc import Mapping
from pathlib import Path

from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.bus.registry_answers import Answers
from carebus.bus.schema_differences import differences
from carebus.bus.subjects import Subjects
from carebus.bus.topic_apply import apply
from carebus.bus.topic_plan import plan
from carebus.bus.topics import load
from carebus.local import ports
from carebus.local.programs import Program
from carebus.local.stack import Stack


def furnish(stack: Stack) -> None:
    """Give a stack that answers every topic and schema, and the areas' groups their beginning."""
    topics = load()
    cluster = Cluster(stack.bootstrap)
    planned = plan(topics, cluster.topics(), cluster.brokers())
    apply(planned, cluster, Groups(stack.bootstrap))
    answers = Answers(stack.registry_url, 30.0)
    tuple(Subjects(answers, lambda older, newer: tuple(differences(older, newer))).apply(topics))
    answers.close()


def addresses(state: Path) -> dict[str, str]:
    """Free ports and a folder for the services of one machine, as their settings."""
    metrics, reader = ports.free(2)
    return {
        "CAREBUS_STATE": str(state),
        "CAREBUS_METRICS_PORT": str(metrics),
        "CAREBUS_PORT": str(reader),
        "CAREBUS_READER": f"http://127.0.0.1:{reader}",
    }


def services(folder: Path, settings: Mapping[str, str], *, tethered: bool = True) -> tuple[Program, ...]:
    """The projector and the reader as programs, not started."""
    made = (
        ("projector", [sys.executable, "-m", "carebus.projector"]),
        ("reader", [sys.executable, "-m", "carebus.reader"]),
    )
    return tuple(Program(name, command, folder / name, settings, tethered=tethered) for name, command in made)
