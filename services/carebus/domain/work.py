"""Understands what the projector's loop must remember beside the views."""

from dataclasses import dataclass
from datetime import datetime

from carebus.domain.provenance import Digest
from carebus.domain.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """A submission that was decided: key `<patient>/<source>/<submission id>` on the seen topic. `digest` is of the message that it came in."""

    digest: Digest
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Parked:
    """A patient whose records wait for a mended release: key `<patient>/parked`.

    Records `first` to `next - 1` wait under `<patient>/waiting/<number>`, in order of arrival.
    """

    since: datetime
    reason: str
    first: int
    next: int
    releasing: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a record, as it stood on its topic."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """One record of a parked patient, as it stood on its topic."""

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    value: bytes
    headers: tuple[Header, ...] = ()
