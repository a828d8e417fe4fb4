"""Understands the medication list as a row of the table of areas: a patient's list, and each treatment that left it, are its units."""

from typing import get_args

from carebus.domain.area import Area
from carebus.domain.medication.decide import decide
from carebus.domain.medication.events import MedicationEvent, MedicationSubmission
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.units import units_changed_by, units_of
from carebus.domain.medication.view import MedicationList, View


def _revision(view: View) -> int:
    return view.revision


def _version(view: View) -> int | None:
    return view.version if isinstance(view, MedicationList) else None


MEDICATION = Area(
    name="medication",
    submissions=get_args(MedicationSubmission),
    events=get_args(MedicationEvent),
    pictures=get_args(View),
    units_of=units_of,
    units_changed_by=units_changed_by,
    decide=decide,
    evolve=evolve,
    revision_of=_revision,
    version_of=_version,
    long=(MedicationList,),
)
