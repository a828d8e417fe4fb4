"""Understands which word for nothing a reader of an empty list is told (R19)."""

from datetime import datetime

from carebus.domain.medication.view import MedicationList
from carebus.domain.results.nothing import Nothing, Silence


def silence(listed: MedicationList | None, *, held_since: datetime | None = None) -> Silence:
    """The word where no row is shown, before access is decided.

    Data that is held, or known to be missing (R9), counts before all else. Only a person's statement gives `none known`: a list whose
    rows have all ended is not one.
    """
    if held_since is not None:
        return Silence(Nothing.UNKNOWN, since=held_since)
    if listed is None:
        return Silence(Nothing.ABSENT)
    if listed.gaps:
        return Silence(Nothing.UNKNOWN, since=min(gap.since for gap in listed.gaps))
    if listed.none_known:
        return Silence(Nothing.NONE_KNOWN, since=listed.none_known.at)
    return Silence(Nothing.ABSENT)
