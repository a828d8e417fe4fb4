"""Understands how much is too much; the numbers are our choice: the whole picture of a patient must fit in one record of 10 MB."""

from dataclasses import dataclass
from datetime import timedelta

STEPS = 10
"""Versions back of which an entry remembers what they changed (R10)."""

NONE_KNOWN = 20
"""The newest statements that none is known, which are remembered (R26)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation may set.

    `ahead`: clocks may differ by so much. `text` is in characters, `size` in bytes of all texts of one submission; `codes` and
    `reactions` are of one entry.
    """

    ahead: timedelta = timedelta(minutes=5)
    entries: int = 500
    text: int = 4000
    size: int = 16_000
    codes: int = 20
    reactions: int = 20


LIMITS = Limits()
