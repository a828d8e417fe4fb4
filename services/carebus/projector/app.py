"""Understands how a projector is put together from its settings."""

from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import CollectorRegistry

from carebus.bus.clients import partitions
from carebus.bus.follow import Followed
from carebus.bus.loop import Job, Loop
from carebus.bus.metrics import LoopMetrics
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.projector.in_flight import InFlight
from carebus.projector.metrics import ProjectorMetrics
from carebus.projector.step import Projector
from carebus.settings import ProjectorSettings

REMEMBERED = timedelta(days=30)
"""How long a submission id is remembered (rule 10)."""


@dataclass(frozen=True, slots=True)
class App:
    """A projector ready to run, and what it tells Prometheus."""

    loop: Loop
    metrics: CollectorRegistry


def create_app(settings: ProjectorSettings, area: str = "results", areas: dict[str, Area] = AREAS) -> App:
    """Put a projector of an area together. Raises KeyError for an unknown area, KafkaException where no broker answers."""
    row = areas[area]
    metrics = CollectorRegistry()
    step = Projector(
        row,
        Wire(Registry(settings.registry)),
        InFlight(settings.state / f"{row.group}-{settings.slot}.in-flight"),
        len(partitions(settings.brokers, row.submitted)),
        settings.cache,
        ProjectorMetrics(area, metrics),
    )
    followed = (Followed(row.views), Followed(row.work), Followed(row.seen, REMEMBERED))
    job = Job(row.group, settings.slot, row.submitted, followed)
    folder = settings.state / str(settings.slot)
    return App(Loop(settings.brokers, job, step, folder, LoopMetrics(area, metrics), settings.batch), metrics)
