"""Understands whether each message has its verdict, and each accepted verdict its fact: nothing lost, nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from carebus.demo.town.evidence import Evidence
from carebus.demo.town.sent import Name, name_of
from carebus.domain.medication.writes import TreatmentEnded
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict


def one_verdict(evidence: Evidence) -> Iterator[str | None]:
    """Every message has one verdict that is no repeat."""
    final = Counter(name_of(verdict) for verdict in evidence.verdicts if not verdict.repeat)
    for name in dict.fromkeys(each.name for each in evidence.sent):
        yield None if final[name] == 1 else f"{_said(name)}: {final[name]} final verdicts"


def original_kept(evidence: Evidence) -> Iterator[str | None]:
    """The bytes are on `care.received.v1`."""
    for name in dict.fromkeys(each.name for each in evidence.sent):
        yield None if name.original in evidence.originals else f"{_said(name)}: its bytes are not kept"


def told_truly(evidence: Evidence) -> Iterator[str | None]:
    """The verdict that the publisher handed over is on the log."""
    stands = set(evidence.verdicts)
    for each in evidence.sent:
        if each.told is None:
            yield f"{_said(each.name)}: its writer heard nothing"
        else:
            yield None if each.told in stands else f"{_said(each.name)}: its writer heard what does not stand"


def repeats_agree(evidence: Evidence) -> Iterator[str | None]:
    """The same message sent again gets the first verdict."""
    first = {name_of(verdict): verdict for verdict in evidence.verdicts if not verdict.repeat}
    for verdict in evidence.verdicts:
        if verdict.repeat:
            same = replace(verdict, repeat=False) == first.get(name_of(verdict))
            yield None if same else f"{_said(name_of(verdict))}: another verdict than at first"


def fact_of_each(evidence: Evidence) -> Iterator[str | None]:
    """Every accepted verdict has one fact on the log, of the record that was sent, about the patient that was meant."""
    facts = defaultdict(list)
    for patient, fact in evidence.facts:
        if not isinstance(fact, TreatmentEnded):
            facts[_name(fact)].append((patient, type(fact).__name__))
    accepted = _accepted(evidence)
    for each in {each.name: each for each in evidence.sent}.values():
        if each.name in accepted:
            wanted = [(each.patient, each.draft.record.__name__)]
            yield None if facts[each.name] == wanted else f"{_said(each.name)}: {_many(facts[each.name], wanted)}"


def verdict_of_each(evidence: Evidence) -> Iterator[str | None]:
    """Every fact of a message of the town is of an accepted one: nothing refused, held or empty left a trace."""
    accepted, ours = _accepted(evidence), {each.name for each in evidence.sent}
    for _patient, fact in evidence.facts:
        if _name(fact) in ours:
            yield None if _name(fact) in accepted else f"{_said(_name(fact))}: a fact of what was not accepted"


def as_due(evidence: Evidence) -> Iterator[str | None]:
    """What is wrong on purpose was refused or held by its rule, and nothing else was, but what others had overtaken."""
    for each in evidence.sent:
        yield None if each.is_as_due else f"{_said(each.name)}: {each.kind} was {_ended(each.told)}"


def _accepted(evidence: Evidence) -> dict[Name, Verdict]:
    return {name_of(verdict): verdict for verdict in evidence.verdicts if verdict.outcome is Outcome.ACCEPTED}


def _name(fact: Any) -> Name:
    told = fact.provenance
    return Name(told.source, told.submission_id, told.original)


def _many(found: list[tuple[PatientKey, str]], wanted: list[tuple[PatientKey, str]]) -> str:
    if len(found) == len(wanted):
        return "its fact is of another kind, or of another patient"
    return f"accepted, and {len(found)} facts on the log"


def _ended(told: Verdict | None) -> str:
    if told is None:
        return "never decided"
    return " ".join((told.outcome, told.rule or "", *(problem.code for problem in told.problems[:3])))


def _said(name: Name) -> str:
    return f"{name.source} {name.submission}"
