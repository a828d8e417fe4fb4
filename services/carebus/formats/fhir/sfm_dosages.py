"""Understands how a medicine is taken, as SFM says it: the whole text (`dssn`), the doses (`ereseptdosing`), and what it is for.

Source: SFM Basis API, sfm-reseptamendment, sfm-use and sfm-application-area ("describes why medication is needed":
bruksområde).
"""

from collections.abc import Iterator

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Dosing
from carebus.domain.record import replace
from carebus.formats.fhir import dosages, extensions
from carebus.formats.fhir.concepts import in_words, lines, number, unit
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.systems import EXTENSION


def dosage(statement: Element, amendment: Element | None) -> Dosage:
    """The dosage of a statement: every text once, and SFM's doses, with the dates that bound them, before those of FHIR."""
    plain = dosages.dosage(statement.all("dosage"))
    periods = () if amendment is None else amendment.extensions("ereseptdosing")
    doses = tuple(dose for period in periods for dose in _doses(period))
    return Dosage(lines((extensions.text(amendment, "dssn"), plain.text)), doses or plain.dosings, plain.site)


def use(statement: Element) -> Coding | None:
    """How the medicine is used, of 9101: regularly, when needed or as a course."""
    for step in statement.all("dosage"):
        if (code := extensions.code(step, EXTENSION["use"])) is not None:
            return code
    return None


def purposes(statement: Element) -> Iterator[str]:
    """What it is for (bruksområde), in words."""
    for step in statement.all("dosage"):
        for area in step.extensions(EXTENSION["application-area"]):
            for part in area.all("extension"):
                told = part.text("valueString") or in_words(part.one("valueCodeableConcept"))
                if told is not None:
                    yield told


def _doses(period: Element) -> Iterator[Dosing]:
    """Each repeated dose; where a period has none, only that it was one."""
    bounds = Dosing(starts=extensions.date(period, "starttime"), ends=extensions.date(period, "endtime"))
    repeated = period.extensions("repeatingdosage")
    if not repeated and bounds != Dosing():
        yield bounds
    for dose in repeated:
        amount, interval = (extensions.quantity(dose, name) for name in ("amount", "interval"))
        yield replace(
            bounds,
            amount=number(amount),
            unit=unit(amount),
            interval=number(interval),
            interval_unit=unit(interval),
            time_of_day=extensions.code(dose, "timerange"),
        )
