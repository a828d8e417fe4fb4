"""Understands how long a question waits for a write of one's own that is on its way to the copy."""

import asyncio
import time
from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool

from carebus.reader.problem import Refusal, Remedy, refusal

PATIENCE = 1.0
"""Seconds that a question waits for a write of one's own (design: read your writes)."""

_LOOK_AGAIN = 0.01


async def has_come(look: Callable[[], bool]) -> bool:
    """Look until it is there, or PATIENCE is spent; tells which."""
    deadline = time.monotonic() + PATIENCE
    while not await run_in_threadpool(look):
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(_LOOK_AGAIN)
    return True


async def reached(revision: int, known: Callable[[], int], age: Callable[[], float | None]) -> None:
    """Wait until the `known` revision is that one. Raises a Refusal (503) where PATIENCE is spent; `age` is then asked for the copy's."""
    if not await has_come(lambda: known() >= revision):
        raise not_yet(age())


def not_yet(age: float | None) -> Refusal:
    """The refusal (503) of a question that waited in vain; `age` is the copy's."""
    return refusal(503, "not-yet", "That revision is not in this copy yet", Remedy.NOT_YET, age=age, retry_after=1)
