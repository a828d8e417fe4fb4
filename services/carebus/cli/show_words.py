"""Understands how times, ages and a laboratory's words stand in a terminal: readable, and never as commands to it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.text import Text

from carebus.reader.pictures.missing import Because, MissingPicture, Word
from carebus.reader.pictures.parts import PartyPicture, TimePicture

ZONE = ZoneInfo("Europe/Oslo")

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, escape among them, and what turns the direction of writing: a report must not steer the terminal."""

_ABSENT = {
    Because.NOBODY_RECORDED: "nobody has recorded any report of this patient",
    Because.NO_LIST: "nobody has made a medication list of this patient; that is not to say that nothing is taken",
}


def cleaned(words: str) -> str:
    """`words` with every character that acts shown as one that does not."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", words.replace("\r\n", "\n"))


def text(words: str | None, style: str = "") -> Text:
    """`words` as they are: never markup."""
    return Text(cleaned(words or ""), style=style, overflow="fold")


def lines(*parts: Text | None) -> Text:
    """The parts that there are, a line each."""
    return Text("\n", overflow="fold").join([part for part in parts if part])


def when(moment: datetime | None) -> str:
    """A time as a nurse reads it, in Norway."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if moment else ""


def as_written(moment: TimePicture | None) -> str:
    """The instant as a nurse reads it, else what stands there."""
    if moment is None:
        return ""
    shown = when(moment.instant) if moment.instant else moment.written
    return f"{shown} ({moment.note})" if moment.note else shown


def age(seconds: float | None) -> str:
    """How old something is, by its largest unit."""
    if seconds is None:
        return "age unknown"
    old = timedelta(seconds=seconds)
    for one, name in ((timedelta(days=365), "year"), (timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if count := old // one:
            return f"{count} {name}{'s' if count > 1 else ''} old"
    minutes = old // timedelta(minutes=1)
    return f"{minutes} minute{'s' if minutes != 1 else ''} old"


def people(parties: tuple[PartyPicture, ...]) -> str:
    """Who they are, by their names; an identifier where there is no name."""
    return "; ".join(", ".join(each.names) or ", ".join(each.identifiers) or each.role or "?" for each in parties)


def missing(said: MissingPicture) -> Text:
    """One of the six words, as a sentence (R19)."""
    match said:
        case MissingPicture(word=Word.NONE_KNOWN, since=since):
            return text(f"None known: a person said {when(since)} that nothing is taken.", "bold")
        case MissingPicture(word=Word.ABSENT, because=because):
            return text(f"Absent: {_ABSENT.get(because, because.value)}.", "bold")
        case MissingPicture(word=Word.WITHHELD, because=Because.NOT_RELEASED, until=until):
            end = f"until {when(until)} at the earliest" if until else "until the requester releases it"
            return text(f"Withheld {end}: not released to the patient yet.", "bold yellow")
        case MissingPicture(because=Because.UNREADABLE):
            return text("Unknown: a record of this patient cannot be read by this release.", "bold red")
        case _:
            return text(f"{unknown(said)}. There may be more than is shown.", "bold red")


def unknown(said: MissingPicture) -> str:
    """The word, since when, and why."""
    since = f" since {when(said.since)}" if said.since else ""
    return f"{said.word.value.capitalize()}{since}: {said.because.value}"
