"""Understands one message at the gateway: when it came, what its parts are called, and whom they are about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from carebus.domain.identifiers import PatientNumber, is_synthetic, parse, patient_key
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Digest, PatientKey, SourceId, SubmissionId
from carebus.domain.results.report import Identifier
from carebus.formats.format import Format
from carebus.gateway.sources import NATIONAL, Source, Sources
from carebus.gateway.taken import Withheld
from carebus.settings import Environment

RESULTS = "results"

_EVENTS = UUID("6d3a2a5e-2f57-5c6b-9a3e-0c1d7f6b8e21")
_SHOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message: `original` is the SHA-256 of its bytes, under which they are kept; `sender` is who the publisher says sends it."""

    original: Digest
    received: datetime
    sources: Sources
    environment: Environment
    secret: bytes
    sender: SourceId | None = None

    def part_id(self, part: int) -> SubmissionId:
        """What a part is called that has no name of its own from its sender."""
        return SubmissionId(f"{self.original}#{part}")

    def event_id(self, source: Source, submission: SubmissionId) -> str:
        """The same for the same submission of the same source, always."""
        return str(uuid5(_EVENTS, f"{source.id}/{submission}"))

    def unread(self, problems: tuple[Problem, ...]) -> Withheld:
        """The whole message, held."""
        return Withheld(problems, self.sender, None, None, self.part_id(0), self.original)

    def source(
        self, ids: tuple[Identifier, ...], used: Format, area: str, where: str
    ) -> tuple[Source | None, list[Problem]]:
        """The source that the ids belong to, or that the publisher named, and what speaks against taking this from it."""
        found = self.sources.matching(ids) if ids else self._named()
        if len(found) == 1:
            return found[0], self._agreement(found[0], used, area, where)
        return None, [Problem(Code.UNKNOWN_SOURCE, where, _unknown(found, ids))]

    def patient(
        self, kind: str | None, number: str | None, assigner: str | None, where: str, *, probe: bool = False
    ) -> tuple[PatientKey | None, list[Problem]]:
        """The key of the patient, and what speaks against taking anything about them; a `probe` is about invented ones alone (R23)."""
        parsed = parse(kind, number, assigner, where)
        if not isinstance(parsed, PatientNumber):
            return None, [parsed]
        problems = []
        if probe and not is_synthetic(parsed):
            problems.append(Problem(Code.INVALID_IDENTIFIER, where, "the probe sends about invented patients alone"))
        if self.environment is Environment.PRODUCTION and is_synthetic(parsed) and not probe:
            problems.append(Problem(Code.SYNTHETIC_IN_PRODUCTION, where, "the number is that of an invented patient"))
        return patient_key(self.secret, parsed), problems

    def trial(self, is_trial: bool, where: str) -> list[Problem]:
        """What speaks against taking a message that calls itself a test."""
        if is_trial and self.environment is Environment.PRODUCTION:
            return [Problem(Code.WRONG_ENVIRONMENT, where, "the message calls itself a test")]
        return []

    def _named(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources.all if source.id == self.sender)

    def _agreement(self, source: Source, used: Format, area: str, where: str) -> list[Problem]:
        checks = (
            (source.environment is self.environment, Code.WRONG_ENVIRONMENT, f"the source is for {source.environment}"),
            (used in source.formats, Code.FORMAT_NOT_AGREED, f"{used} is not agreed with the source"),
            (area in source.areas, Code.NOT_FOR_THIS_AREA, f"{area} is not agreed with the source"),
        )
        return [Problem(code, where, f"{source.id}: {detail}") for holds, code, detail in checks if not holds]


def _unknown(found: tuple[Source, ...], ids: tuple[Identifier, ...]) -> str:
    if not ids:
        return "the message does not say who sends it: the publisher must name a source (carebus publish --source)"
    if found:
        return f"the ids belong to several sources: {', '.join(sorted(source.id for source in found))}"
    seen = [_shown(each) for each in ids if each.kind in NATIONAL]
    return (
        f"no source file has any of: {', '.join(seen)}"
        if seen
        else "no HER-id, organisation number or RESH id is given"
    )


def _shown(identifier: Identifier) -> str:
    """An organisation's id; anything that could be a person's number is not shown."""
    number = identifier.value
    return f"{identifier.kind} {number if number.isdigit() and len(number) <= _SHOWN_DIGITS else '(not shown)'}"
