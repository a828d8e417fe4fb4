"""Understands whether the reader may be asked: its copy has caught up, and is not behind."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from carebus.reader.copy import Copy


class HealthPicture(BaseModel):
    """How the reader is."""

    ready: Annotated[bool, Field(description="caught up with what there was at the start, and not behind since")]
    age_seconds: Annotated[
        float | None, Field(description="since the copy was last known to hold everything; None: not yet")
    ]
    restored: Annotated[float, Field(description="share of what there was at the start that has been read")]
    lag_records: Annotated[int, Field(description="offsets between the copy and its topics")]
    units: Annotated[int, Field(description="pictures in the copy: reports, lists, persons and the like")]
    parked_patients: Annotated[int, Field(description="patients whose records wait for a mended release")]
    undecodable: Annotated[dict[str, int], Field(description="records that this release cannot read, by topic")]


def health(copy: Copy, now: datetime) -> HealthPicture:
    """How `copy` is at `now`."""
    freshness, complete = copy.freshness, copy.freshness.complete_at()
    return HealthPicture(
        ready=freshness.restored() == 1.0 and not freshness.behind(now),
        age_seconds=max(0.0, (now - complete).total_seconds()) if complete else None,
        restored=freshness.restored(),
        lag_records=sum(freshness.lag().values()),
        units=copy.units(),
        parked_patients=copy.parked_patients(),
        undecodable=copy.unreadable(),
    )
