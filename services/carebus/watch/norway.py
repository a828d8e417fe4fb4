"""Understands Norway's public holidays, by the library `holidays` (decision 13)."""

from datetime import date

from holidays import country_holidays

from carebus.domain.watch.hours import Hours


def hours() -> Hours:
    """Kinds of hours in Norway."""
    return Hours(_holidays)


def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NO", years=year))
