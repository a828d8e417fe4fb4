"""The areas that this release knows: one row each. Projector, rebuild and command line run from this table."""

from typing import get_args

from carebus.domain.area import Area
from carebus.domain.results.decide import decide
from carebus.domain.results.events import ResultEvent
from carebus.domain.results.evolve import evolve
from carebus.domain.results.unit import unit_of
from carebus.domain.results.view import ReportView


def _revision(view: ReportView) -> int:
    return view.revision


AREAS: dict[str, Area] = {
    area.name: area
    for area in (Area("results", get_args(ResultEvent), ReportView, unit_of, decide, evolve, _revision),)
}
