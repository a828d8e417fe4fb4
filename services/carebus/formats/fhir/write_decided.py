"""Understands who decided a row as it stands: whoever ceased it, else whoever prescribed it, and how SFM says so.

Source: SFM Basis API, sfm-regInfo and its code system sfm-performer-roles. Its state of registration is left out: none is known.
"""

from carebus.domain.coding import Coding
from carebus.domain.medication.status import Standing, Status
from carebus.domain.medication.treatment import Ending, Person
from carebus.domain.medication.view import Row
from carebus.formats.fhir.sfm_people import CEASED, PRESCRIBED
from carebus.formats.fhir.systems import EXTENSION
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_parts import Json, concept, extension, filled
from carebus.formats.fhir.write_people import person

_ROLES = "http://ehelse.no/fhir/CodeSystem/sfm-performer-roles"
_SHOWN = {PRESCRIBED: "Forskrevet av", CEASED: "Seponert av"}


def decided_by(row: Row, stands: Standing) -> Person | None:
    """The person who decided it last, as the source names them."""
    ending = ceased(row, stands)
    return ending.by if ending and ending.by else row.treatment.decided_by


def ceased(row: Row, stands: Standing) -> Ending | None:
    """The cease of a row that is stopped; not one with a date ahead."""
    return row.ending if stands.status is Status.STOPPED else None


def registered(row: Row, stands: Standing, at: Addresses) -> list[Json]:
    """An sfm-regInfo for each who is known; when, for the last of the two."""
    ending, when = ceased(row, stands), instant(row.act.at)
    prescribed = _info(PRESCRIBED, person(row.treatment.decided_by, at), None if ending else when)
    return filled(prescribed, _info(CEASED, person(ending.by, at), when) if ending else {})


def _info(role: str, who: Json, at: str | None) -> Json:
    if not who:
        return {}
    kind = extension("type", valueCodeableConcept=concept(Coding(_ROLES, role, _SHOWN[role])))
    when = extension("timestamp", valueDateTime=at)
    told = filled(kind, extension("provider", valueReference=who), when)
    return extension(EXTENSION["regInfo"], extension=told)
