"""Understands a time that somebody writes on the command line: that of Norway unless it has a zone of its own."""

from datetime import UTC, datetime

import typer

from carebus.cli.show_words import ZONE

HOW = "2026-11-01, 2026-11-01T12:00 or 2026-11-01T12:00+01:00"


def instant(written: str | None) -> datetime | None:
    """The instant that it means; of the hour that comes twice in autumn, the first. Raises BadParameter.

    Source: our choice, as rule 13 takes a laboratory's time without a zone.
    """
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"that is no time; say {HOW}", param_hint="--as-of") from None
