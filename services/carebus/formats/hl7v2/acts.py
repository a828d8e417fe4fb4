"""Understands one thing that a message tells: a submission in the making, and when it happened."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any


@dataclass(frozen=True, slots=True)
class Act:
    """`submission` needs its provenance and nothing else; None where a problem keeps it from being made."""

    submission: partial[Any] | None
    occurred: datetime | None = None
