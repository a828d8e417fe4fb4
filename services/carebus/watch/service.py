"""Understands the watch as a process: its metrics, its probe, its signals, and why it ended."""

import logging

import faust
import structlog
from prometheus_client import CollectorRegistry

from carebus.bus.clients import partitions
from carebus.bus.process import measured
from carebus.bus.shared_topics import FLOW
from carebus.gateway.sources import Sources
from carebus.log import configure
from carebus.settings import WatchSettings
from carebus.shipped import folder
from carebus.watch.app import Application
from carebus.watch.beginning import begin_where_the_table_ends
from carebus.watch.metrics import WatchMetrics
from carebus.watch.norway import hours
from carebus.watch.probe import Probe
from carebus.watch.watcher import PROBED, Watcher


def main() -> None:
    """Watch until SIGTERM or SIGINT. Several share the areas: give each its CAREBUS_SLOT."""
    configure("watch")
    log = structlog.get_logger()
    settings = WatchSettings.load()
    places = len(partitions(settings.brokers, FLOW))
    begin_where_the_table_ends(settings.brokers, places)
    registry = CollectorRegistry()
    application = Application(settings, watcher(settings, places), WatchMetrics(registry))
    probe = Probe(settings, settings.probe_every) if settings.probe_every and settings.slot == 0 else None
    with measured(settings, registry) as metrics:
        if probe is not None:
            probe.start()
        log.info("watch started", slot=settings.slot, metrics=metrics)
        try:
            _worker(application).execute_from_commandline()
        finally:
            if probe is not None:
                probe.stop()
            log.info("watch stopped")


def watcher(settings: WatchSettings, places: int) -> Watcher:
    """A watcher by the source files, which state the cadence of those that nothing is learned of yet, and over what each counts its messages."""
    sources = Sources.load(settings.sources or folder("sources"))
    probed = PROBED if settings.probe_every else None
    return Watcher(places, hours(), sources.cadences, as_one=sources.numbered_as_one, probed=probed)


def _worker(application: Application) -> faust.Worker:
    """Faust's own lines are warnings and worse; it takes no hold of the log or of stdout."""
    for name in ("faust", "mode", "aiokafka"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return faust.Worker(application.faust, loglevel=None, quiet=True, redirect_stdouts=False, override_logging=False)
