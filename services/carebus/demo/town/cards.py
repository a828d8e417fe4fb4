"""Understands the town's own card of each patient's critical information: kept by what was meant when it was sent, not by the area's rules."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from carebus.demo.town.drafts import Form
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.sent import Sent
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Content, EntryId, Kind, Scope, Verification
from carebus.domain.critical_info.events import (
    AllergyObserved,
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
)
from carebus.domain.provenance import PatientKey

_SCOPES = {Kind.DRUG_REACTION: (Scope.ANY, Scope.DRUG), Kind.OTHER_ALLERGEN: (Scope.ANY,)}
"""What of "no allergy known" is over when such a thing is stated (R26)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as its last writer meant it: `content` is None where it was withdrawn, `whole` whether they wrote all of it."""

    kind: Kind
    verification: Verification
    content: Content | None
    whole: bool = True
    version: int = 1

    @property
    def until(self) -> datetime | None:
        """When it ends by itself: in the town always a moment."""
        told = self.content.valid_until if self.content else None
        return datetime.fromisoformat(told) if told else None


@dataclass(slots=True)
class Card:
    """One patient: the entries, and since when it is said that no allergy is known; None where that is over."""

    lines: dict[EntryId, Line] = field(default_factory=dict)
    none_known: dict[Scope, datetime | None] = field(default_factory=dict)


def cards(evidence: Evidence) -> dict[PatientKey, Card]:
    """Everybody's, in the order in which it was accepted."""
    kept: defaultdict[PatientKey, Card] = defaultdict(Card)
    for patient, fact, sent in evidence.meant(CRITICAL_INFO):
        if sent is not None:
            _write(kept[patient], fact, sent)
    return kept


def _write(card: Card, fact: Any, sent: Sent) -> None:
    """What was meant; of an allergy in another system only its id is told by the fact, for the bus gives it.

    What is changed before it was stated stands on no card.
    """
    said, record = sent.draft.fields, sent.draft.record
    if record is NoneKnownStated:
        scope, at = said["scope"], said["happened"]
        card.none_known[scope] = max(at, card.none_known.get(scope) or at)
        return
    name = sent.draft.entry or fact.id
    if record in (CriticalInfoRegistered, AllergyObserved):
        sure = said.get("verification", Verification.UNCONFIRMED)
        card.lines[name] = Line(said["kind"], sure, said["content"], sent.draft.form is Form.JSON)
        over = set(_SCOPES.get(said["kind"], ())) & card.none_known.keys()
        card.none_known |= dict.fromkeys(over)
        return
    before = card.lines.get(name)
    if before is not None:
        card.lines[name] = replace(_changed(before, record, said), version=before.version + 1)


def _changed(before: Line, record: type, said: dict[str, Any]) -> Line:
    if record is CriticalInfoUpdated:
        return Line(before.kind, said["verification"], said["content"])
    if record is CriticalInfoRefuted:
        return replace(before, verification=Verification.REFUTED)
    if record is CriticalInfoRetracted:
        return replace(before, verification=Verification.ENTERED_IN_ERROR, content=None)
    raise ValueError(record)
