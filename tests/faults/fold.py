"""Understands what must come of a submitted log: its records taken one after another, with nothing that can fail in between."""

import re
from collections import defaultdict
from typing import Any, NamedTuple, assert_never

from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import UnknownSchema
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.commands import ReleaseRequested, UnitRebuilt
from carebus.domain.decision import Accepted, Held, Refused
from carebus.domain.provenance import PatientKey
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import NotDecodable

_KEY = re.compile(rb"[0-9a-f]{64}")
_COMMANDS = (ReleaseRequested, UnitRebuilt)


class Expected(NamedTuple):
    """What a verdict says, but for when it was given."""

    submission: str
    outcome: Outcome
    rule: str | None
    unit: str | None
    revision: int | None
    repeat: bool

    @classmethod
    def of(cls, given: Verdict) -> "Expected":
        """What this one says."""
        return cls(given.submission_id, given.outcome, given.rule, given.unit, given.revision, given.repeat)


class Fold:
    """The reference: no batches, no transactions, no stores. Records at the places in `waiting` are not decided."""

    def __init__(self, area: Area, wire: Wire, partitions: int, waiting: set[str]) -> None:
        self._area, self._wire, self._partitions, self._waiting = area, wire, partitions, waiting
        self.verdicts: dict[str, Expected] = {}
        self.held: set[str] = set()
        self.submissions: dict[str, tuple[Any, ...]] = {}
        self.accepted: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self.views: dict[bytes, Any] = {}
        self.seen: dict[bytes, tuple[str, Expected]] = {}

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

    def encoded(self) -> dict[bytes, bytes]:
        """The views as they stand on their topic."""
        return {key: self._wire.encode(self._area.views, view, _patient(key)) for key, view in self.views.items()}

    def _read(self, record: Record) -> Any:
        """The submission or command, or None for what is malformed."""
        key, value = record.key or b"", record.value or b""
        if not _KEY.fullmatch(key) or partition_of(key, self._partitions) != record.partition:
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
            self.verdicts[place] = self._decided(key, record.value or b"", submission)
            self.seen[name] = (came.original, self.verdicts[place])
        elif before[0] == came.original:
            self.verdicts[place] = before[1]._replace(repeat=True)
        else:
            self.verdicts[place] = Expected(came.submission_id, Outcome.REFUSED, "R2", None, None, repeat=False)

    def _decided(self, key: bytes, value: bytes, submission: Any) -> Expected:
        unit, name = self._area.unit_of(submission), submission.provenance.submission_id
        at = key + b"/" + unit.encode()
        view = self.views.get(at)
        match self._area.decide(view, submission, submission.provenance.received):
            case Accepted(events=events):
                for event in events:
                    view = self.views[at] = self._area.evolve(view, event)
                    self.accepted[key].append(value)
                outcome = Outcome.ACCEPTED if events else Outcome.DUPLICATE
                revision = None if view is None else self._area.revision_of(view)
                return Expected(name, outcome, None, unit, revision, repeat=False)
            case Refused(rule=rule):
                return Expected(name, Outcome.REFUSED, rule, unit, None, repeat=False)
            case Held():
                raise NotImplementedError("the results area holds nothing")
            case never:
                assert_never(never)


def _patient(key: bytes) -> PatientKey:
    return PatientKey(key.decode().partition("/")[0])
