"""Understands a Bundle: its entries, what each asks for, and the resources that the others refer to.

Source: FHIR R4, Bundle. A history, and the answer to a batch or transaction, tell what a server holds or did, not what
somebody decides.
"""

from dataclasses import dataclass

from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Place, Shelf
from carebus.formats.fhir.resource_types import Json

TAKEN = frozenset({"collection", "searchset", "transaction", "batch", "document", "message"})
"""The types of Bundle that are read."""

MOST_ENTRIES = 10_000
"""In one Bundle. The largest patient seen has 191."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `resource` is None where it only asks a server for something (`method`, `asked`)."""

    path: str
    url: str | None
    resource: Json | None
    method: str | None = None
    asked: str | None = None

    @property
    def place(self) -> str:
        """Where its resource stands."""
        return f"{self.path}.resource"


def entries(bundle: Element) -> tuple[Entry, ...]:
    """The entries; what is wrong with the Bundle is noted with it."""
    kind = bundle.needed("type")
    if kind is not None and kind not in TAKEN:
        bundle.wrong("type", f"not one of {', '.join(sorted(TAKEN))}")
    return tuple(_entry(each) for each in bundle.all("entry", MOST_ENTRIES))


def _entry(element: Element) -> Entry:
    resource, request = element.one("resource"), element.one("request")
    return Entry(
        element.path(),
        element.text("fullUrl"),
        None if resource is None else resource.node,
        None if request is None else request.text("method"),
        None if request is None else request.text("url"),
    )


def shelf(found: tuple[Entry, ...]) -> Shelf:
    """What the resources of a Bundle can refer to."""
    return Shelf((each.url, Place(each.resource, each.place)) for each in found if each.resource is not None)
