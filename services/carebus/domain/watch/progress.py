"""Understands how far an area has come: what is submitted and not decided, how long deciding takes, who waits, and the probe."""

from datetime import datetime, timedelta

from carebus.domain.record import Record, replace

UNDECIDED = timedelta(minutes=1)
"""An undecided submission that is older is an alarm."""

LATENCY = timedelta(seconds=30)
"""From receipt to view, above which it is an alarm."""

LATENCY_STANDS = timedelta(minutes=5)
"""How long a latency says anything: after that nothing came that was slow."""

PROBE = timedelta(minutes=3)
"""The probe travels every minute: so long without one is an alarm."""

MOST_WAITING = 1_000


class Partition(Record, frozen=True):
    """One partition of an area: receipts that wait to be decided (oldest first), decided up to when, and patients that wait."""

    waiting: tuple[datetime, ...] = ()
    decided_to: datetime | None = None
    held_patients: int = 0


class Progress(Record, frozen=True):
    """An area: its partitions, the last transaction's latency and when that was `timed`, and the last probe that came through."""

    partitions: dict[int, Partition]
    latency: timedelta | None = None
    timed: datetime | None = None
    probe: datetime | None = None

    @property
    def oldest(self) -> datetime | None:
        """The oldest receipt that waits."""
        return min((each.waiting[0] for each in self.partitions.values() if each.waiting), default=None)

    def slow(self, now: datetime) -> bool:
        """Whether what came lately was slow."""
        if self.latency is None or self.timed is None:
            return False
        return self.latency > LATENCY and now - self.timed <= LATENCY_STANDS

    @property
    def held_patients(self) -> int:
        """Patients that wait because of a defect."""
        return sum(each.held_patients for each in self.partitions.values())


NOTHING = Progress({})


def submitted(progress: Progress, partition: int, at: datetime) -> Progress:
    """The gateway took something at this time."""
    known = progress.partitions.get(partition, Partition())
    if known.decided_to is not None and at <= known.decided_to:
        return progress
    return _with(progress, partition, replace(known, waiting=tuple(sorted((*known.waiting, at)))[:MOST_WAITING]))


def decided(progress: Progress, partition: int, to: datetime, done: datetime, held_patients: int | None) -> Progress:
    """A projector decided everything of a partition up to `to`, and had done so at `done`."""
    known = progress.partitions.get(partition, Partition())
    reached = to if known.decided_to is None else max(to, known.decided_to)
    held = known.held_patients if held_patients is None else held_patients
    waiting = tuple(at for at in known.waiting if at > reached)
    return replace(
        _with(progress, partition, Partition(waiting, reached, held)), latency=max(timedelta(), done - to), timed=done
    )


def released(progress: Progress, partition: int, held_patients: int) -> Progress:
    """A projector decided what had waited of a partition; how long that took says nothing of how long deciding takes."""
    known = progress.partitions.get(partition, Partition())
    return _with(progress, partition, replace(known, held_patients=held_patients))


def _with(progress: Progress, partition: int, changed: Partition) -> Progress:
    return replace(progress, partitions={**progress.partitions, partition: changed})
