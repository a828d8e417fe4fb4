"""Understands what the projector's loop must remember beside the views."""

from datetime import datetime

from carebus.domain.provenance import Digest
from carebus.domain.record import Record
from carebus.domain.verdicts import Verdict

PARKED = b"/parked"
"""How the key of a patient's parking ends."""

TOUCHED = b"/touched/"
"""What stands between the line and the name in the key of what is touched there."""


class Seen(Record, frozen=True):
    """A submission that was decided: key `<patient>/<source>/<submission id>` on the seen topic. `digest` is of the message that it came in."""

    digest: Digest
    verdict: Verdict


class Parked(Record, frozen=True):
    """A patient whose records wait for a mended release: key `<patient>/parked`. In an area with one line it is the line (`Area.line`).

    Records `first` to `next - 1` wait under `<patient>/waiting/<number>`, in order of arrival. `by_name`: later records wait only where they
    touch what one of these touches (`Touched`); else all do. `failed`: when a defect was pinned to each of those that were behind no other,
    the newest alone.
    """

    since: datetime
    reason: str
    first: int
    next: int
    releasing: bool = False
    by_name: bool = False
    failed: tuple[datetime, ...] = ()


class Touched(Record, frozen=True):
    """What a waiting record of a line touches: key `<line>/touched/<name>`, the name of a person or of a submission id (`carebus.projector.touching`).

    `last` is the number of the last waiting record that touches it.
    """

    last: int


class Header(Record, frozen=True):
    """One header of a record, as it stood on its topic."""

    name: str
    value: bytes


class Waiting(Record, frozen=True):
    """One record of a parked patient, as it stood on its topic; `touches` are the names under which others are behind it (`Touched`)."""

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    value: bytes
    headers: tuple[Header, ...] = ()
    touches: tuple[str, ...] = ()
