"""Understands the Kafka Streams contestant: built once by Maven from bench/kafka-streams, run on the Java that runs the broker."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.reference.event import FILE
from bench.reference.load import TOPIC
from carebus.local import Unavailable, cache, java
from carebus.local.fetching import run

SOURCE = Path(__file__).parent.parent / "kafka-streams"
MEMORY = "-Xmx1g"
RECORD_CACHE = 100_000_000
"""Bytes: room for the state of every patient of the load."""


def command(
    brokers: str, folder: Path, output: str, events: int, *, record_cache: int, commit: int = 100, topic: str = TOPIC
) -> list[str]:
    """The command of one run; 0 events: until killed. `commit` in milliseconds. Raises Unavailable."""
    place = cache.whole(f"bench-streams-{_digest()}", _build)
    settings = (brokers, FILE, folder, f"streams.{output}", topic, output, events, commit, record_cache)
    options = ["--enable-native-access=ALL-UNNAMED", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"]
    return [
        java.binary(),
        MEMORY,
        *options,
        "-cp",
        f"{place}/classes:{place}/libs/*",
        "bench.Reference",
        *map(str, settings),
    ]


def leftovers(output: str) -> tuple[str, ...]:
    """The topics that a run leaves."""
    return (output, f"streams.{output}-rows-changelog")


def _build(into: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise Unavailable(
            "The Kafka Streams program is built by Maven, which is missing: install it (apt install maven)"
        )
    run("Building the Kafka Streams program", [maven, "-B", "-f", str(SOURCE / "pom.xml"), "package", f"-Dinto={into}"])


def _digest() -> str:
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in _sources()))
    return whole.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    yield SOURCE / "pom.xml"
    yield from sorted(SOURCE.glob("src/**/*.java"))
