"""Understands which versions speak of the same samples, when a laboratory uses a report id again (R13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from carebus.domain.results.report import Moment, Report
from carebus.domain.results.view import Version

_NO_ID = frozenset({"", "NULL"})


@dataclass(slots=True)
class _Sampling:
    """The requests and collection times by which versions are told apart: grows by each N that joins."""

    requests: set[str]
    collected: list[Moment]
    versions: list[int] = field(default_factory=list)

    def likeness(self, other: "_Sampling") -> tuple[bool, int]:
        """Whether nothing speaks against the two being one, and how many things speak for it."""
        same = (_alike(self.requests, other.requests), _alike_times(self.collected, other.collected))
        return (False not in same, same.count(True))

    def take_in(self, other: "_Sampling") -> None:
        """Remember what another N of the same samples says."""
        self.requests |= other.requests
        self.collected = list(dict.fromkeys((*self.collected, *other.collected)))


def occurrences(versions: Sequence[Version]) -> tuple[tuple[int, ...], ...]:
    """The indexes of the versions of each set of samples; `versions` are sorted, and so is each answer.

    An N whose collection times or request are others than those of every set so far opens a new one. What is missing, empty or
    "NULL" speaks neither for nor against. M, C, A and H open none: they join the set that they match best, of equals the newest
    that was issued at or before them, else the first.
    """
    if len(versions) == 1:
        return ((0,),)
    anchors = _anchors(versions)
    if not anchors:
        return (tuple(range(len(versions))),) if versions else ()
    for index, version in enumerate(versions):
        if version.report.service_type != "N":
            _best(anchors, _sampling(version.report), index).versions.append(index)
    return tuple(tuple(sorted(anchor.versions)) for anchor in anchors)


def _anchors(versions: Sequence[Version]) -> list[_Sampling]:
    anchors: list[_Sampling] = []
    for index, version in enumerate(versions):
        if version.report.service_type == "N":
            _anchor(anchors, _sampling(version.report)).versions.append(index)
    return anchors


def _anchor(anchors: list[_Sampling], sampling: _Sampling) -> _Sampling:
    """The newest set that the N may belong to (what speaks for it counts before age), or a new one."""
    likely = [(likeness, place) for place, a in enumerate(anchors) if (likeness := a.likeness(sampling))[0]]
    if likely:
        known = anchors[max(likely)[1]]
        known.take_in(sampling)
        return known
    anchors.append(sampling)
    return sampling


def _best(anchors: list[_Sampling], sampling: _Sampling, index: int) -> _Sampling:
    def rank(place: int) -> tuple[tuple[bool, int], bool, int]:
        before = anchors[place].versions[0] < index
        return (anchors[place].likeness(sampling), before, place if before else -place)

    return anchors[max(range(len(anchors)), key=rank)]


def _sampling(report: Report) -> _Sampling:
    requests = {request.id.strip() for request in report.requests if request.id}
    return _Sampling(requests - _NO_ID, list(dict.fromkeys(s.collected for s in report.specimens if s.collected)))


def _alike(one: set[str], other: set[str]) -> bool | None:
    return not one.isdisjoint(other) if one and other else None


def _alike_times(one: list[Moment], other: list[Moment]) -> bool | None:
    if not one or not other:
        return None
    instants = {moment.instant for moment in one if moment.instant}
    if any(moment.instant in instants for moment in other if moment.instant):
        return True
    return any(_may_be(a, b) for a in _vague(one) for b in other) or any(
        _may_be(b, a) for b in _vague(other) for a in one
    )


def _vague(moments: Iterable[Moment]) -> list[Moment]:
    return [moment for moment in moments if moment.instant is None]


def _may_be(vague: Moment, moment: Moment) -> bool:
    """A date, month or year alone may be every time within it."""
    return _digits(moment).startswith(_digits(vague))


def _digits(moment: Moment) -> str:
    return "".join(filter(str.isdigit, moment.written))
