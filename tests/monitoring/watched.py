"""Understands what may be asked of the Prometheus that watches a bus."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from tests.monitoring.desk import Desk

from carebus.local.programs import Program


@dataclass(frozen=True, slots=True)
class Watched:
    """A running Prometheus, the desk that its alarms reach, and the programs that watch, by name."""

    url: str
    desk: Desk
    programs: Mapping[str, Program]

    def ask(self, query: str) -> list[dict[str, Any]]:
        """What a query finds now. Raises HTTPStatusError where it is no query."""
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": query}, trust_env=False).raise_for_status()
        return list(answer.json()["data"]["result"])

    def firing(self, alarm: str, area: str) -> bool:
        """Whether an alarm fires, told or not: one that a worse one explains does not reach the desk."""
        return bool(self.ask(f'ALERTS{{alertname="{alarm}", area="{area}", alertstate="firing"}}'))

    def series(self, match: str) -> list[dict[str, str]]:
        """The labels of every series."""
        answer = httpx.get(f"{self.url}/api/v1/series", params={"match[]": match}, trust_env=False).raise_for_status()
        return list(answer.json()["data"])
