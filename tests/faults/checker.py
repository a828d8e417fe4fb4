"""Understands whether a run was exactly once: what came out, read committed, against a single-threaded fold of what went in."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.faults.bus import HELD, VERDICTS, Bus, last, waiting_records
from tests.faults.fold import Fold, timeless

from carebus.bus.record import Record
from carebus.domain.held import Held, Settled
from carebus.domain.problems import Code
from carebus.domain.verdicts import Outcome, Verdict

Log = dict[str, list[Record]]


@dataclass(slots=True)
class Findings:
    """What a run came to. `outcomes` are of first verdicts, `differences` count by kind; nothing here says which patient."""

    records: int = 0
    verdicts: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
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
    area = bus.area
    log = bus.read(area.submitted, area.accepted, area.views, area.seen, area.work, VERDICTS, HELD)
    fold = Fold(area, bus.wire, bus.partitions, _waiting(bus, log))
    for record in log[area.submitted]:
        fold.take(record)
    findings = Findings(records=len(log[area.submitted]))
    _check_verdicts(bus, log, fold, findings)
    _check_held(bus, log, fold, findings)
    _check_accepted(bus, log[area.accepted], fold, findings)
    _check_views(log[area.views], fold, findings)
    _check_seen(log[area.seen], fold, findings)
    _check_offsets(bus, log[area.submitted], findings)
    return findings


def _waiting(bus: Bus, log: Log) -> set[str]:
    """The places of the records that wait for a release."""
    waiting = (bus.wire.decode(value, None) for value in waiting_records(last(log[bus.area.work])))
    return {f"{entry.topic}/{entry.partition}/{entry.offset}" for entry in waiting}


def _check_verdicts(bus: Bus, log: Log, fold: Fold, findings: Findings) -> None:
    given: defaultdict[str, _Given] = defaultdict(lambda: _Given([], []))
    for record, place in bus.mine(log[VERDICTS]):
        verdict = bus.wire.decode(record.value or b"", None)
        held = verdict.outcome is Outcome.HELD
        if held and given[place].final:
            findings.note("held after the final verdict")
        given[place][0 if held else 1].append(verdict)
        findings.verdicts += 1
        findings.outcomes[verdict.outcome] += not verdict.repeat
    for place in fold.held | fold.verdicts.keys():
        _check_place(given[place], fold.verdicts.get(place), findings, held=place in fold.held)
    findings.note("verdict for nothing", len(given.keys() - fold.held - fold.verdicts.keys()))
    _check_submissions(fold, given, findings)


def _check_place(given: _Given, expected: Verdict | None, findings: Findings, *, held: bool) -> None:
    """One record of the input: at most one `held`, then exactly one final verdict; only `held` while it waits or is malformed."""
    findings.note("held twice", len(given.held) - 1)
    findings.note("held verdict missing", int(held and not given.held))
    if expected is None:
        findings.note("verdict though it waits", len(given.final))
        return
    findings.note("verdict missing", int(not given.final))
    findings.note("verdict doubled", len(given.final) - 1)
    findings.note("verdict differs", sum(timeless(verdict) != expected for verdict in given.final[:1]))


def _check_submissions(fold: Fold, given: dict[str, _Given], findings: Findings) -> None:
    """Each distinct submission has one verdict that is not marked `repeat`, and its repeats are that very one."""
    decided: defaultdict[Any, list[Verdict]] = defaultdict(list)
    for place, submission in fold.submissions.items():
        decided[submission] += [verdict for verdict in given[place].final if not _is_misuse(verdict)]
    for verdicts in decided.values():
        findings.note("submission decided twice", sum(not verdict.repeat for verdict in verdicts) - 1)
        findings.note("repeat of another verdict", len({verdict.decided for verdict in verdicts}) - 1)


def _is_misuse(verdict: Verdict) -> bool:
    return any(problem.code is Code.ID_REUSED and problem.where == "submission_id" for problem in verdict.problems)


def _check_held(bus: Bus, log: Log, fold: Fold, findings: Findings) -> None:
    told = [(bus.wire.decode(record.value or b"", None), place) for record, place in bus.mine(log[HELD])]
    held = Counter(place for record, place in told if isinstance(record, Held))
    settled = Counter(place for record, place in told if isinstance(record, Settled))
    findings.note("held record missing", len(fold.held - held.keys()))
    findings.note("settled twice", sum(count - 1 for count in settled.values()))
    findings.note("settled and never held", len(settled.keys() - held.keys()))
    findings.note("held record doubled", sum(count - 1 for count in held.values()))


def _check_accepted(bus: Bus, records: list[Record], fold: Fold, findings: Findings) -> None:
    """Every accepted event once, and each patient's in the order in which they were submitted."""
    accepted: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for record in records:
        value = record.value or b""
        for whose in fold.in_order(record.key or b"", bus.wire.decode(value, None)):
            accepted[whose].append(value)
    for patient in accepted.keys() | fold.accepted.keys():
        _compare(accepted[patient], fold.accepted[patient], findings)


def _compare(found: list[bytes], wanted: list[bytes], findings: Findings) -> None:
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    findings.note("accepted event missing", missing.total())
    findings.note("accepted event doubled", sum(count for event, count in more.items() if event in wanted))
    findings.note("accepted event of nothing", sum(count for event, count in more.items() if event not in wanted))
    findings.note("accepted in another order", int(not missing and not more and found != wanted))


def _check_views(records: list[Record], fold: Fold, findings: Findings) -> None:
    live = last(records)
    wanted = fold.encoded()
    findings.note("view missing", len(wanted.keys() - live.keys()))
    findings.note("view without events", len(live.keys() - wanted.keys()))
    findings.note("view differs", sum(live[key] != wanted[key] for key in live.keys() & wanted.keys()))


def _check_seen(records: list[Record], fold: Fold, findings: Findings) -> None:
    seen = last(records).keys()
    findings.note("submission forgotten", len(fold.seen.keys() - seen))
    findings.note("submission remembered of nothing", len(seen - fold.seen.keys()))


def _check_offsets(bus: Bus, submitted: list[Record], findings: Findings) -> None:
    committed = bus.committed()
    ends = dict.fromkeys(committed, 0) | {record.partition: record.offset + 1 for record in submitted}
    findings.note("offset short of the end", sum(committed[p] < end for p, end in ends.items()))
    findings.note("offset past the end", sum(committed[p] > end for p, end in ends.items()))
