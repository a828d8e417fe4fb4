"""Understands where the operator's files are, and what they say once read."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("carebus:")}
"""The services that run from the image of this project."""

DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))


def rules() -> list[dict[str, Any]]:
    """Every rule that Prometheus loads, recording and alarm."""
    files = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
    return [rule for file in files for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


def alarms() -> list[dict[str, Any]]:
    """Every alarm."""
    return [rule for rule in rules() if "alert" in rule]


def metric_port(service: dict[str, Any]) -> str | None:
    """Where a service tells Prometheus, if it does."""
    return service.get("environment", {}).get("CAREBUS_METRICS_PORT")


def program(name: str, package: str) -> str:
    """The path of a program of Debian's; skips where it is not installed."""
    if not (found := shutil.which(name)):
        pytest.skip(f"{name} is not installed here (apt install {package})")
    return found


def words(text: str) -> Iterator[str]:
    """The names in a PromQL expression that look like series."""
    yield from re.findall(r"\b(?:area:)?(?:carebus|kafka|node)_\w+(?::\w+)?", text)
