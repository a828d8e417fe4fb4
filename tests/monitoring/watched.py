"""Understands what may be asked of the Prometheus that watches a bus."""

from dataclasses import dataclass
from typing import Any

import httpx
from tests.monitoring.desk import Desk


@dataclass(frozen=True, slots=True)
class Watched:
    """A running Prometheus, and the desk that its alarms reach."""

    url: str
    desk: Desk

    def ask(self, query: str) -> list[dict[str, Any]]:
        """What a query finds now. Raises HTTPStatusError where it is no query."""
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": query}, trust_env=False).raise_for_status()
        return list(answer.json()["data"]["result"])

    def series(self, match: str) -> list[dict[str, str]]:
        """The labels of every series."""
        answer = httpx.get(f"{self.url}/api/v1/series", params={"match[]": match}, trust_env=False).raise_for_status()
        return list(answer.json()["data"])
