"""Understands chance that can be had again: the same seed, the same town."""

from random import Random
from uuid import UUID


def chance(*seed: object) -> Random:
    """A source of chance for exactly this matter: nothing that another thread draws changes what it gives."""
    return Random("/".join(map(str, seed)))  # noqa: S311 - a play, not a secret


def new_id(of: Random) -> str:
    """An id as systems make them up: a UUID."""
    return str(UUID(int=of.getrandbits(128), version=4))
