"""Understands an area's flow in simulated time: what came, what was announced, and every alarm that was told, minute by minute."""

from datetime import date, datetime, timedelta

from carebus.domain.flow import GATEWAY, NO_OFFSET, NUMBERS, PROJECTOR, NumberRun, SourceFlow, TransactionDone
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.watch.area import AreaWatch
from carebus.watch.norway import hours
from carebus.watch.shelf import Shelf

AREA = "results"
HOURS = hours()


class Simulated:
    """One area's watch, evaluated every `every` of simulated time."""

    def __init__(self, begin, every=timedelta(minutes=1), stated=None, shelf=None, probed=False, area=AREA, as_one=()):
        self.now, self.every, self.due = begin, every, begin + every
        self.offset = 0
        self.shelf = shelf or Shelf()
        self.watch = AreaWatch(area, self.shelf, HOURS, stated or {}, as_one=as_one, probed=probed)
        self.told = []

    def until(self, at):
        """Let time pass, with its evaluations."""
        while self.due <= at:
            self.now = self.due
            self.evaluate()
            self.due += self.every
        self.now = max(self.now, at)
        return self

    def evaluate(self):
        events = self.watch.evaluate(self.now)
        self.watch.remember(events)
        self.told += events

    def sent(
        self,
        source,
        kind="ReportIssued",
        recipient=None,
        *,
        count=1,
        numbers=(),
        recorded=None,
        partition=NO_OFFSET,
        outcome="submitted",
    ):
        """The gateway took so many now; their clock may say another time."""
        at = recorded or self.now
        runs = tuple(NumberRun(*run) for run in numbers)
        row = SourceFlow(source, kind, outcome, count, at, at, recipient=recipient, numbers=runs)
        self.flow(TransactionDone(GATEWAY, AREA, partition, NO_OFFSET, NO_OFFSET, self.now, (row,)))

    def numbers(self, source, *runs):
        """The gateway told numbers of a source with one series over all areas."""
        row = SourceFlow(source, "ReportIssued", "submitted", 1, numbers=tuple(NumberRun(*run) for run in runs))
        self.flow(TransactionDone(NUMBERS, self.watch.area, NO_OFFSET, NO_OFFSET, NO_OFFSET, self.now, (row,)))

    def decided(self, source, outcome="accepted", count=1, to=None, partition=0, held_patients=0, unknowns=0):
        """The projector decided so many."""
        row = SourceFlow(source, "ReportIssued", outcome, count, unknowns=unknowns)
        self.flow(TransactionDone(PROJECTOR, AREA, partition, 0, 0, to or self.now, (row,), held_patients))

    def released(self, source, received, partition=0):
        """The projector decided what had waited since then, and nothing else."""
        row = SourceFlow(source, "ReportIssued", "accepted", 1)
        self.flow(TransactionDone(PROJECTOR, AREA, partition, NO_OFFSET, NO_OFFSET, received, (row,), 0))

    def repeated(self, source, recorded, count=1):
        """The projector knew so many for repeats."""
        row = SourceFlow(source, "ReportIssued", "accepted", count, recorded, recorded, repeats=count)
        self.flow(TransactionDone(PROJECTOR, AREA, 0, 0, 0, self.now, (row,), 0))

    def flow(self, done):
        self.offset += 1
        self.watch.count(done, self.offset, self.now)

    def total(self, source, kind, begin, end, sent):
        self.watch.announced(SourceControlTotal(source, AREA, kind, begin, end, sent, self.now))

    def planned(self, source, begin, end):
        self.watch.announced(PlannedSilence(source, AREA, begin, end, "new version", self.now))

    def restarted(self):
        """Another process takes over, with what the table has and the alarms that are open."""
        after = Simulated(self.now, self.every)
        after.due, after.offset = self.due, self.offset
        after.shelf.load([kept for kept in self.shelf.take_changed(AREA, self.offset) if kept[1] is not None], {AREA})
        after.watch = AreaWatch(AREA, after.shelf, HOURS, {})
        after.watch.remember(self.told)
        after.told = self.told
        return after

    def of(self, kind, sort=None):
        return [e for e in self.told if e.alarm.kind == kind and (sort is None or isinstance(e, sort))]


def working(at: datetime, holidays: frozenset[date]) -> bool:
    """Whether a hospital's office writes letters now."""
    return at.weekday() < 5 and 8 <= at.hour < 15 and at.date() not in holidays
