"""Understands how the records of one person are told apart in a terminal: by a number of the screen, and the name to ask by (R23)."""

from collections.abc import Iterator, Sequence

from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from carebus.cli.medication_words import joined
from carebus.cli.show_words import text, when
from carebus.domain.identity.link import Tie
from carebus.reader.pictures.records import Level, RecordPicture, TiePicture

_TIES = {
    (Tie.MERGED, True): "merged into {}",
    (Tie.MERGED, False): "{} was merged into it",
    (Tie.REPLACED, True): "its number was replaced by that of {}",
    (Tie.REPLACED, False): "its number took the place of that of {}",
    (Tie.ASSIGNED, True): "its number was given to the patient of {}",
    (Tie.ASSIGNED, False): "its patient was given the number of {} too",
    (Tie.LINKED, None): "linked with {}, and neither gives way",
}
_WARNING = "bold yellow"


def head(records: Sequence[RecordPicture]) -> Panel:
    """What stands above everything of a person with several records."""
    return Panel(
        Group(*(line for each in records for line in _told(each, records))),
        title=text(f"This person has {len(records)} records: side by side, and nothing of them merged", _WARNING),
        title_align="left",
    )


def heading(record: RecordPicture, records: Sequence[RecordPicture]) -> Text:
    """What stands above everything that is of one record."""
    return text(f"\n▌ {_title(record, records)}", "bold cyan")


def of(name: str, records: Sequence[RecordPicture]) -> str:
    """Words for whose something is; none where the person has one record."""
    return f" of {_numbered(name, records)}" if len(records) > 1 else ""


def _told(record: RecordPicture, records: Sequence[RecordPicture]) -> Iterator[Text]:
    yield text(_title(record, records), "bold")
    yield from (text(f"  {_tie(each, records)}") for each in record.ties)
    for death in record.deaths:
        at = f", {death.at}" if death.at else ""
        yield text(f"  ⚑ dead{at}, told by {death.act.source}", _WARNING)
    if record.protection and record.protection.level is not Level.NONE:
        yield text(f"  ⚑ address protected: {record.protection.level.value.replace('-', ' ')}", _WARNING)
    yield text(f"  alone: --record {record.record}", "dim")


def _title(record: RecordPicture, records: Sequence[RecordPicture]) -> str:
    place = f"{_numbered(record.record, records).capitalize()} of {len(records)}"
    return joined((place, "prevails" if record.prevails else None, "asked about" if record.is_this else None), " · ")


def _tie(told: TiePicture, records: Sequence[RecordPicture]) -> str:
    words = _TIES[told.tie, told.gives_way].format(_numbered(told.other, records))
    return f"{words}: told by {told.act.source}, {when(told.act.at)}"


def _numbered(name: str, records: Sequence[RecordPicture]) -> str:
    return f"record {[each.record for each in records].index(name) + 1}"
