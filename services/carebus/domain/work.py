"""Understands what the projector's loop must remember beside the views."""

from datetime import datetime

from carebus.domain.provenance import Digest
from carebus.domain.record import Record
from carebus.domain.verdicts import Verdict


class Seen(Record, frozen=True):
    """A submission that was decided: key `<patient>/<source>/<submission id>` on the seen topic. `digest` is of the message that it came in."""

    digest: Digest
    verdict: Verdict


class Parked(Record, frozen=True):
    """A patient whose records wait for a mended release: key `<patient>/parked`.

    Records `first` to `next - 1` wait under `<patient>/waiting/<number>`, in order of arrival.
    """

    since: datetime
    reason: str
    first: int
    next: int
    releasing: bool = False


class Header(Record, frozen=True):
    """One header of a record, as it stood on its topic."""

    name: str
    value: bytes


class Waiting(Record, frozen=True):
    """One record of a parked patient, as it stood on its topic."""

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    value: bytes
    headers: tuple[Header, ...] = ()
