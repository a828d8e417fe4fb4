"""Understands one thing that a message tells: a submission in the making, and when it happened."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from carebus.formats.told import MEDICATION, Subject


@dataclass(frozen=True, slots=True)
class Act:
    """`submission` needs its provenance, and the keys of those that it has `named`; None where a problem keeps it from being made.

    `area` is whom it is for. `key` is the field by which the record itself names the patient of the message.
    """

    submission: partial[Any] | None
    occurred: datetime | None = None
    area: str = MEDICATION
    named: tuple[tuple[str, Subject], ...] = ()
    key: str | None = None
