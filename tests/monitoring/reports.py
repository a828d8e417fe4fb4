"""Understands laboratory messages of which there may be as many as a test needs."""

import uuid

from carebus.examples.catalogue import examples

_MESSAGE, _REPORT = b"a1c6f2de-0001-4000-8000-000000000001", b"F-1001"
_DATA = next(example.data for example in examples() if example.file == "01-new.xml")


def report(message: str | None = None) -> bytes:
    """The first example as a report and a message of its own; `message` is its id, where that matters."""
    return _DATA.replace(_MESSAGE, (message or uuid.uuid4().hex).encode()).replace(_REPORT, uuid.uuid4().hex.encode())
