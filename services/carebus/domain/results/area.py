"""Understands the results area as a row of the table of areas: a fact concerns one report, and that is its unit."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from carebus.domain.area import Area
from carebus.domain.decision import Decision
from carebus.domain.results import decide as rules
from carebus.domain.results.events import ResultEvent
from carebus.domain.results.evolve import evolve
from carebus.domain.results.unit import unit_of
from carebus.domain.results.view import ReportView


def _units(fact: ResultEvent) -> tuple[str, ...]:
    return (unit_of(fact),)


def _decide(views: Mapping[str, ReportView | None], submission: ResultEvent, now: datetime) -> Decision[ResultEvent]:
    (view,) = views.values()
    return rules.decide(view, submission, now)


def _evolve(_unit: str, view: ReportView | None, event: ResultEvent) -> ReportView:
    return evolve(view, event)


def _revision(view: ReportView) -> int:
    return view.revision


def _no_version(_view: ReportView) -> None:
    return None


RESULTS = Area(
    name="results",
    submissions=get_args(ResultEvent),
    events=get_args(ResultEvent),
    pictures=(ReportView,),
    units_of=_units,
    units_changed_by=_units,
    decide=_decide,
    evolve=_evolve,
    revision_of=_revision,
    version_of=_no_version,
)
