"""Understands how long the sender of an act waits for its verdict: from the publish call to a reader that sees committed records only."""

import json
from collections.abc import Callable, Sequence

from bench.contestants import python
from bench.latency import TOGETHER, Seen
from bench.medication_lists import ANY
from bench.medication_load import AREA, Load, submitted
from bench.medication_runs import accepted
from bench.pace import send
from bench.projector import projector
from bench.results import BATCH
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.bus.registry import Registry
from carebus.bus.transaction import Output, Transactions
from carebus.bus.wire import Wire
from carebus.local.programs import Program

RATE = 500
"""Acts a second."""

Publish = Callable[[Sequence[Output]], object]


def measure(stage: Stage, sizes: Sizes, load: Load) -> Seen:
    """Acts on the lists of a load, ready-made; the publish call writes them in transactions of what has become due. Raises Fell."""
    first, wire = load.told + sizes.warm, Wire(Registry(stage.registry))
    made = [submitted(wire, *told) for told in load.acts(sizes.warm + RATE * sizes.seconds, ANY)]
    names = [f"{load.prefix}{number}" for number in range(first, load.told)]
    transactions = Transactions(stage.brokers, "bench-publisher-of-acts")

    def together(outputs: Sequence[Output]) -> None:
        for begin in range(0, len(outputs), TOGETHER):
            transactions.run(outputs[begin : begin + TOGETHER], [], None)

    with projector(stage, BATCH, area=AREA.name) as live:
        send(made[: sizes.warm], RATE, together)
        live.until(sizes.warm)
        due, seen = _watched(stage, made[sizes.warm :], names, together)
        accepted(live.read())
    waits = sorted(1000 * (seen[name] - begin) for name, begin in zip(names, due, strict=True) if name in seen)
    return Seen("verdicts on acts", RATE, tuple(waits), len(names) - len(waits))


def _watched(
    stage: Stage, made: Sequence[Output], names: Sequence[str], together: Publish
) -> tuple[list[float], dict[str, float]]:
    """When each was due, and when its verdict was seen."""
    file, wanted = stage.folder / "verdicts.json", stage.folder / "wanted.json"
    wanted.write_text(json.dumps(names), encoding="ascii")
    command = python("bench.medication_watcher", stage.brokers, wanted, file)
    watcher = Program("watcher", command, stage.folder / "watcher-verdicts", stage.settings)
    watcher.start()
    try:
        watcher.until(file.with_suffix(".ready").exists)
        due = send(made, RATE, together)
        watcher.until(file.exists, patience=120)
    finally:
        watcher.kill()
    seen: dict[str, float] = json.loads(file.read_text(encoding="ascii"))
    return due, seen
