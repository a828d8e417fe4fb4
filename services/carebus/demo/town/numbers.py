"""Understands how a number is made up that belongs to nobody: birth month + 80, as Test-Norge writes it, and right check digits (R23)."""

from collections.abc import Callable, Iterator
from random import Random

_K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_IMPOSSIBLE = 10
"""A check digit that no number has: its first nine digits are not given to anybody."""


def national(of: Random) -> str:
    """The first nine digits of a national number."""
    return _born(of, of.randint(1, 28))


def d_number(of: Random) -> str:
    """Those of a D-number: the day + 40."""
    return _born(of, of.randint(1, 28) + 40)


def numbers(of: Random, nine: Callable[[Random], str] = national) -> Iterator[str]:
    """Synthetic numbers without end, no two alike."""
    given: set[str] = set()
    while True:
        number = checked(nine(of))
        if number and number not in given:
            given.add(number)
            yield number


def checked(nine: str) -> str | None:
    """The first nine digits with both check digits; None where there is no such number. Source: Skatteetaten, fødselsnummer."""
    number = nine
    for weights in (_K1, _K2):
        digit = -sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11
        if digit == _IMPOSSIBLE:
            return None
        number += str(digit)
    return number


def wrong(number: str) -> str:
    """The number with another last digit: nobody has it."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _born(of: Random, day: int) -> str:
    month = of.randint(1, 12) + 80
    return f"{day:02}{month}{of.randint(0, 99):02}{of.randint(0, 999):03}"
