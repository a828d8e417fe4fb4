"""Understands how strictly an address is protected, and that the strictest level over all keys of a person holds (R22, R23).

Source: domain.md section 4; the words are those of Folkeregisteret, of the older codes and of NAV. [M]
"""

from collections.abc import Iterable
from enum import IntEnum


class Protection(IntEnum):
    """From nothing to the strictest."""

    NONE = 0
    CONFIDENTIAL = 1
    """Code 7, fortrolig."""
    STRICTLY_CONFIDENTIAL = 2
    """Code 6, strengt fortrolig; abroad as well (section 19)."""


_WORDS = {
    **dict.fromkeys(("none", "ingen", "ugradert", "0", ""), Protection.NONE),
    **dict.fromkeys(("7", "fortrolig"), Protection.CONFIDENTIAL),
}


def protection(written: str) -> Protection:
    """What a level as written means; one that nobody knows protects as the strictest does."""
    return _WORDS.get(written.strip().lower(), Protection.STRICTLY_CONFIDENTIAL)


def strictest(written: Iterable[str | None]) -> Protection:
    """The level that holds for a person, from what is told of each key (None: nothing is)."""
    return max((protection(each) for each in written if each is not None), default=Protection.NONE)
