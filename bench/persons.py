"""Understands what persons of several records cost a reader, and how soon a merge, or a new danger, is in its answers (R23)."""

import json

from rich.progress import Progress

from bench import persons_shown
from bench.contestants import python
from bench.figures import Contest, Goal, number
from bench.latency import Seen
from bench.persons_copy import Joined
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.local.programs import Program

MEMORY, JOIN, SHOWN = 500, 50, 250
"""Goals: MB of a reader for a million links, microseconds of a join, milliseconds until it is shown."""

_PATIENCE = 1_800


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Measure the copy in a process of its own, then all services with one thing told at a time. Raises Unavailable."""
    task = progress.add_task("Persons: shown", total=2 * sizes.merges)
    shown = persons_shown.measure(stage, sizes.merges, lambda: progress.advance(task))
    progress.update(task, description=f"Persons: {sizes.links:,} links", completed=0)
    joined = _joined(stage, sizes.links)
    progress.remove_task(task)
    return _contest(joined, shown)


def _joined(stage: Stage, links: int) -> Joined:
    file = stage.folder / "persons.json"
    command = python("bench.persons_copy", stage.registry, stage.folder / "persons", links, file)
    program = Program("persons-copy", command, stage.folder / "persons-copy", stage.settings)
    program.start()
    try:
        program.until(file.exists, patience=_PATIENCE)
    finally:
        program.stop()
    return Joined(**json.loads(file.read_text(encoding="ascii")))


def _contest(joined: Joined, shown: tuple[Seen, Seen]) -> Contest:
    links, memory, took = joined.links, joined.memory, joined.microseconds
    rows = [
        *((f"join of a person who is {kind}, µs", *_percentiles(tuple(each))) for kind, each in took.items()),
        *((f"{each.what}, ms", *_percentiles(each.milliseconds)) for each in shown),
    ]
    middle = took["linked"][len(took["linked"]) // 2]
    return Contest(
        "persons",
        f"Persons of several records: joined by a reader's copy of {links:,} links, and shown after a change",
        ("what", "p50", "p90", "p99", "most"),
        tuple(rows),
        (
            Goal(f"memory of {links:,} links under {MEMORY} MB", memory < MEMORY, f"{memory:.0f} MB"),
            Goal(f"a join under {JOIN} µs", middle < JOIN, f"{middle:.1f} µs, the middle one"),
            *(Goal(f"{each.what}: p99 under {SHOWN} ms, and none lost", _is_soon(each), _seen(each)) for each in shown),
        ),
        {
            "links": links,
            "memory": memory,
            "disk": joined.disk,
            **{
                kind: [each[min(len(each) - 1, len(each) * p // 100)] for p in range(0, 101, 5)]
                for kind, each in took.items()
            },
            **{each.what: [each.at(p / 100) for p in range(0, 101, 5)] for each in shown},
        },
        (
            f"The copy is {joined.disk:.0f} MB on disk and was written by the same process just before; the keys are asked for by chance.",
            "A join is all that every answer does for it: whether identity is held, the picture of each record, and their pseudonyms.",
            _shown(shown[0]),
        ),
    )


def _shown(seen: Seen) -> str:
    return (
        f"{len(seen.milliseconds)} merges, after {persons_shown.WARM} others, and as many changes, {persons_shown.RATE} a second at most, all services running; from the "
        "gateway's commit to the first answer that shows it."
    )


def _percentiles(took: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(number(took[min(len(took) - 1, int(share * len(took)))]) for share in (0.5, 0.9, 0.99, 1.0))


def _is_soon(seen: Seen) -> bool:
    return not seen.lost and seen.at(0.99) < SHOWN


def _seen(seen: Seen) -> str:
    return f"{seen.at(0.5):.0f} and {seen.at(0.99):.0f} ms (p50, p99), {seen.lost} lost"
