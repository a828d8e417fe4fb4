"""Understands the races: which writes stood on the same version of a list, who won, and what the others did then."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from carebus.demo.town.check_versions import folded
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.kinds import WRONG, Kind
from carebus.demo.town.sent import Sent
from carebus.domain.provenance import PatientKey

Place = tuple[PatientKey, int]


@dataclass(frozen=True, slots=True)
class Races:
    """What the town's races came to.

    `won`: versions after which one of them made the next; `none`: after which a fact that states no base had moved the list before all of
    them, or nobody changed a row. `both`: pairs of which both made a version, which must never be. `again` and `let_be`: what those did
    who were overtaken.
    """

    versions: int
    messages: int
    pairs: int
    won: int
    none: int
    both: int
    again: int
    let_be: int


def races(evidence: Evidence) -> Races:
    """Counted from what was sent, and from who made which version."""
    made = {(each.write, each.number) for each in folded(evidence)[1]}
    makers = {write for write, _number in made}
    contested = [together for together in _by_base(evidence.sent).values() if len(together) > 1]
    winners = [sum(_key(each) in makers for each in together) for together in contested]
    overtaken = sum(each.is_overtaken for each in evidence.sent)
    again = sum(each.attempt > 0 for each in evidence.sent)
    return Races(
        versions=len(contested),
        messages=sum(len(together) for together in contested),
        pairs=sum(len(tuple(combinations(together, 2))) for together in contested),
        won=sum(count == 1 for count in winners),
        none=sum(count == 0 for count in winners),
        both=sum(count * (count - 1) // 2 for count in winners),
        again=again,
        let_be=overtaken - again,
    )


def _by_base(sent: Iterable[Sent]) -> dict[Place, list[Sent]]:
    """Writes that were right in themselves, by the version that they state; a refused one that its writer decided anew states another."""
    found: defaultdict[Place, list[Sent]] = defaultdict(list)
    for each in sent:
        if each.draft.base is not None and each.kind not in WRONG and each.kind is not Kind.AGAIN:
            found[each.patient, each.draft.base].append(each)
    return found


def _key(each: Sent) -> tuple[str, str]:
    return (each.writer.source, each.submission)
