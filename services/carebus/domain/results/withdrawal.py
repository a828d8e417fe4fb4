"""Understands a cancelled report: what a cancel covers, and what opens the report again (R13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from carebus.domain.results.view import Flag, Version


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The newest cancel of a set of samples, by index among the versions.

    `reopened` is the first N with a later GenDate, None where the cancel stands; `amended` says that something else came after it.
    """

    cancel: int
    reopened: int | None
    amended: bool

    @property
    def stands(self) -> bool:
        """Whether the report is cancelled now."""
        return self.reopened is None

    def covers(self, version: int) -> bool:
        """Whether the rows that a version told are cancelled: a report-level C cancels every row, listed or not."""
        return self.reopened is None or version < self.reopened

    @property
    def flag(self) -> Flag | None:
        """What a reader must know of a cancel that was not the last word."""
        if not self.stands:
            return Flag.REISSUED_AFTER_CANCEL
        return Flag.AMENDED_AFTER_CANCEL if self.amended else None


def withdrawal(versions: Sequence[Version], indexes: Sequence[int]) -> Withdrawal | None:
    """The cancel of a set of samples: only an N with a later GenDate opens it again, an M, A or H does not."""
    cancels = [index for index in indexes if versions[index].report.service_type == "C"]
    if not cancels:
        return None
    last = versions[cancels[-1]].report.generated
    later = [index for index in indexes if versions[index].report.generated > last]
    new = [index for index in later if versions[index].report.service_type == "N"]
    return Withdrawal(cancels[-1], new[0] if new else None, bool(later))
