"""Understands the people whom a list names: somebody in a role, or of an organisation, as a PractitionerRole; else by name and number."""

from collections.abc import Iterable, Iterator

from carebus.domain.medication.status import Standing
from carebus.domain.medication.treatment import Person
from carebus.domain.medication.view import MedicationList, Row
from carebus.formats.fhir.systems import HPR
from carebus.formats.fhir.write_addresses import Addresses, uuid
from carebus.formats.fhir.write_parts import Json, concept, element, filled, words


def person(told: Person | None, at: Addresses) -> Json:
    """A reference to a person, or an organisation; nothing where the source named nobody."""
    if told is None:
        return {}
    if not _is_in_role(told):
        return _practitioner(told) or organisation(told.organisation)
    shown = element({"display": words(told.name, told.organisation)})
    return {**at.reference("PractitionerRole", _key(told)), **shown}


def organisation(name: str | None) -> Json:
    """A reference to an organisation of which only a name is known."""
    shown = words(name)
    return {"type": "Organization", "display": shown} if shown else {}


def people(listed: MedicationList, shown: Iterable[tuple[Row, Standing]], at: Addresses) -> list[Json]:
    """The entries of those whom anything in the bundle refers to; each once."""
    return [_role(each, at) for each in dict.fromkeys(_named(listed, shown)) if each and _is_in_role(each)]


def _named(listed: MedicationList, shown: Iterable[tuple[Row, Standing]]) -> Iterator[Person | None]:
    for row, _ in shown:
        yield row.treatment.decided_by
        yield row.ending.by if row.ending else None
    yield from (stamp.by for stamp in (listed.edited, listed.reconciled) if stamp)
    yield from (each.prescriber for each in listed.prescriptions)


def _role(told: Person, at: Addresses) -> Json:
    content = {
        "practitioner": _practitioner(told),
        "organization": organisation(told.organisation),
        "code": filled(concept(None, told.role)),
    }
    return at.entry("PractitionerRole", _key(told), content)


def _practitioner(told: Person) -> Json:
    hpr = words(told.hpr)
    known = {"system": HPR, "value": hpr} if hpr else {}
    shown = element({"identifier": known, "display": words(told.name)})
    return {"type": "Practitioner", **shown} if shown else {}


def _is_in_role(told: Person) -> bool:
    return bool(words(told.role) or (words(told.organisation) and _practitioner(told)))


def _key(told: Person) -> str:
    return uuid(repr(told))
