"""Understands which types of resource FHIR R4 has: a type that it does not have is a mistake, never "something else".

Source: FHIR R4 (4.0.1), value set resource-types.
"""

from functools import cache
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
"""A JSON object as parsed."""


@cache
def known() -> frozenset[str]:
    """Every type of resource."""
    return frozenset(files(__package__).joinpath("resource_types.txt").read_text(encoding="utf-8").split())


def type_of(resource: Json) -> str | None:
    """The type of a resource; None where it says none that there is."""
    kind = resource.get("resourceType")
    return kind if isinstance(kind, str) and kind in known() else None


def root_name(resource: Json) -> str:
    """How a path into a resource begins: by its type, or `Resource` where its type could be anything."""
    return type_of(resource) or "Resource"
