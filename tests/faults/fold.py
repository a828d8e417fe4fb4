"""Understands what must come of a submitted log: its records taken one after another, with nothing that can fail in between."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, assert_never

from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import UnknownSchema
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.commands import ReleaseRequested, UnitRebuilt
from carebus.domain.decision import Accepted, Decision, Held, Refused
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import NotDecodable

_KEY = re.compile(rb"[0-9a-f]{64}")
_COMMANDS = (ReleaseRequested, UnitRebuilt)
_REUSED = (Problem(Code.ID_REUSED, "submission_id", "this submission id was used for other content"),)
SOME_TIME = datetime.min.replace(tzinfo=UTC)


def timeless(given: Verdict) -> Verdict:
    """A verdict with all that it says, but for when it was given."""
    return replace(given, decided=SOME_TIME)


class Fold:
    """The reference: no batches, no transactions, no stores. Records at the places in `waiting` are not decided.

    `decide` is given a clock, and nobody but the engine knows the moment of a decision. The reference does not ask it: each submission is
    decided as of when it came and as of now, and a load for which these differ is no load for a campaign. So an engine that decides
    by a wrong clock is found out by what it decides.
    """

    def __init__(self, area: Area, wire: Wire, partitions: int, waiting: set[str]) -> None:
        self._area, self._wire, self._partitions, self._waiting = area, wire, partitions, waiting
        self._now = datetime.now(UTC)
        self.verdicts: dict[str, Verdict] = {}
        self.held: set[str] = set()
        self.submissions: dict[str, tuple[Any, ...]] = {}
        self.accepted: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self.views: dict[bytes, Any] = {}
        self.seen: dict[bytes, tuple[str, Verdict]] = {}

    def take(self, record: Record) -> None:
        """The next record of a partition."""
        place = f"{record.topic}/{record.partition}/{record.offset}"
        submission = self._read(record)
        if isinstance(submission, _COMMANDS):
            return
        if submission is None or place in self._waiting:
            self.held.add(place)
            return
        self._decide(place, record, submission)

    def in_order(self, key: bytes, event: Any) -> tuple[bytes, ...]:
        """Whose order a fact is in: its patient's, and where an area has one line for all that of each unit which it changes."""
        return tuple(_at(key, unit) for unit in self._area.units_changed_by(event)) if self._area.line else (key,)

    def encoded(self) -> dict[bytes, bytes]:
        """The views as they stand on their topic."""
        return {key: self._wire.encode(self._area.views, view, _patient(key)) for key, view in self.views.items()}

    def _read(self, record: Record) -> Any:
        """The submission or command, or None for what is malformed."""
        key, value = record.key or b"", record.value or b""
        if not _KEY.fullmatch(key) or partition_of(key, self._partitions) != record.partition:
            return None
        if self._area.line not in (None, PatientKey(key.decode())):
            return None
        try:
            found = self._wire.decode(value, PatientKey(key.decode()))
        except (NotDecodable, UnknownSchema):
            return None
        return found if isinstance(found, (*self._area.submissions, *_COMMANDS)) else None

    def _decide(self, place: str, record: Record, submission: Any) -> None:
        key, came = record.key or b"", submission.provenance
        name = b"%b/%b/%b" % (key, came.source.encode(), came.submission_id.encode())
        self.submissions[place] = (name, came.original)
        before = self.seen.get(name)
        if before is None:
            self.verdicts[place] = self._decided(record, submission)
            self.seen[name] = (came.original, self.verdicts[place])
        elif before[0] == came.original:
            self.verdicts[place] = replace(before[1], repeat=True)
        else:
            self.verdicts[place] = replace(self._verdict(submission, Outcome.REFUSED, _REUSED), rule="R2")

    def _decided(self, record: Record, submission: Any) -> Verdict:
        key = record.key or b""
        match self._ruled(record, submission):
            case Accepted(events=events, alarms=alarms):
                for event in events:
                    self._happened(record, submission, event)
                verdict = self._verdict(submission, Outcome.ACCEPTED if events else Outcome.DUPLICATE, alarms)
            case Refused(rule=rule, problems=problems):
                verdict = replace(self._verdict(submission, Outcome.REFUSED, problems), rule=rule)
            case Held():
                raise NotImplementedError("no area holds what it can read")
            case never:
                assert_never(never)
        return self._about(key, submission, verdict)

    def _ruled(self, record: Record, submission: Any) -> Decision[Any]:
        """What the rules say, whenever they are asked."""
        units = self._area.units_of(submission)
        views = {unit: self.views.get(_at(record.key or b"", unit)) for unit in units}
        came = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        decision = self._area.decide(views, submission, self._now)
        assert decision == self._area.decide(views, submission, came), "the load depends on the clock"
        return decision

    def _happened(self, record: Record, submission: Any, event: Any) -> None:
        """A fact: the bytes that were submitted where it is the submission, else as `decide` made it; and what it changes."""
        key = record.key or b""
        own = self._wire.encode(self._area.accepted, event, _patient(key)) if event is not submission else record.value
        for whose in self.in_order(key, event):
            self.accepted[whose].append(own or b"")
        for unit in self._area.units_changed_by(event):
            view = self._area.evolve(unit, self.views.get(_at(key, unit)), event)
            if view is not None:
                self.views[_at(key, unit)] = view

    def _verdict(self, submission: Any, outcome: Outcome, problems: tuple[Problem, ...]) -> Verdict:
        came, area = submission.provenance, self._area.name
        return Verdict(came.submission_id, area, came.source, outcome, came.original, SOME_TIME, problems=problems)

    def _about(self, key: bytes, submission: Any, verdict: Verdict) -> Verdict:
        """The verdict with its unit, and where the unit stands then."""
        unit = self._area.units_of(submission)[0]
        view = self.views.get(_at(key, unit))
        if view is None:
            return replace(verdict, unit=unit)
        return replace(verdict, unit=unit, revision=self._area.revision_of(view), version=self._area.version_of(view))


def _at(key: bytes, unit: str) -> bytes:
    return key + b"/" + unit.encode()


def _patient(key: bytes) -> PatientKey:
    return PatientKey(key.decode().partition("/")[0])
