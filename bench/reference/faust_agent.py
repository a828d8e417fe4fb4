"""Understands the reference job on Faust: `python -m bench.reference.faust_agent BROKERS OUTPUT EVENTS FOLDER`.

An agent with a RocksDB table whose changelog is the compacted topic of the rows; at least once.
"""

import asyncio
import logging
import os
import sys
from typing import Any

import faust

from bench.reference.contestant import Clock
from bench.reference.event import decode
from bench.reference.load import PARTITIONS
from bench.reference.rows import merge

PLAIN = "bench.reference.plain"


def main(brokers: str, output: str, events: int, folder: str) -> None:
    """Run until so many events are processed, and tell what the second half took."""
    clock = Clock(events)
    app = faust.App(
        f"faust.{output}",
        broker=f"kafka://{brokers}",
        store="rocksdb://?driver=rocksdict",
        datadir=folder,
        topic_partitions=PARTITIONS,
        topic_replication_factor=1,
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
    )
    rows_of = app.Table("rows", partitions=PARTITIONS)
    changes = app.topic(PLAIN, key_type=str, key_serializer="raw", value_type=bytes, value_serializer="raw")

    @app.agent(changes)
    async def merged(stream: Any) -> None:
        async for key, value in stream.items():
            rows = rows_of.get(key) or {}
            merge(rows, decode(value))
            rows_of[key] = rows
            if clock.count():
                clock.tell()
                os._exit(0)

    logging.disable(logging.WARNING)
    asyncio.set_event_loop(asyncio.new_event_loop())
    faust.Worker(app, loglevel="ERROR", redirect_stdouts=False).execute_from_commandline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
