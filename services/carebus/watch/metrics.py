"""Understands what the watch tells Prometheus: in sum for all sources, and source by source for those in trouble alone.

Ten thousand sources make no series of their own. An alarm makes one while it is open, and no more than `MOST` at once; how many are left out is told.
"""

from collections import Counter as Counts
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge

from carebus.domain.alarms import Alarm, AlarmEvent
from carebus.domain.flow import EvaluationDue
from carebus.watch.area import AreaWatch
from carebus.watch.watcher import Watcher

MOST = 200
"""Series of single alarms, at most."""


class WatchMetrics:
    """The watch's part of /metrics."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"carebus_watch_{name}", words, labels, registry=registry)

        self._single = Gauge(
            "carebus_alarm_since_timestamp_seconds",
            "An open alarm, and since when it is so.",
            ["kind", "area", "source", "message_kind"],
            registry=registry,
        )
        self._left_out = Gauge(
            "carebus_alarms_left_out", "Open alarms that have no series of their own.", registry=registry
        )
        self._open = Gauge("carebus_alarms_open", "Open alarms.", ["kind", "area"], registry=registry)
        self._told = Counter(
            "carebus_alarms", "Alarms told: raised, still, cleared.", ["kind", "state"], registry=registry
        )
        self._sources = gauge("sources", "Sources that were ever seen.", "area")
        self._oldest = gauge("oldest_undecided_seconds", "Age of the oldest submission without a verdict.", "area")
        self._latency = gauge("receipt_to_view_seconds", "From receipt to view, in the last transaction.", "area")
        self._held = gauge("held_patients", "Patients that wait because of a defect.", "area")
        self._probe = gauge("probe_timestamp_seconds", "When the last probe came through.", "area")
        self._evaluated = gauge("evaluated_timestamp_seconds", "Time of the newest evaluation.", "area")
        self._behind = gauge("behind_seconds", "How late the newest mark of an evaluation was read.", "area")
        self._kept = gauge("kept_values", "Values in the watch's table.")
        self._unreadable = Counter("carebus_watch_unreadable", "Records that are none of ours.", registry=registry)
        self._alarms: dict[str, tuple[Alarm, ...]] = {}

    def begun(self, watcher: Watcher) -> None:
        """Partitions came or went: what is told of others is told by others."""
        for each in (
            self._sources,
            self._oldest,
            self._latency,
            self._held,
            self._probe,
            self._evaluated,
            self._behind,
        ):
            each.clear()
        self._kept.set(len(watcher.shelf))
        self._alarms = {
            area: tuple(each.alarm for each in watch.alarms.values()) for area, watch in watcher.areas.items()
        }
        self._show()

    def reached(self, due: EvaluationDue, now: datetime) -> None:
        """The mark of an evaluation was read."""
        self._behind.labels(due.area).set(max(0.0, (now - due.at).total_seconds()))

    def evaluated(self, watch: AreaWatch, at: datetime) -> None:
        """An area was evaluated."""
        area, progress = watch.area, watch.progress
        self._evaluated.labels(area).set(at.timestamp())
        self._sources.labels(area).set(len(watch.sources))
        self._oldest.labels(area).set((at - progress.oldest).total_seconds() if progress.oldest else 0.0)
        self._latency.labels(area).set((progress.latency or timedelta()).total_seconds())
        self._held.labels(area).set(progress.held_patients)
        if progress.probe is not None:
            self._probe.labels(area).set(progress.probe.timestamp())
        alarms = tuple(each.alarm for each in watch.alarms.values())
        if alarms != self._alarms.get(area):
            self._alarms[area] = alarms
            self._show()

    def told(self, event: AlarmEvent) -> None:
        """An alarm was told."""
        self._told.labels(event.alarm.kind, type(event).__name__.removeprefix("Alarm").lower()).inc()

    def unreadable(self) -> None:
        """A record could not be read."""
        self._unreadable.inc()

    def _show(self) -> None:
        alarms = sorted((alarm for of in self._alarms.values() for alarm in of), key=lambda each: each.since)
        self._open.clear()
        for (kind, area), count in Counts((alarm.kind, alarm.area) for alarm in alarms).items():
            self._open.labels(kind, area).set(count)
        self._single.clear()
        shown = [each for each in alarms if each.recipient is None][:MOST]
        for alarm in shown:
            labels = (alarm.kind, alarm.area, alarm.source or "", alarm.message_kind or "")
            self._single.labels(*labels).set(alarm.since.timestamp())
        self._left_out.set(max(0, len(alarms) - len(shown)))
