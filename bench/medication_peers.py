"""Understands what the medication area is measured beside, as there is no product to race: its rules without a bus, and the bus with hardly any rules."""

from collections import defaultdict
from dataclasses import dataclass
from time import process_time

from rich.progress import Progress

from bench.contestants import python, race
from bench.figures import number
from bench.medication_lists import ANY, Views, settle
from bench.medication_load import Load
from bench.medication_runs import FIGURES
from bench.reference import carebus_loop, load
from bench.results import BATCH
from bench.sizes import Sizes
from bench.stage import VIEW, Stage

_PATIENTS = range(700_000, 702_000)
_MOST = 300_000
"""Events of the reference job, at most."""


@dataclass(frozen=True, slots=True)
class Peer:
    """What something else takes for one of its events, in CPU microseconds."""

    what: str
    cpu: float

    def figures(self, act: float) -> tuple[str, ...]:
        """The FIGURES that there are of it; `act` are the CPU microseconds that it is compared with."""
        known = (number(1e6 / self.cpu), number(self.cpu), f"{self.cpu / act:.2f}")
        return (*known, *("" for _ in FIGURES[len(known) :]))


def rules_alone(sizes: Sizes) -> Peer:
    """The same acts on the same kind of lists, decided and folded in memory by one process: no broker, no bytes, nothing kept."""
    acted = Load("P", _PATIENTS)
    views: dict[str, Views] = defaultdict(dict)
    for patient, first in acted.first_lists():
        settle(views[patient], first, first.provenance.received)
    told = list(acted.acts(min(sizes.acts, 10 * len(_PATIENTS)), ANY))
    began = process_time()
    for patient, act in told:
        settle(views[patient], act, act.provenance.received)
    return Peer("rules alone", 1e6 * (process_time() - began) / len(told))


def reference_job(stage: Stage, sizes: Sizes, progress: Progress) -> Peer:
    """The reference job of the first contest through the same loop, also to 500 records a transaction, without a cache."""
    output, events = "bench.medication.loop", min(sizes.events, _MOST)
    task = progress.add_task("Medication, reference job", total=events)
    stage.topic(load.TOPIC, load.PARTITIONS, {})
    load.write(stage.brokers, events, lambda more: progress.advance(task, more))
    stage.topic(output, load.PARTITIONS, VIEW)
    stage.begin(carebus_loop.group(output), load.TOPIC, load.PARTITIONS)
    arguments = (stage.brokers, output, events, BATCH, 0, stage.folder / output)
    result = race(python("bench.reference.carebus_loop", *arguments))
    progress.remove_task(task)
    return Peer("reference job", 1e6 * result.cpu_seconds / result.events)
