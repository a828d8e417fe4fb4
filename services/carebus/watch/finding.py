"""Understands what is wrong in an area at one moment, by what the watch keeps of it."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
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
    area: str, silent: Mapping[Key, Silence], kinds: Mapping[str, int], known: Iterable[Matter], now: datetime
) -> Iterator[Finding]:
    """What is silent. `kinds` is how many kinds of message each source has.

    A kind of message stands for its recipients, a source for all of its kinds, and the area for all when half of its sources are silent. What has an alarm already keeps it. A source of which one kind is known to be silent is slower than it was, and is judged kind by kind.
    """
    known = frozenset(known)
    slower = {matter.source for matter in known if matter.kind is Kind.SILENCE and matter.message_kind}
    entirely = _entirely(silent, kinds)
    standing = frozenset(key for key in silent if key.kind or key.source not in slower)
    whole = [key for key in silent if not key.kind]
    together = len(whole) > max(MANY, len(kinds) / 2)
    if together:
        since = max(silent[key].since for key in whole)
        yield Finding(
            Matter(Kind.SILENCE, area), since, "something from every source", f"{len(whole)} of {len(kinds)} are silent"
        )
    for key, found in silent.items():
        matter = Matter(Kind.SILENCE, area, key.source, key.kind or None, key.rest or None)
        if matter in known or (key in standing and not (together or _covered(key, standing, entirely))):
            yield _silence(matter, found, now)


def _entirely(silent: Iterable[Key], kinds: Mapping[str, int]) -> frozenset[str]:
    """The sources that are silent as a whole, and in each of their kinds."""
    keys = tuple(silent)
    of_kinds = Counter(key.source for key in keys if key.kind and not key.rest)
    return frozenset(key.source for key in keys if not key.kind and of_kinds[key.source] == kinds[key.source])


def _covered(key: Key, silent: Container[Key], whole: Container[str]) -> bool:
    """Whether a line above this one speaks for it: of a recipient its kind or its source, of a kind its source where all of it is silent."""
    if key.rest:
        return key._replace(rest="") in silent or key._replace(kind="", rest="") in silent
    return bool(key.kind) and key.source in whole


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
