"""Understands where the files that travel with carebus are: in a checkout, or inside the installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
_PLACES = {"schemas": "schemas", "topics": "topics", "sources": "deploy/sources", "local": "deploy/local"}


def folder(name: str) -> Path:
    """The folder of `schemas`, `topics`, `sources` or `local`. Raises KeyError for another name."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _CHECKOUT / _PLACES[name]
