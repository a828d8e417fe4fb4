"""Understands whether no decision disappeared: what was sent, the verdicts, the accepted log and the pictures, against one another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from carebus.demo.town import check_alerts, check_lists, check_messages, check_persons, check_versions
from carebus.demo.town.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: how many of what, and what was wrong."""

    what: str
    count: int
    wrong: tuple[str, ...]


Look = Callable[[Evidence], Iterator[str | None]]
"""Looks at one thing after another: None where it is right, else what is wrong."""

LOOKS: dict[str, Look] = {
    "messages: exactly one final verdict each": check_messages.one_verdict,
    "messages: the original bytes are kept": check_messages.original_kept,
    "verdicts: what the writer was told is what stands": check_messages.told_truly,
    "verdicts: a repeat says what was said first": check_messages.repeats_agree,
    "verdicts: accepted, and the fact is on the log once": check_messages.fact_of_each,
    "facts: each of an accepted verdict": check_messages.verdict_of_each,
    "ends: as its kind must, by its rule": check_messages.as_due,
    "pictures: the log folds into the live one": check_versions.folds,
    "pictures: version and revision never go back": check_versions.forward,
    "versions: made by exactly one accepted write": check_versions.made_once,
    "versions: two writes on one never both won": check_versions.one_winner,
    "rows on a final list: from an accepted write": check_lists.from_accepted,
    "treatments: on the list, or gone from it, never both": check_lists.never_both,
    "rows accepted, not ended since: on the list as decided": check_lists.still_there,
    "entries: each as its last writer meant it": check_alerts.as_meant,
    "entries: refuted or withdrawn, told by a fact of its own": check_alerts.withdrawals_announced,
    "entries: whose end has come, announced by the clock": check_alerts.ends_announced,
    "no allergy known: where it was said, and nothing since": check_alerts.none_known_as_meant,
    "persons: the town's own union of what ties them": check_persons.united,
    "persons: their links, as told and not taken back": check_persons.tied_as_told,
    "persons: parted again, as if never merged": check_persons.parted,
    "visits: moved, here and gone": check_persons.visits_moved,
}


def check(evidence: Evidence) -> tuple[Checked, ...]:
    """Everything that was looked at."""
    return tuple(_looked(what, tuple(look(evidence))) for what, look in LOOKS.items())


def _looked(what: str, found: tuple[str | None, ...]) -> Checked:
    return Checked(what, len(found), tuple(each for each in found if each is not None))
