"""Understands how seldom the garbage collector need walk a loop's memory.

Records and views are trees: reference counts free them. The collector's full pass walks every cached view all the same, and took
40 % of a projector's time. The young generations go on finding what cycles there are (exceptions make some).
"""

import gc

YOUNG = 100_000
"""Objects made and not freed before the youngest generation is looked through: some five milliseconds' work."""

NEVER = 1_000_000


def collect_young_only() -> None:
    """Set this process up so that only young objects are looked through for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, NEVER)
