"""Understands how many different messages are made of one of the project's examples: other ids, other invented patients."""

import re
from collections.abc import Iterator
from itertools import count, islice

from carebus.examples.catalogue import examples

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_TAG = "<{0}>[^<]*</{0}>"


def messages(number: int) -> Iterator[bytes]:
    """So many KITH messages, each of a new report of a new patient; their report ids are M0, M1 and so on."""
    example = next(iter(examples())).data.decode()
    for place, patient in enumerate(islice(patients(), number)):
        told = _with(example, "MsgId", f"00000000-0000-4000-8000-{place:012d}")
        told = _with(told, "ServProvId", f"M{place}")
        yield _with(told, "OffId", patient).encode()


def _with(message: str, tag: str, value: str) -> str:
    return re.sub(_TAG.format(tag), f"<{tag}>{value}</{tag}>", message, count=1)


def patients() -> Iterator[str]:
    """Synthetic birth numbers (R23), each once: the month is 80 more, so that nobody bears them."""
    for place in count():
        day, rest = place % 28 + 1, place // 28
        month, rest = rest % 12 + 81, rest // 12
        year, individual = rest % 50 + 50, rest // 50
        digits = [int(digit) for digit in f"{day:02d}{month:02d}{year:02d}{individual:03d}"]
        for weights in (_FIRST, _SECOND):
            digits.append(-sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11)
        if max(digits) < 10:
            yield "".join(map(str, digits))
