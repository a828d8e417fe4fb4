"""Understands Norway's public holidays, by the library `holidays` (decision 13)."""

from datetime import date

from holidays import country_holidays

from carebus.domain.watch.hours import Hours


def hours() -> Hours:
    """Kinds of hours in Norway."""
    return Hours(holidays_of)


def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    return frozenset(country_holidays("NO", years=year))
