"""Understands what is wrong in an area at one moment, by what the watch keeps of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from carebus.domain.alarms import Kind, Matter
from carebus.domain.watch import progress, shares, totals
from carebus.domain.watch.cadence import TIMES, Silence
from carebus.domain.watch.numbering import open_gaps, words
from carebus.domain.watch.progress import Progress
from carebus.domain.watch.register import Finding
from carebus.domain.watch.state import SourceState
from carebus.watch.shelf import Key
from carebus.watch.words import lasting, moment

SETTLE = timedelta(minutes=1)
"""How long after a later number a missing one may still be on its way."""

MANY = 20
"""Sources that are silent at once, at least, before one alarm stands for them: half of all."""


def of_lines(
    area: str, silent: Mapping[Key, Silence], sources: int, known: Iterable[Matter], now: datetime
) -> Iterator[Finding]:
    """What is silent: a source stands for its kinds of message, a kind for its recipients; when half of the sources are, the area for all.

    What has an alarm already keeps it.
    """
    known = frozenset(known)
    whole = [key for key in silent if not key.kind]
    together = len(whole) > max(MANY, sources / 2)
    if together:
        since = max(silent[key].since for key in whole)
        yield Finding(
            Matter(Kind.SILENCE, area), since, "something from every source", f"{len(whole)} of {sources} are silent"
        )
    for key, found in silent.items():
        matter = Matter(Kind.SILENCE, area, key.source, key.kind or None, key.rest or None)
        if matter in known or not (together or _covered(key, silent)):
            yield _silence(matter, found, now)


def _covered(key: Key, silent: Mapping[Key, Silence]) -> bool:
    """Whether a line above this one is silent too."""
    return bool(key.kind and key._replace(kind="", rest="") in silent) or bool(
        key.rest and key._replace(rest="") in silent
    )


def _silence(matter: Matter, found: Silence, now: datetime) -> Finding:
    hours = "" if found.kind is None else f" in {found.kind.name.lower()} hours"
    often = TIMES if found.kind is not None else 1
    return Finding(
        matter,
        found.since,
        f"something within {lasting(often * found.usual)}{hours}",
        f"nothing for {lasting(now - found.since)}, since {moment(found.since)}",
        found.missing,
    )


def of_source(area: str, source: str, state: SourceState, now: datetime) -> Iterator[Finding]:
    """Gaps, control totals and shares of one source."""
    if state.numbering is not None and (gaps := open_gaps(state.numbering, now - SETTLE)):
        missing = sum(gap.last - gap.first + 1 for gap in gaps)
        seen = f"missing: {words(gaps)}"
        yield Finding(Matter(Kind.GAP, area, source), gaps[0].since, "every number of the source", seen, missing)
    for short in totals.shortfalls(state.totals, now):
        yield Finding(
            Matter(Kind.TOTALS, area, source, short.kind),
            short.since,
            f"{short.sent} sent, as the source counts",
            f"{short.seen} came, {short.missing} did not",
            short.missing,
        )
    if state.shares is not None:
        yield from _shares(area, source, state.shares.at(now))


def _shares(area: str, source: str, state: shares.Shares) -> Iterator[Finding]:
    both = state.both
    if shares.share(both.held, both) > shares.HELD_SHARE:
        seen = f"{both.held} of {both.decided} held in two hours"
        yield Finding(Matter(Kind.HELD, area, source), state.hour, _at_most(shares.HELD_SHARE), seen, both.held)
    if shares.share(both.unknowns, both) > shares.UNKNOWN_SHARE:
        seen = f"{both.unknowns} of {both.decided} have codes without a mapping"
        limit = _at_most(shares.UNKNOWN_SHARE)
        yield Finding(Matter(Kind.UNKNOWNS, area, source), state.hour, limit, seen, both.unknowns)


def _at_most(share: float) -> str:
    return f"at most {share:.0%} of the messages"


def of_area(area: str, state: Progress, now: datetime, *, probed: bool) -> Iterator[Finding]:
    """What concerns an area as a whole: undecided submissions, latency, patients that wait, and the probe where the area has one."""
    if state.oldest is not None and now - state.oldest > progress.UNDECIDED:
        seen = f"one has waited for {lasting(now - state.oldest)}"
        limit = f"a decision within {lasting(progress.UNDECIDED)}"
        yield Finding(Matter(Kind.UNDECIDED, area), state.oldest, limit, seen)
    if state.latency is not None and state.slow(now):
        limit = f"a view within {lasting(progress.LATENCY)} of receipt"
        yield Finding(Matter(Kind.LATENCY, area), now, limit, f"{lasting(state.latency)}")
    if state.held_patients:
        seen = f"{state.held_patients} wait because of a defect of carebus"
        yield Finding(Matter(Kind.HELD_PATIENTS, area), now, "no patient waits", seen, state.held_patients)
    if probed and state.probe is not None and now - state.probe > progress.PROBE:
        seen = f"none for {lasting(now - state.probe)}"
        yield Finding(Matter(Kind.PROBE, area), state.probe, "a probe every minute, from gateway to view", seen)
