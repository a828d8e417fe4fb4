"""The areas that this release knows: one row each. Projector, gateway, reader, rebuild and command line run from this table."""

from carebus.domain.area import Area
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.identity.area import IDENTITY
from carebus.domain.medication.area import MEDICATION
from carebus.domain.results.area import RESULTS

AREAS: dict[str, Area] = {area.name: area for area in (RESULTS, MEDICATION, CRITICAL_INFO, IDENTITY)}
