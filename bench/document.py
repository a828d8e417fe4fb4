"""Understands how figures are kept: raw in a JSON file, and rendered in docs/benchmarks.md."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.figures import Contest
from bench.sizes import Sizes

_BEFORE = """# Benchmarks

What carebus reaches, and what other engines reach on the same machine in the same minutes. `make bench` measures it again and
`make bench QUICK=1` does so in a few minutes with small sizes; `make bench ARGS=--write` renders this page.

How to read it: ratios between contestants of one run mean something; figures of two machines, or of two days on a shared one,
do not. A CPU second is one of the contestant's process, all its threads together (`getrusage`, or the JVM's own count); the broker
runs beside it on the same cores and is not counted. The engines' figures are of the second half of their events, when the JVM has
compiled what it runs and every store is nearly full. On a shared machine differences below 20 % are ties.

The reference job reads Confluent-framed Avro (some 414 bytes, `bench/reference/event.avsc`) keyed by patient, keeps of each patient
the newest row of each medicine (eight medicines, 20,000 patients) in RocksDB, and writes each patient's rows to a compacted topic of
12 partitions. Carebus' view topic is its changelog; Kafka Streams (`bench/kafka-streams`, one thread) and Quix Streams write a
changelog and the topic; Faust writes its table's changelog alone, and reads its input uncompressed. Carebus, Kafka Streams and Quix
Streams work exactly once, Faust at least once. Carebus reads the event by its own compiled reader, the two Python peers by fastavro.
With a cache, carebus keeps every patient's rows decoded and Kafka Streams keeps them in its record cache.
"""


def keep(path: Path, about: dict[str, str], sizes: Sizes, held: Iterable[Contest]) -> None:
    """Write the raw figures of the contests held, beside those of others that the file has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    new = {contest.name: {"machine": about, "sizes": asdict(sizes), **asdict(contest)} for contest in held}
    path.write_text(json.dumps(known | new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write(path: Path, kept: dict[str, Any]) -> None:
    """Render what is kept; a contest that the page tells of and that was not held here stays as it is."""
    told = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    new = {_contest(section): section for section in map(_section, kept.values())}
    path.write_text("\n".join([_BEFORE, *(told | new).values()]), encoding="utf-8")


def _sections(page: str) -> dict[str, str]:
    """The page's sections by their contests."""
    sections = (f"## {each}".rstrip("\n") + "\n" for each in page.split("\n## ")[1:])
    return {_contest(section): section for section in sections}


def _contest(section: str) -> str:
    """What is measured: a heading up to its colon, for what follows says how much of it."""
    return section.partition("\n")[0].partition(":")[0]


def _section(contest: dict[str, Any]) -> str:
    machine = contest["machine"]
    where = (
        f"{machine['time']}, {machine['processor']}, {machine['cores']} cores (shared, load {machine['load']}), "
        f"{machine['memory']}, {machine['system']}; {machine['versions']}."
    )
    goals = [
        f"- {'reached' if goal['reached'] else '**missed**'}: {goal['what']}; seen: {goal['seen']}"
        for goal in contest["goals"]
    ]
    return "\n".join(
        [
            f"## {contest['title']}\n",
            _table(contest),
            "",
            *goals,
            "",
            *contest["notes"],
            "",
            where,
            "",
            _raw(contest),
            "",
        ]
    )


def _table(contest: dict[str, Any]) -> str:
    columns = contest["columns"]
    rule = ["---", *("---:" for _ in columns[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (columns, rule, *contest["rows"]))


def _raw(contest: dict[str, Any]) -> str:
    figures = json.dumps(contest["raw"], ensure_ascii=False)
    return f"<details><summary>Raw figures</summary>\n\n```json\n{figures}\n```\n\n</details>"
