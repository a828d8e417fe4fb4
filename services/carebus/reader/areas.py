"""The areas that the reader answers about: one row each."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from carebus.bus.shared_topics import VERDICTS
from carebus.domain.area import Area
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.identity.area import IDENTITY
from carebus.domain.medication.area import MEDICATION
from carebus.domain.results.area import RESULTS
from carebus.reader.critical_info import pages as about_critical_info
from carebus.reader.identity import pages as about_identity
from carebus.reader.identity.persons import Persons
from carebus.reader.medication import pages as about_medication
from carebus.reader.parts import Parts
from carebus.reader.results import pages as about_results
from carebus.reader.sources import KEY, Copied, copied, facts_of, refusals_of


@dataclass(frozen=True, slots=True)
class Reading:
    """What is copied of an area, and the pages that answer from it: `pages(copied, parts, persons)`."""

    copied: Copied
    pages: Callable[[Copied, Parts, Persons], APIRouter]


def results(area: Area = RESULTS) -> Reading:
    """Laboratory reports: a unit is `<laboratory>/<report id>`."""
    return Reading(copied(area, rb"[^/]+/.+"), about_results.pages)


def medication(area: Area = MEDICATION, verdicts: str = VERDICTS) -> Reading:
    """The medication list: a unit is `list`, or `ceased/<treatment id>`; its history is kept, and where refused writes stand."""
    more = facts_of(area), refusals_of(area, verdicts)
    return Reading(copied(area, rb"list|ceased/.+", *more), about_medication.pages)


def critical_info(area: Area = CRITICAL_INFO) -> Reading:
    """Critical information: all of a patient's is one unit; its history is kept."""
    return Reading(copied(area, ENTRIES.encode(), facts_of(area)), about_critical_info.pages)


def identity(area: Area = IDENTITY) -> Reading:
    """Who is who: under the area's one key, each patient key with its person, its moved visits and its disputes."""
    return Reading(copied(area, rb"%b/(?:person|visit/[^/]+/.+|dispute/%b/%b)" % (KEY, KEY, KEY)), about_identity.pages)


AREAS: tuple[Reading, ...] = (results(), medication(), critical_info(), identity())
