"""Understands that all critical information of a patient is one unit: there is little of it, and R26 looks at the whole."""

from carebus.domain.critical_info.events import CriticalInfoEvent

ENTRIES = "entries"


def units_of(submission: CriticalInfoEvent) -> tuple[str, ...]:  # noqa: ARG001 - one unit, whatever is submitted
    """The unit that decides a submission, and that a fact changes."""
    return (ENTRIES,)
