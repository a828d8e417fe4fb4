"""Understands who follows a report up, and whether it still waits for that (R27)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from carebus.domain.results.report import Party
from carebus.domain.results.view import Acknowledgement, Assignment, FollowUp, Occurrence, Version

_FINAL_CODES = frozenset({"F", "A"})


def is_final(version: Version) -> bool:
    """Whether a telling gives the report as final, or adds to a final one (7306 F, A)."""
    return version.report.status in _FINAL_CODES and version.report.service_type != "C"


def first_received(versions: Sequence[Version]) -> datetime:
    """When the first message that told any of the versions came in."""
    return min(message.received for version in versions for message in version.messages)


def follow_up(
    told: Sequence[Version], acknowledgements: Sequence[Acknowledgement], assignments: Sequence[Assignment]
) -> FollowUp | None:
    """The follow-up of one set of samples, from its versions oldest first; None until a final report was told.

    The final report and each change after it wait to be acknowledged. An acknowledgement counts for what its reader can have
    seen: the versions up to the one that it names, of the same samples, and received before it. `since` is the GenDate of the oldest one that still waits.
    """
    due = _due(told)
    if not due:
        return None
    read = [seen for seen in acknowledgements if any(seen.version == version.report.generated for version in told)]
    waiting = [version for version in due if not any(_covers(seen, version) for seen in read)]
    last = next((seen for seen in reversed(read) if any(_covers(seen, version) for version in due)), None)
    return FollowUp(
        responsible=_responsible(told, assignments),
        open=bool(waiting),
        since=waiting[0].report.generated if waiting else None,
        acknowledged_by=last.by if last else None,
        acknowledged_at=last.at if last else None,
    )


def overdue(follow_up: FollowUp | None, now: datetime, within: timedelta) -> bool:
    """Whether a report has waited longer than `within`: an alarm (R27)."""
    return follow_up is not None and follow_up.since is not None and now - follow_up.since > within


def awaiting(occurrence: Occurrence) -> bool:
    """Whether somebody must still look at it."""
    return occurrence.follow_up is not None and occurrence.follow_up.open


def _due(told: Sequence[Version]) -> list[Version]:
    """The first final version, and every later one that says something else than the one before it."""
    first = next((place for place, version in enumerate(told) if is_final(version)), None)
    if first is None:
        return []
    later = zip(told[first:], told[first + 1 :], strict=False)
    changes = [after for before, after in later if before.report.clinical_digest != after.report.clinical_digest]
    return [told[first], *changes]


def _covers(seen: Acknowledgement, version: Version) -> bool:
    return version.report.generated <= seen.version and first_received((version,)) <= seen.provenance.received


def _responsible(told: Sequence[Version], assignments: Sequence[Assignment]) -> Party | None:
    """Who was named last, for samples known by then; else the newest requester."""
    if assignments:
        start = first_received(told)
        named = [assigned.to for assigned in assignments if start <= assigned.provenance.received]
        if named:
            return named[-1]
    return next((version.report.requester for version in reversed(told) if version.report.requester), None)
