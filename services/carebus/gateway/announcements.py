"""Understands how what a source tells of itself becomes a record for the watch: who tells it, and whether that is agreed."""

from typing import assert_never

from carebus.domain.provenance import SourceId, SubmissionId
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.formats.format import Format
from carebus.formats.json_sources import ControlTotal, Silence, Told, utc
from carebus.gateway.arrival import Arrival
from carebus.gateway.taken import Announced, Taken, Withheld


def take_announcement(told: Told, arrival: Arrival) -> Taken:
    """One announcement, or held with what speaks against taking it from its sender."""
    name = SubmissionId(told.submission_id)
    source, problems = arrival.source((told.source.told(),), Format.CAREBUS_JSON, told.area, "/source")
    if source is None or problems:
        return Withheld(
            tuple(problems), None if source is None else source.id, 0, None, name, arrival.original, told.area
        )
    return Announced(told.area, _record(told, source.id, arrival), name, source.id, arrival.original)


def _record(told: Told, source: SourceId, arrival: Arrival) -> SourceControlTotal | PlannedSilence:
    begin, end = utc(told.begin), utc(told.end)
    match told:
        case ControlTotal():
            return SourceControlTotal(source, told.area, told.kind, begin, end, told.sent, arrival.received)
        case Silence():
            return PlannedSilence(source, told.area, begin, end, told.reason, arrival.received)
        case _:
            assert_never(told)
