"""Understands the command `sources status`: how each source stands by area and kind of message, as a table or for programs."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich import box
from rich.console import Console, RenderableType
from rich.table import Column, Table
from rich.text import Text

from carebus.bus.groups import Groups
from carebus.cli.alarms import OPEN
from carebus.cli.asked import Ends
from carebus.cli.show_words import ZONE, lines, text
from carebus.domain.alarms import Alarm
from carebus.domain.record import Record, replace
from carebus.gateway.sources import Sources
from carebus.settings import Settings
from carebus.shipped import folder
from carebus.watch.alarmlog import AlarmLog
from carebus.watch.beginning import GROUP
from carebus.watch.kept import read_kept
from carebus.watch.shelf import Shelf
from carebus.watch.standing import Expected, Line, Seen, Standing, of_the_area, standings
from carebus.watch.watcher import WATCHED
from carebus.watch.words import lasting, moment


class Status(Record, frozen=True):
    """What was asked for, `at` a time; `written` is when the watch wrote down the newest of it, and `watched` whether a watch runs."""

    at: datetime
    written: datetime | None
    watched: bool
    sources: tuple[Standing, ...]
    alarms: tuple[Alarm, ...]


def status(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE…", help="Ids of source files; every source if none.")
    ] = None,
    area: Annotated[str | None, typer.Option(help=f"One of: {', '.join(WATCHED)}; all unless said.")] = None,
    trouble: Annotated[bool, typer.Option("--trouble", help="Those alone of which an alarm is open.")] = False,
    recipients: Annotated[bool, typer.Option("--recipients", help="Also a row for each recipient.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs; durations as ISO 8601.")] = False,
    sources: Annotated[
        Path | None,
        typer.Option("--folder", envvar="CAREBUS_SOURCES", help="folder of source files; the shipped ones unless said"),
    ] = None,
) -> None:
    """Show how each source stands, by area and kind of message, as the watch knows it.

    LAST SEEN: when the gateway took its newest message; `never`: it has a
    file, and nothing ever came. SILENT FOR: since then.

    USUAL: the longest pause that is usual in hours like these (working day,
    its edges, night, weekend, holiday), learned from eight weeks. `stated`:
    from the source's file, until six weeks are known. Silence is an alarm at
    twice what is usual, or past what is stated; it stands in red. `learning`:
    nothing can be said yet.

    MISSING: numbers that have not come, where the source numbers its
    messages, and how many its control totals have more than came.

    TWO HOURS: of this hour and the one before, how much was decided, held
    (`carebus held list`), refused, repeated, or had codes without a mapping.

    ALARMS: what is open; `carebus alarms` says more of each.

    The watch must run (`carebus watch`): it writes down twice a minute what
    has changed. No patient is named.

    Exit status 0: no alarm is open of what is shown; 1: at least one is; 2: no
    such source or area; 3: no watch runs, and the table is old.
    """
    settings = Settings.load()
    known = Sources.load(sources or folder("sources"))
    if area is not None and area not in WATCHED:
        raise typer.BadParameter(f"no such area; there are: {', '.join(WATCHED)}", param_hint="--area")
    everything = _asked(settings, known)
    if unknown := sorted(set(names or ()) - {each.source for each in everything.sources}):
        raise typer.BadParameter(f"never seen, and without a file: {', '.join(unknown)}", param_hint="SOURCE")
    shown = chosen(everything, names, area, trouble=trouble, recipients=recipients)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(shown)).decode())
    else:
        _write(shown)
    raise typer.Exit(_ends(shown))


def _asked(settings: Settings, known: Sources) -> Status:
    from carebus.watch.norway import hours  # noqa: PLC0415 - `holidays` is of the extra `watch`

    kept, shelf = read_kept(settings.brokers), Shelf()
    shelf.load(kept.values.items(), WATCHED)
    with closing(AlarmLog(settings)) as log:
        alarms = tuple(event.alarm for event in log.open())
    here = [each for each in known.all if each.environment is settings.environment and not each.probe]
    seen = Seen(
        shelf,
        alarms,
        hours(),
        known.cadences,
        frozenset(Expected(area, each.id) for each in here for area in each.areas),
        datetime.now(UTC),
    )
    told = tuple(each for area in WATCHED for each in standings(seen, area))
    return Status(seen.now, kept.at, Groups(settings.brokers).members(GROUP) > 0, told, alarms)


def chosen(
    everything: Status, names: Iterable[str] | None, area: str | None, *, trouble: bool, recipients: bool
) -> Status:
    """What was asked for: alarms of whole areas are left out where single sources were asked for."""
    wanted = frozenset(names or ())
    told = (
        each if recipients else replace(each, lines=tuple(line for line in each.lines if not _alright(line)))
        for each in everything.sources
        if (not wanted or each.source in wanted) and area in (None, each.area) and (each.alarmed or not trouble)
    )
    alarms = (each for each in everything.alarms if area in (None, each.area) and (not wanted or each.source in wanted))
    return replace(everything, sources=tuple(told), alarms=tuple(alarms))


def _alright(line: Line) -> bool:
    """A recipient that is not silent."""
    return line.recipient is not None and not (line.silent or line.alarms)


def _ends(shown: Status) -> int:
    if not shown.watched:
        return Ends.NOT_NOW
    return OPEN if shown.alarms else Ends.SHOWN


def _write(shown: Status) -> None:
    console = Console(highlight=False)
    for part in _parts(shown):
        console.print(part)
    if not shown.watched:
        words = "No watch runs: this is what the last one wrote down. Start one by `carebus watch`."
        Console(stderr=True).print(words, style="red", markup=False, soft_wrap=True)


def _parts(shown: Status) -> Iterator[RenderableType]:
    written = "nothing yet" if shown.written is None else f"{lasting(shown.at - shown.written)} ago"
    yield Text(f"{moment(shown.at)}. The watch wrote down the newest of this: {written}.", style="dim")
    for area in WATCHED:
        told = [each for each in shown.sources if each.area == area]
        of_area = sorted({each.kind for each in of_the_area(area, shown.alarms)})
        if told or of_area:
            yield _heading(area, of_area)
        if told:
            yield table(told, shown.at)
    if not shown.sources:
        yield Text("No source to show.")


def _heading(area: str, alarms: Iterable[str]) -> Text:
    words = ", ".join(alarms)
    return Text.assemble(
        "\n", (area, "bold"), *([(f"  alarm of the whole area: {words}", "bold red")] if words else [])
    )


def table(told: Iterable[Standing], at: datetime) -> Table:
    """The sources of one area `at` a time: a row each, and a row for each of their kinds of message."""
    told = tuple(told)
    counted = any(each.numbered or each.lost for each in told)
    made = Table(
        Column("source", overflow="fold", min_width=14),
        Column("last seen", no_wrap=True),
        Column("silent for", no_wrap=True),
        Column("usual", no_wrap=True),
        *([Column("missing", overflow="fold", min_width=7)] if counted else []),
        Column("two hours", no_wrap=True),
        Column("alarms", no_wrap=True),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
        pad_edge=False,
    )
    for each in told:
        for line in each.lines:
            made.add_row(*_row(each, line, at, counted=counted))
    return made


def _row(standing: Standing, line: Line, at: datetime, *, counted: bool) -> Iterator[RenderableType]:
    whole = line is standing.whole
    yield _name(standing, line)
    yield text(("never" if standing.expected else "") if line.last is None else _last(line.last, at))
    yield _silence(standing, line)
    yield _usual(line)
    if counted:
        yield _missing(standing) if whole else ""
    yield _two_hours(standing) if whole else ""
    yield text("\n".join(line.alarms), "bold red")


def _last(moment: datetime, at: datetime) -> str:
    """As short as can be: a table has many."""
    here, now = moment.astimezone(ZONE), at.astimezone(ZONE)
    if here.date() == now.date():
        return f"{here:today %H:%M}"
    return f"{here:%d %b %H:%M}" if here.year == now.year else f"{here:%Y-%m-%d}"


def _name(standing: Standing, line: Line) -> Text:
    if line.recipient is not None:
        return text(f"    to {line.recipient}", "dim")
    return text(standing.source, "bold") if line.kind is None else text(f"  {line.kind}")


def _silence(standing: Standing, line: Line) -> Text:
    quiet = text("" if line.quiet is None else lasting(line.quiet), "bold red" if line.silent else "")
    planned = standing.planned_to if line is standing.whole else None
    return quiet if planned is None else lines(quiet, text(f"planned to {moment(planned)}"))


def _usual(line: Line) -> Text:
    if line.usual is None:
        return text("" if line.last is None else "learning", "dim")
    return text(lasting(line.usual) if line.learned else f"{lasting(line.usual)} stated")


def _missing(standing: Standing) -> Text:
    numbers = f"{standing.missing}: {standing.missing_numbers}" if standing.missing else "none"
    return lines(
        text(numbers, "bold red" if standing.missing else "") if standing.numbered else None,
        text(f"{standing.lost} of its totals", "bold red") if standing.lost else None,
    )


def _two_hours(standing: Standing) -> Text:
    hours = standing.hours
    parts = (
        (hours.held, "held"),
        (hours.refused, "refused"),
        (hours.duplicates, "repeated"),
        (hours.unknowns, "unmapped"),
    )
    return lines(
        text(f"{hours.decided} decided") if hours.decided else None,
        *(text(f"{count} {word} {count / hours.decided:.0%}") for count, word in parts if count),
    )
