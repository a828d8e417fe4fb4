"""Understands when something began or was, in whichever way FHIR says it: a date, a period, an age, a range, or words.

Source: FHIR R4, onset[x], performed[x], abatement[x] and timing[x].
"""

from carebus.formats.fhir.concepts import amount, joined
from carebus.formats.fhir.elements import Element


def period(resource: Element, name: str) -> tuple[str | None, str | None]:
    """From and until, as written; a single date is from when."""
    told = resource.one(f"{name}Period")
    if told is not None:
        return told.date("start"), told.date("end")
    return resource.date(f"{name}DateTime"), None


def in_words(resource: Element, name: str) -> str | None:
    """A text, an age or a range, in words."""
    span = resource.one(f"{name}Range")
    return (
        resource.text(f"{name}String")
        or amount(resource.one(f"{name}Age"))
        or (None if span is None else joined((amount(span.one("low")), amount(span.one("high"))), " - "))
    )


def as_written(resource: Element, name: str) -> str | None:
    """All of it as one text."""
    return resource.date(f"{name}DateTime") or in_words(resource, name) or joined(period(resource, name), "/")
