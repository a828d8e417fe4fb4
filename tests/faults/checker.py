"""Understands whether a run was exactly once: what came out, read committed, against a single-threaded fold of what went in."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.faults.bus import Bus
from tests.faults.fold import Expected, Fold

from carebus.bus.record import Record
from carebus.domain.verdicts import Outcome

VERDICTS = "care.verdicts.v1"
HELD = "care.held.v1"


@dataclass(slots=True)
class Findings:
    """What a run came to. `differences` counts by kind; nothing here says which patient."""

    records: int = 0
    verdicts: int = 0
    differences: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, count: int = 1) -> None:
        """So many differences of a kind."""
        if count > 0:
            self.differences[kind] += count


class _Given(NamedTuple):
    held: list[Any]
    final: list[Any]


def check(bus: Bus) -> Findings:
    """Compares everything. To be called when the input is drained."""
    waiting = _waiting(bus)
    submitted = bus.read(bus.area.submitted)
    fold = Fold(bus.area, bus.wire, bus.partitions, set(waiting))
    for record in submitted:
        fold.take(record)
    findings = Findings(records=len(submitted))
    _check_verdicts(bus, fold, findings)
    _check_held(bus, fold, findings)
    _check_accepted(bus, fold, findings)
    _check_views(bus, fold, findings)
    _check_seen(bus, fold, findings)
    _check_offsets(bus, findings)
    return findings


def _waiting(bus: Bus) -> list[str]:
    """The places of the records that wait for a release."""
    entries = {key: bus.wire.decode(value, None) for key, value in bus.parked().items()}
    waiting = (entry for key, entry in sorted(entries.items()) if not key.endswith(b"/parked"))
    return [f"{entry.topic}/{entry.partition}/{entry.offset}" for entry in waiting]


def _check_verdicts(bus: Bus, fold: Fold, findings: Findings) -> None:
    given: defaultdict[str, _Given] = defaultdict(lambda: _Given([], []))
    for record, place in bus.mine(VERDICTS):
        verdict = bus.wire.decode(record.value or b"", None)
        held = verdict.outcome is Outcome.HELD
        if held and given[place].final:
            findings.note("held after the final verdict")
        given[place][0 if held else 1].append(verdict)
        findings.verdicts += 1
    for place in fold.held | fold.verdicts.keys():
        _check_place(given[place], fold.verdicts.get(place), findings, held=place in fold.held)
    findings.note("verdict for nothing", len(given.keys() - fold.held - fold.verdicts.keys()))
    _check_submissions(fold, given, findings)


def _check_place(given: _Given, expected: Expected | None, findings: Findings, *, held: bool) -> None:
    """One record of the input: at most one `held`, then exactly one final verdict; only `held` while it waits or is malformed."""
    findings.note("held twice", len(given.held) - 1)
    findings.note("held verdict missing", int(held and not given.held))
    if expected is None:
        findings.note("verdict though it waits", len(given.final))
        return
    findings.note("verdict missing", int(not given.final))
    findings.note("verdict doubled", len(given.final) - 1)
    findings.note("verdict differs", sum(Expected.of(verdict) != expected for verdict in given.final[:1]))


def _check_submissions(fold: Fold, given: dict[str, _Given], findings: Findings) -> None:
    """Each distinct submission has one verdict that is not marked `repeat`."""
    firsts: Counter[Any] = Counter()
    for place, submission in fold.submissions.items():
        firsts[submission] += sum(not verdict.repeat and verdict.rule != "R2" for verdict in given[place].final)
    findings.note("submission decided twice", sum(count - 1 for count in firsts.values() if count > 1))


def _check_held(bus: Bus, fold: Fold, findings: Findings) -> None:
    held = Counter(place for _record, place in bus.mine(HELD))
    findings.note("held record missing", len(fold.held - held.keys()))
    findings.note("held record doubled", sum(count - 1 for count in held.values()))


def _check_accepted(bus: Bus, fold: Fold, findings: Findings) -> None:
    """Every accepted event once, and each patient's in the order in which they were submitted."""
    accepted: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for record in bus.read(bus.area.accepted):
        accepted[record.key or b""].append(record.value or b"")
    for patient in accepted.keys() | fold.accepted.keys():
        _compare(accepted[patient], fold.accepted[patient], findings)


def _compare(found: list[bytes], wanted: list[bytes], findings: Findings) -> None:
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    findings.note("accepted event missing", missing.total())
    findings.note("accepted event doubled", sum(count for event, count in more.items() if event in wanted))
    findings.note("accepted event of nothing", sum(count for event, count in more.items() if event not in wanted))
    findings.note("accepted in another order", int(not missing and not more and found != wanted))


def _check_views(bus: Bus, fold: Fold, findings: Findings) -> None:
    live = _last(bus.read(bus.area.views))
    wanted = fold.encoded()
    findings.note("view missing", len(wanted.keys() - live.keys()))
    findings.note("view without events", len(live.keys() - wanted.keys()))
    findings.note("view differs", sum(live[key] != wanted[key] for key in live.keys() & wanted.keys()))


def _check_seen(bus: Bus, fold: Fold, findings: Findings) -> None:
    seen = _last(bus.read(bus.area.seen)).keys()
    findings.note("submission forgotten", len(fold.seen.keys() - seen))
    findings.note("submission remembered of nothing", len(seen - fold.seen.keys()))


def _check_offsets(bus: Bus, findings: Findings) -> None:
    committed, ends = bus.committed(), bus.ends()
    findings.note("offset short of the end", sum(committed[p] < end for p, end in ends.items()))
    findings.note("offset past the end", sum(committed[p] > end for p, end in ends.items()))


def _last(records: Iterable[Record]) -> dict[bytes, bytes]:
    last = {record.key or b"": record.value for record in records}
    return {key: value for key, value in last.items() if value is not None}
