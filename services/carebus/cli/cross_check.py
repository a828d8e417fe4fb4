"""Understands how a medicine that a patient may react to is told: what it is, how they belong together, and who said both."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from carebus.cli.critical_words import SEVERITIES, VERIFICATIONS
from carebus.cli.medication_words import joined
from carebus.cli.show_records import of
from carebus.cli.show_words import missing, text, when
from carebus.domain.atc import Kinship
from carebus.domain.critical_info.entry import Severity
from carebus.reader.pictures.acts import ActPicture
from carebus.reader.pictures.cross_check import CrossCheckAnswer, MatchPicture
from carebus.reader.pictures.records import RecordPicture

_KIN = {
    Kinship.SAME: "the same",
    Kinship.GROUP: "one belongs to the other's group",
    Kinship.SUBGROUP: "of one chemical subgroup",
}
_NOTHING = "No medicine on the list has a code that belongs with that of a reaction."


def cross_check(answer: CrossCheckAnswer) -> Iterator[RenderableType]:
    """Every match, then what nobody could compare."""
    yield from map(missing, answer.missing)
    for match in answer.matches:
        yield from _match(match, answer.records)
    if not answer.matches:
        yield text(_NOTHING, "dim")
    for what, names in (("Medicines", answer.rows_uncompared), ("Reactions", answer.entries_uncompared)):
        if names:
            yield text(
                f"{what} without a code that can be compared, to be looked at: {', '.join(names)}", "bold yellow"
            )


def _match(match: MatchPicture, records: Sequence[RecordPicture]) -> Iterator[RenderableType]:
    style = "bold red" if match.severity is Severity.HIGH else "bold yellow"
    yield text(f"⚑ {match.medicine} is on the list, and there is a reaction to: {match.reaction}", style)
    severity = SEVERITIES[match.severity] if match.severity else None
    yield text(f"  {joined((f'{_KIN[match.kinship]} ({match.by})', VERIFICATIONS[match.verification], severity))}")
    yield text(f"  the medicine: row {match.treatment}{of(match.taken_in, records)}, {_from(match.decided)}", "dim")
    yield text(f"  the reaction: entry {match.entry}{of(match.known_in, records)}, {_from(match.stated)}", "dim")


def _from(act: ActPicture) -> str:
    return f"{act.source}, {when(act.at)}, message {act.submission_id}"
