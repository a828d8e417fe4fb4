"""Understands how times are told to an operator."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_OSLO = ZoneInfo("Europe/Oslo")
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def lasting(time: timedelta) -> str:
    """A duration in its two largest units: `2 d 3 h`, `12 min`."""
    left, told = max(0, round(time.total_seconds())), []
    for name, seconds in _UNITS:
        if left >= seconds:
            told.append(f"{left // seconds} {name}")
            left %= seconds
        elif told:
            break
        if len(told) == 2:
            break
    return " ".join(told) or "0 s"


def moment(at: datetime) -> str:
    """An instant in Norway's time."""
    return f"{at.astimezone(_OSLO):%Y-%m-%d %H:%M}"
