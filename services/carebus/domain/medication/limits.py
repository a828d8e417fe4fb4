"""Understands how much is too much, too old or too many; the numbers are our choice where no source is named."""

from dataclasses import dataclass
from datetime import timedelta

STEPS = 50
"""Versions back that a write may be based on, and that the list remembers the changes of (R2)."""

VISIBLE = timedelta(days=90)
"""How long a treatment stays visible after it ended (R4). Source: M25, ceased entries."""

LONG_ADMISSION = timedelta(days=60)
"""An admission without an end for longer is an alarm (R8)."""

PRESCRIPTIONS, ENDED_PRESCRIPTIONS, ORDERS = 100, 10, 30
"""The newest that stand beside the list: live prescriptions, those recalled, expired or too old, orders of admissions."""

TAKEN_IN = 20
"""Lists of other records that one list takes in: a person has few records."""

DISPENSINGS, DISPENSINGS_OF_ONE = 60, 3
"""The newest that stand beside the list, in all and of one prescription."""

ANSWERED, DISCHARGES = 20, 10
"""The newest that are remembered: answered proposals (and reports, each), ended admissions."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation may set.

    `read_within`: a base that was read earlier is stale (SFM: 4 hours). `ahead`: clocks may differ by so much. `waiting`: proposals, and
    reports, that may wait at a time.
    """

    read_within: timedelta = timedelta(hours=4)
    ahead: timedelta = timedelta(minutes=5)
    rows: int = 500
    text: int = 4000
    waiting: int = 100


LIMITS = Limits()
