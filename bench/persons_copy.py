"""Understands what a reader's copy of linked persons costs: `python -m bench.persons_copy REGISTRY FOLDER LINKS FILE`.

A process of its own, so that its memory is the copy's: it writes the pictures of so many linked pairs as its follower would, and then joins.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.store import Put
from carebus.bus.wire import Wire
from carebus.domain.identity.area import LINE
from carebus.domain.identity.link import Act, Link, Tie
from carebus.domain.identity.units import person_of
from carebus.domain.identity.view import LinkedPerson
from carebus.domain.provenance import Digest, PatientKey, SourceId, SubmissionId
from carebus.reader.areas import AREAS, identity
from carebus.reader.copy import Copy
from carebus.reader.currency import Currency
from carebus.reader.freshness import Freshness
from carebus.reader.identity.persons import Persons

PARTITIONS = 12
ASKED = 50_000
"""Joins measured of each kind."""

_TOGETHER = 500
_WHEN = datetime(2026, 3, 2, 8, tzinfo=UTC)
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Joined:
    """MB of memory that the copy took, MB on disk, and microseconds of a join, by kind, in order."""

    links: int
    memory: float
    disk: float
    microseconds: dict[str, list[float]]


def main(registry: str, folder: Path, links: int, file: Path) -> None:
    """Measure, and write a Joined as JSON."""
    copy = Copy(Wire(Registry(registry)), Freshness(), [area.copied for area in AREAS])
    line = partition_of(LINE.encode(), PARTITIONS)
    copy.expects((topic, partition) for topic in copy.topics for partition in range(PARTITIONS))
    before = _memory()
    for topic in identity().copied.topics:
        copy.freshness.begins((topic, line), 0, 0, _WHEN)
        copy.open((topic, line), folder, "bench", 1 << 60)
    _fill(copy, line, links)
    persons = Persons(Currency(copy, identity().copied, lambda: _WHEN), b"a secret of the benchmark, long enough")
    chance = random.Random(1)  # noqa: S311 - invented patients
    linked = [key(f"{chance.choice('on')}{chance.randrange(links)}") for _ in range(ASKED)]
    timed = {
        "linked": _timed(persons.of, linked),
        "alone": _timed(persons.of, [key(f"alone {number}") for number in range(ASKED)]),
    }
    told = Joined(links, _memory() - before, copy.size() / 1e6, timed)
    copy.close()
    file.with_suffix(".part").write_text(json.dumps(asdict(told)), encoding="ascii")
    file.with_suffix(".part").rename(file)


def key(name: str) -> PatientKey:
    """The key of an invented patient."""
    return PatientKey(sha256(name.encode()).hexdigest())


def pair(number: int) -> Iterator[LinkedPerson]:
    """The pictures of a person whose number was replaced by another."""
    old, new = key(f"o{number}"), key(f"n{number}")
    told = Act(
        SourceId("folkeregisteret"),
        SubmissionId(f"6f9619ff-8b86-4011-b42d-{number:012d}#0"),
        Digest(sha256(b"%d" % number).hexdigest()),
        f"message-{number}",
        "994912345",
        "register",
        _WHEN,
        _WHEN,
    )
    links = (Link(Tie.REPLACED, old, new, told),)
    yield LinkedPerson(old, 1, (new, old), (new,), new, links)
    yield LinkedPerson(new, 1, (new, old), (new,), None, links)


def _fill(copy: Copy, line: int, links: int) -> None:
    topic = identity().copied.views.topic
    shelf, wire = copy.shelves[topic, line], copy.wire
    puts: list[Put] = []
    written = 0
    for number in range(links):
        puts += [(f"{LINE}/{person_of(told.key)}".encode(), wire.encode(topic, told, LINE)) for told in pair(number)]
        if len(puts) >= _TOGETHER or number == links - 1:
            written += len(puts)
            shelf.write(puts, written)
            puts = []


def _timed(join: Callable[[PatientKey], object], keys: Sequence[PatientKey]) -> list[float]:
    took = []
    for each in keys:
        began = time.perf_counter()
        join(each)
        took.append(1e6 * (time.perf_counter() - began))
    return sorted(took)


def _memory() -> float:
    """MB that the process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
