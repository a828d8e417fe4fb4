"""Understands one record of a person who has several as a FHIR Patient, with what ties it to the others (R23).

A record that gave way to another is `replaced-by` it, at once or by way of others, and the other `replaces` it; records of one person of which
neither gave way to the other are `seealso`. Source: FHIR R4, link-type.
"""

from collections.abc import Iterable, Mapping

from carebus.domain.identity.link import Link
from carebus.domain.identity.person import gives_way_to
from carebus.domain.provenance import PatientKey
from carebus.formats.fhir.write_parts import Json


def patient(key: PatientKey, names: Mapping[PatientKey, str], links: Iterable[Link]) -> Json:
    """The record under a key; `names` are the pseudonyms of all records of its person. Nothing else of the person is told."""
    known = tuple(links)
    others = [
        {"other": {"reference": f"Patient/{name}", "type": "Patient"}, "type": _type(known, key, other)}
        for other, name in names.items()
        if other != key
    ]
    return {"resourceType": "Patient", "id": names[key], "link": others}


def _type(links: tuple[Link, ...], key: PatientKey, other: PatientKey) -> str:
    if gives_way_to(links, key, other):
        return "replaced-by"
    return "replaces" if gives_way_to(links, other, key) else "seealso"
