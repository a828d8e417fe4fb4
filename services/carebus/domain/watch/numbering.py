"""Understands the numbers that a source gives its messages, in each area or over all: which are missing, since when, and which came late."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from carebus.domain.flow import NumberRun
from carebus.domain.record import Record

BEFORE = 1_000
"""A number so far below the first one known came late, or by another way; farther below, the source began anew."""

MOST_GAPS = 1_000
MOST_FILLED = 20


class Gap(Record, frozen=True):
    """Numbers that have not come; `since` is when the watch saw the number after them."""

    first: int
    last: int
    since: datetime


class Filled(Record, frozen=True):
    """Numbers that came late, `at`."""

    first: int
    last: int
    since: datetime
    at: datetime


class Numbering(Record, frozen=True):
    """A source's numbers from `first` to `last`: everything between has come, except the gaps. The newest late comers are remembered."""

    first: int
    last: int
    gaps: tuple[Gap, ...] = ()
    filled: tuple[Filled, ...] = ()

    @property
    def missing(self) -> int:
        """How many have not come."""
        return sum(gap.last - gap.first + 1 for gap in self.gaps)


def numbered(numbering: Numbering | None, runs: Iterable[NumberRun], at: datetime) -> Numbering | None:
    """These numbers have come; their order does not matter, and a number that comes twice says nothing new."""
    for run in runs:
        numbering = _with(numbering, run, at)
    return numbering


def open_gaps(numbering: Numbering, before: datetime) -> tuple[Gap, ...]:
    """The gaps that are older than `before`: what is younger may still be on its way."""
    return tuple(gap for gap in numbering.gaps if gap.since <= before)


def words(gaps: Iterable[Gap], most: int = 10) -> str:
    """The missing numbers for a person: `7, 12-15`; no more than `most` runs of them."""
    told = [str(gap.first) if gap.first == gap.last else f"{gap.first}-{gap.last}" for gap in gaps]
    return ", ".join((*told[:most], *([f"and {len(told) - most} more runs"] if len(told) > most else [])))


def _with(numbering: Numbering | None, run: NumberRun, at: datetime) -> Numbering:
    if numbering is None or run.last < numbering.first - BEFORE:
        return Numbering(run.first, run.last, (), () if numbering is None else numbering.filled)
    gaps, filled = list[Gap](), list(numbering.filled)
    for gap in numbering.gaps:
        gaps += _left(gap, run)
        if taken := _taken(gap, run, at):
            filled.append(taken)
    if run.first > numbering.last + 1:
        gaps.append(Gap(numbering.last + 1, run.first - 1, at))
    if run.last < numbering.first - 1:
        gaps.insert(0, Gap(run.last + 1, numbering.first - 1, at))
    first, last = min(numbering.first, run.first), max(numbering.last, run.last)
    return Numbering(first, last, tuple(gaps[-MOST_GAPS:]), tuple(filled[-MOST_FILLED:]))


def _left(gap: Gap, run: NumberRun) -> Iterator[Gap]:
    if run.last < gap.first or run.first > gap.last:
        yield gap
        return
    if gap.first < run.first:
        yield Gap(gap.first, run.first - 1, gap.since)
    if run.last < gap.last:
        yield Gap(run.last + 1, gap.last, gap.since)


def _taken(gap: Gap, run: NumberRun, at: datetime) -> Filled | None:
    first, last = max(gap.first, run.first), min(gap.last, run.last)
    return Filled(first, last, gap.since, at) if first <= last else None


def runs_of(numbers: Iterable[int]) -> tuple[NumberRun, ...]:
    """Numbers as runs, each once, in order."""
    runs: list[NumberRun] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1].last == number - 1:
            runs[-1] = NumberRun(runs[-1].first, number)
        else:
            runs.append(NumberRun(number, number))
    return tuple(runs)
