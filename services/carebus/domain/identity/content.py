"""Understands what a submission must be before anything is decided by it: keys and never numbers, short and clean texts."""

import re
from collections.abc import Iterator

from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentityDisputed,
    IdentityEvent,
    PatientDeceased,
    VisitMoved,
)
from carebus.domain.identity.limits import TEXT
from carebus.domain.identity.tying import pair
from carebus.domain.problems import Code, Problem

_KEY = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def unfit(submission: IdentityEvent) -> Iterator[Problem]:
    """Everything that keeps a submission from being decided at all."""
    for name, written in hashed(submission).items():
        if not _KEY.fullmatch(written):
            yield Problem(Code.INVALID_KEY, name, "is no key: 64 hexadecimal digits, and never a number")
    for name, text in _texts(submission).items():
        if len(text) > TEXT:
            yield Problem(Code.TOO_LARGE, name, f"is longer than {TEXT} characters")
        if _CONTROL.search(text):
            yield Problem(Code.CONTROL_CHARACTERS, name, "has control characters")


def hashed(submission: IdentityEvent) -> dict[str, str]:
    """What is written as an HMAC, by the names of its fields."""
    match submission:
        case PatientDeceased() | DeceasedRetracted() | AddressProtectionChanged():
            return {"key": submission.key}
        case VisitMoved():
            return {"moved_from": submission.moved_from, "moved_to": submission.moved_to}
        case IdentityDisputed() | DisputeSettled():
            return {"key": submission.key, "other": submission.other, "name": submission.name}
        case _:
            return {name: str(key) for name, key in pair(submission).items()}


def _texts(submission: IdentityEvent) -> dict[str, str]:
    match submission:
        case VisitMoved():
            return {"visit": submission.visit}
        case PatientDeceased(at=str() as at):
            return {"at": at}
        case AddressProtectionChanged():
            return {"level": submission.level}
        case _:
            return {}
