"""Understands which example messages travel with carebus, in which order they tell their story, and which verdict each gets."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from carebus.domain.problems import Code
from carebus.domain.provenance import SourceId
from carebus.domain.verdicts import Outcome


@dataclass(frozen=True, slots=True)
class Example:
    """One message: its file name, what it shows, its verdict, and the codes of its problems.

    `parts` has one verdict for each report in it, and `verdict` is the one that the example is about. `repeat`: it was
    decided before, and gets the first verdict again. `sender` is who the publisher must say sends it, where the message does not.
    """

    file: str
    shows: str
    verdict: Outcome
    problems: tuple[Code, ...]
    parts: tuple[Outcome, ...]
    repeat: bool
    data: bytes
    sender: SourceId | None = None


_NOW = b"@now"
"""Stands in a message for the moment in which it is made: a list must have been read within four hours (R2)."""


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order in which they are published; made once, for a message that is sent again has the same bytes."""
    folder = files(__package__).joinpath("messages")
    lines = yaml.safe_load(folder.joinpath("index.yaml").read_text(encoding="utf-8"))
    return tuple(_example(line, folder.joinpath(line["file"]).read_bytes()) for line in lines)


def _example(line: dict[str, Any], data: bytes) -> Example:
    verdict = Outcome(str(line["verdict"]))
    return Example(
        file=str(line["file"]),
        shows=str(line["shows"]),
        verdict=verdict,
        problems=tuple(Code(code) for code in line.get("problems", ())),
        parts=tuple(Outcome(part) for part in line.get("parts", (verdict,))),
        repeat=bool(line.get("repeat")),
        data=data.replace(_NOW, datetime.now(UTC).isoformat(timespec="seconds").encode()),
        sender=SourceId(line["sender"]) if "sender" in line else None,
    )
