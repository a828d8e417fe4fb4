"""Understands what a bundle is known to lack, and how that is said where somebody could take it for all there is (R19, R23)."""

from dataclasses import dataclass
from datetime import datetime

from carebus.domain.results.nothing import Nothing, Silence
from carebus.formats.fhir.write_dates import instant


@dataclass(frozen=True, slots=True)
class Lacks:
    """`held_since`: data of the patient is held since then. `has_others`: the person has other records, which may hold more."""

    held_since: datetime | None
    has_others: bool

    def __bool__(self) -> bool:
        """Whether it may lack anything."""
        return self.has_others or self.held_since is not None

    @property
    def words(self) -> tuple[str, ...]:
        """A sentence for each."""
        held = f"incomplete: data of this patient is held since {instant(self.held_since)}" if self.held_since else None
        others = "incomplete: this person has other records, named by Patient.link" if self.has_others else None
        return tuple(each for each in (held, others) if each)

    @property
    def silence(self) -> Silence | None:
        """The word for nothing that it calls for."""
        return Silence(Nothing.UNKNOWN, since=self.held_since) if self else None
