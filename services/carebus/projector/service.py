"""Understands a projector as a process: its metrics, its signals, and why it ended."""

from carebus.bus.garbage import collect_young_only
from carebus.bus.process import running, when_asked_to_end
from carebus.log import configure
from carebus.projector.app import create_app
from carebus.settings import ProjectorSettings


def main(area: str = "results") -> None:
    """Run the projector of an area until SIGTERM or SIGINT; it ends after the batch in hand."""
    configure("projector")
    settings = ProjectorSettings.load()
    app = create_app(settings, area)
    collect_young_only()
    when_asked_to_end(app.loop.stop)
    with running("projector", settings, app.metrics, area=area, slot=settings.slot):
        app.loop.run()
