"""Understands how much of messages is used: every part is used, left out on purpose with a reason, or unknown."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Coverage:
    """Counts of what a message holds, by the smallest parts that its format has: used; dropped, by reason; unknown, by name."""

    used: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Coverage") -> None:
        """Counts what another message holds too."""
        self.used += other.used
        self.dropped.update(other.dropped)
        self.unknown.update(other.unknown)

    @property
    def total(self) -> int:
        """Everything that was counted."""
        return self.used + self.dropped.total() + self.unknown.total()
