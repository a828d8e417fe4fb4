"""Understands the reference job on Quix Streams: `python -m bench.reference.quix_app BROKERS OUTPUT EVENTS FOLDER`.

State in RocksDB with a changelog, each patient's rows written to a topic, exactly once; a commit after so many messages as one
batch of carebus holds.
"""

import sys
from typing import Any

from quixstreams import Application, State  # type: ignore[import-not-found]

from bench.reference.contestant import Clock
from bench.reference.event import decode
from bench.reference.load import TOPIC
from bench.reference.rows import merge

EVERY = 10_000


def main(brokers: str, output: str, events: int, folder: str) -> None:
    """Run until so many events are processed, and tell what the second half took."""
    clock = Clock(events)
    app = Application(
        brokers,
        consumer_group=f"quix.{output}",
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_every=EVERY,
        state_dir=folder,
        producer_extra_config={"compression.type": "lz4"},
        loglevel="ERROR",
    )

    def merged(value: bytes, state: State) -> Any:
        rows = state.get("rows") or {}
        merge(rows, decode(value))
        state.set("rows", rows)
        if clock.count():
            app.stop()
        return rows

    changes = app.dataframe(app.topic(TOPIC, value_deserializer="bytes"))
    changes.apply(merged, stateful=True).to_topic(app.topic(output, value_serializer="json"))
    app.run()
    clock.tell()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
