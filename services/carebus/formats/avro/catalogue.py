"""Understands which records travel: their classes, their names on the wire, and the schemas that this release reads."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from carebus.domain.alarms import AlarmCleared, AlarmRaised, AlarmStill
from carebus.domain.areas import AREAS
from carebus.domain.commands import ReleaseRequested, UnitRebuilt
from carebus.domain.flow import EvaluationDue, TransactionDone
from carebus.domain.held import Held, Settled
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.domain.verdicts import Verdict
from carebus.domain.work import Parked, Seen, Touched, Waiting
from carebus.formats.avro.codec import Codec
from carebus.formats.avro.schemas import Schema, current, released, whole
from carebus.shipped import folder

T = TypeVar("T")

RECORDS: tuple[type, ...] = (
    *(record for area in AREAS.values() for record in (*area.events, *area.pictures)),
    Verdict,
    Held,
    Settled,
    TransactionDone,
    EvaluationDue,
    SourceControlTotal,
    PlannedSilence,
    AlarmRaised,
    AlarmStill,
    AlarmCleared,
    ReleaseRequested,
    UnitRebuilt,
    Seen,
    Parked,
    Waiting,
    Touched,
)
"""Every record that stands alone on a topic."""

_COMMON = {"provenance", "problems", "coding"}


def fullname(cls: type) -> str:
    """The name on the wire: `care.<area>.<Record>`, by the module of the domain that the class stands in."""
    area = cls.__module__.removeprefix("carebus.domain.").partition(".")[0]
    return f"care.{'common' if area in _COMMON else area}.{cls.__name__}"


@cache
def codec(cls: type[T]) -> Codec[T]:
    """The codec of a record of this release. Raises KeyError if no schema is shipped for it."""
    name = fullname(cls)
    return Codec(cls, name, whole(name, _shipped()))


def codec_of(record: object) -> Codec[Any]:
    """The codec of a record's own class. Raises KeyError if no schema is shipped for it."""
    kind: Any = type(record)
    return codec(kind)


@cache
def _shipped() -> dict[str, Schema]:
    return current(folder("schemas"))


def _by_fullname() -> dict[str, Codec[Any]]:
    return {fullname(cls): codec(cls) for cls in RECORDS}


def _by_fingerprint() -> dict[str, Codec[Any]]:
    now = BY_FULLNAME.values()
    return {each.fingerprint: each for each in (*_earlier(), *now)}


def _earlier() -> Iterator[Codec[Any]]:
    for schemas in released(folder("schemas")).values():
        for name in BY_FULLNAME.keys() & schemas.keys():
            now = BY_FULLNAME[name]
            yield Codec(now.cls, name, whole(name, schemas), today=now.schema)


class _Catalogue(Mapping[str, Codec[Any]]):
    """Filled when first asked: nothing is read at import."""

    def __init__(self, fill: Callable[[], dict[str, Codec[Any]]]) -> None:
        self._fill = cache(fill)

    def __getitem__(self, key: str) -> Codec[Any]:
        return self._fill()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fill())

    def __len__(self) -> int:
        return len(self._fill())


BY_FULLNAME: Mapping[str, Codec[Any]] = _Catalogue(_by_fullname)
"""The codecs of this release by full name."""

BY_FINGERPRINT: Mapping[str, Codec[Any]] = _Catalogue(_by_fingerprint)
"""The codecs of this release and of earlier ones, by fingerprint; an earlier one decodes to this release's classes."""
