"""Understands whether critical information stands as the town's own cards have it, and whether each end was announced (R10-R12, R26)."""

from collections import Counter
from collections.abc import Iterator

from carebus.demo.town.cards import Card, Line, cards
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.kinds import Kind
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.due import ROLE
from carebus.domain.critical_info.entry import Content, EntryId, Verification
from carebus.domain.critical_info.events import CriticalInfoExpired, CriticalInfoRefuted, CriticalInfoRetracted
from carebus.domain.critical_info.view import NOTHING, CriticalInformation, Entry
from carebus.domain.provenance import PatientKey

_Withdrawal = tuple[PatientKey, EntryId | None, type]
_NOBODY = Card()
_WITHDRAWALS = (CriticalInfoRefuted, CriticalInfoRetracted)
_SHOWN_AS = {Verification.REFUTED: CriticalInfoRefuted, Verification.ENTERED_IN_ERROR: CriticalInfoRetracted}


def as_meant(evidence: Evidence) -> Iterator[str | None]:
    """Every entry is as its last writer meant it, at the version that they made; and there is no other."""
    kept, shown = cards(evidence), pictures(evidence)
    for patient in dict.fromkeys((*kept, *shown)):
        card, entries = kept.get(patient, _NOBODY), {each.id: each for each in shown.get(patient, NOTHING).entries}
        for name in dict.fromkeys((*card.lines, *entries)):
            wrong = _difference(card.lines.get(name), entries.get(name))
            yield wrong and f"entry {name}: {wrong}"


def none_known_as_meant(evidence: Evidence) -> Iterator[str | None]:
    """That no allergy is known stands where somebody said so last, and nothing else was stated since."""
    kept, shown = cards(evidence), pictures(evidence)
    for patient in dict.fromkeys((*kept, *shown)):
        meant = kept.get(patient, _NOBODY).none_known
        stands = {each.scope: each.at for each in shown.get(patient, NOTHING).none_known if each.ended is None}
        for scope in dict.fromkeys((*meant, *stands)):
            same = meant.get(scope) == stands.get(scope)
            yield (
                None
                if same
                else f"no {scope} allergy known: {_when(meant.get(scope))} meant, {_when(stands.get(scope))} shown"
            )


def withdrawals_announced(evidence: Evidence) -> Iterator[str | None]:
    """Whatever somebody refuted, or withdrew as registered in error, is told by one fact of its own, and nothing else is."""
    facts = ((patient, fact) for patient, fact, _sent in evidence.meant(CRITICAL_INFO))
    told = Counter[_Withdrawal](
        (patient, fact.id, type(fact)) for patient, fact in facts if isinstance(fact, _WITHDRAWALS)
    )
    accepted = (each for each in evidence.sent if each.is_accepted and each.kind is not Kind.AGAIN)
    meant = Counter[_Withdrawal](
        (each.patient, each.draft.entry, each.draft.record) for each in accepted if each.draft.record in _WITHDRAWALS
    )
    for one in dict.fromkeys((*meant, *told, *_shown_withdrawn(evidence))):
        _patient, name, kind = one
        right = meant[one] == told[one] == 1
        yield None if right else f"entry {name}: {meant[one]} times withdrawn, {told[one]} facts {kind.__name__}"


def ends_announced(evidence: Evidence) -> Iterator[str | None]:
    """What has come to its end was announced by the clock, as of that end; what has not was not."""
    told = {
        (patient, fact.id, fact.base): fact.at
        for patient, fact, _sent in evidence.meant(CRITICAL_INFO)
        if isinstance(fact, CriticalInfoExpired) and fact.provenance.author_role == ROLE
    }
    shown = pictures(evidence)
    for patient, card in cards(evidence).items():
        for name, line in card.lines.items():
            if line.until and line.verification is not Verification.REFUTED:
                due = line.until if line.until <= evidence.read_at else None
                entry = shown.get(patient, NOTHING).entry(name)
                right = told.get((patient, name, line.version)) == due == (entry.expired if entry else None)
                yield None if right else f"entry {name}: its end is {'not announced' if due else 'announced too early'}"


def pictures(evidence: Evidence) -> dict[PatientKey, CriticalInformation]:
    """What every system reads."""
    return {key: view for (key, _unit), view in evidence.views.items() if isinstance(view, CriticalInformation)}


def _shown_withdrawn(evidence: Evidence) -> Iterator[_Withdrawal]:
    for patient, picture in pictures(evidence).items():
        for entry in picture.entries:
            if entry.verification in _SHOWN_AS:
                yield patient, entry.id, _SHOWN_AS[entry.verification]


def _difference(meant: Line | None, shown: Entry | None) -> str | None:
    if meant is None or shown is None:
        return "on nobody's card" if meant is None else "accepted, and not shown"
    if (meant.kind, meant.verification, meant.version) != (shown.kind, shown.verification, shown.version):
        return f"meant {meant.verification} at version {meant.version}, shown {shown.verification} at {shown.version}"
    same = meant.content == shown.content if meant.whole else _about(meant.content) == _about(shown.content)
    return None if same else "another content than was written last"


def _about(content: Content | None) -> tuple[object, ...]:
    """What a message of another format is sure to carry: the codes, without what the format calls their system."""
    return () if content is None else tuple(each.coding.code for each in content.codes)


def _when(at: object) -> str:
    return str(at) if at else "nothing"
