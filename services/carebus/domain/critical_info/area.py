"""Understands critical information as a row of the table of areas: all of a patient's is one unit, and its entries have versions of their own."""

from typing import get_args

from carebus.domain.area import Area
from carebus.domain.critical_info.decide import decide
from carebus.domain.critical_info.events import CriticalInfoEvent, CriticalInfoSubmission
from carebus.domain.critical_info.evolve import evolve
from carebus.domain.critical_info.units import units_of
from carebus.domain.critical_info.view import CriticalInformation


def _revision(picture: CriticalInformation) -> int:
    return picture.revision


def _version(picture: CriticalInformation) -> None:  # noqa: ARG001 - a base is of one entry (R10)
    return None


CRITICAL_INFO = Area(
    name="critical-info",
    submissions=get_args(CriticalInfoSubmission),
    events=get_args(CriticalInfoEvent),
    pictures=(CriticalInformation,),
    units_of=units_of,
    units_changed_by=units_of,
    decide=decide,
    evolve=evolve,
    revision_of=_revision,
    version_of=_version,
    long=(CriticalInformation,),
)
