"""Understands what the medication area carries: acts and whole lists through one projector process, verdicts, and the age of a list."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rich.progress import Progress

from bench.figures import Contest, Goal, number
from bench.latency import Seen
from bench.medication_age import BATCH as AGED_BATCH
from bench.medication_age import OLD_BATCH, Aging, old_lists, one_list
from bench.medication_latency import RATE, measure
from bench.medication_lists import ANY, FEWEST, MOST, ROWS
from bench.medication_load import Load
from bench.medication_peers import Peer, reference_job, rules_alone
from bench.medication_runs import FIGURES, Backlog, Run
from bench.results import BATCH
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.bus.garbage import collect_young_only
from carebus.domain.medication.limits import STEPS

ACTS, ACTS_AIM = 1_500, 3_000
LISTS, LISTS_AIM = 500, 1_000
P99 = 150
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that was measured, in this order."""

    first: Run
    revised: Run
    acts: tuple[Run, ...]
    waits: Seen
    old: tuple[Run, Run]
    aging: Aging
    peers: tuple[Peer, ...]

    @property
    def act(self) -> Run:
        """The run of acts in the middle: what others are compared with."""
        return sorted(self.acts, key=lambda run: run.per_second)[len(self.acts) // 2]

    @property
    def columns(self) -> dict[str, Run | Peer]:
        """What stands in the table, by its heads."""
        return {
            "act": self.act,
            "on an old list": self.old[0],
            "old list, cached": self.old[1],
            "first list": self.first,
            "list anew": self.revised,
            "one list, first tenth": self.aging.tenths[0],
            "last tenth": self.aging.tenths[-1],
            **{peer.what: peer for peer in self.peers},
        }


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Hold the contest. Raises Stalled, Unavailable, Fell."""
    collect_young_only()  # the lists of the load stay to the end
    backlog, load = Backlog(stage, progress, BATCH), Load("M", range(sizes.lists))
    held = Held(
        first=backlog.decided("first list", load.first_lists(), sizes.lists),
        revised=backlog.decided("list anew", load.revised_lists(), sizes.lists),
        acts=tuple(
            backlog.decided("act", load.acts(sizes.acts, ANY), sizes.acts, CAREBUS_CACHE="0") for _ in range(sizes.runs)
        ),
        waits=measure(stage, sizes, load),
        old=old_lists(stage, sizes, progress),
        aging=one_list(stage, sizes, progress),
        peers=(rules_alone(sizes), reference_job(stage, sizes, progress)),
    )
    return Contest(
        "medication",
        "Medication area: acts and whole lists through one projector process, microseconds of one",
        ("what", *held.columns),
        tuple(zip(FIGURES, *(each.figures(held.act.cpu) for each in held.columns.values()), strict=True)),
        tuple(_goals(held)),
        _raw(held),
        tuple(_notes(held, sizes)),
    )


def _goals(held: Held) -> Iterator[Goal]:
    yield from _fast("acts/s", held.act, ACTS, ACTS_AIM)
    yield from _fast(f"whole lists of {ROWS} rows/s", held.revised, LISTS, LISTS_AIM)
    p99 = held.waits.at(0.99)
    yield Goal(f"verdict to the sender, {RATE} acts/s: p99 at most {P99} ms", p99 <= P99, f"{p99:.1f}")
    yield Goal("every verdict was seen", not held.waits.lost, f"{held.waits.lost} were not")
    yield from held.aging.goals


def _fast(what: str, run: Run, wanted: int, aim: int) -> tuple[Goal, Goal]:
    seen = run.per_second
    return (
        Goal(f"{what}: at least {wanted:,}", seen >= wanted, number(seen)),
        Goal(f"{what}: {aim:,} is the aim", seen >= aim, number(seen)),
    )


def _raw(held: Held) -> dict[str, Any]:
    runs = {run.what: (asdict(run.begun), asdict(run.end)) for run in (held.first, held.revised, *held.old)}
    return runs | {
        "acts": [(asdict(run.begun), asdict(run.end)) for run in held.acts],
        "verdicts": [held.waits.at(p / 100) for p in range(0, 101, 5)],
        "one list": [asdict(held.aging.tenths[0].begun), *(asdict(run.end) for run in held.aging.tenths)],
        "one list, rules alone": held.aging.rules,
        "beside": {peer.what: peer.cpu for peer in held.peers},
    }


def _notes(held: Held, sizes: Sizes) -> Iterator[str]:
    every = (held.first, held.revised, *held.acts, *held.old, *held.aging.tenths[-1:])
    accepted = sum(run.end.outcomes.get("accepted", 0) for run in every)
    refused = sum(sum(run.end.outcomes.values()) for run in every) - accepted
    yield f"{accepted:,.0f} writes accepted, {refused:,.0f} refused: each has the right base, made by the rules themselves beforehand."
    yield (
        f"{sizes.acts:,} acts a run (dose changed, paused, resumed, added, ceased, cease reversed), {sizes.runs} runs, the middle one shown, on "
        f"{sizes.lists:,} patients' lists of {FEWEST} to {MOST} rows by turns, none of them in the cache. Batches to {BATCH:,}."
    )
    yield f"A list anew has {ROWS} rows, two of them changed, one new, one ceased. An old list has {STEPS} versions behind it; batches to {OLD_BATCH}."
    at = (f"{held.waits.at(share):.1f}" for share in (0.5, 0.9, 0.99, 0.999, 1.0))
    yield (
        f"Verdicts: {' / '.join(at)} ms (p50, p90, p99, p99.9, most), {RATE} acts a second for {sizes.seconds} s after {sizes.warm:,} to get "
        "warm; each is due at its moment, and its wait counts from there. What has become due is published in one transaction."
    )
    yield f"One list: {sizes.aged:,} acts after 1,000, batches to {AGED_BATCH}; {held.aging.ceased:,} treatments left it. Tenths, of the first:"
    yield f"CPU {_tenths([run.cpu for run in held.aging.tenths])}; loop {_tenths([run.loop for run in held.aging.tenths])}; rules alone {_tenths(held.aging.rules)}."
    yield (
        "There is no product to race. Beside it stand the same acts decided by the rules alone, in memory (the least that an engine with "
        "these rules takes in Python), and the reference job through the same loop: hardly any rule, and small views."
    )


def _tenths(costs: "list[float] | tuple[float, ...]") -> str:
    return " ".join(f"{cost / costs[0]:.2f}" for cost in costs)
