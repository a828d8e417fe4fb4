"""Understands which process a number stands for: a number is reused, a number with its birth is not."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """One process: its number, and its start in clock ticks since the machine's."""

    number: int
    birth: int

    @classmethod
    def of(cls, number: int) -> "Identity | None":
        """The process that bears the number now, or None; one that has ended and is not yet reaped is None."""
        try:
            state, *rest = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if state in "ZX" else cls(number, int(rest[18]))

    @classmethod
    def read(cls, file: Path) -> "Identity":
        """What `write` wrote."""
        number, birth = file.read_text().split()
        return cls(int(number), int(birth))

    def write(self, file: Path) -> None:
        """Keeps it in a file, for `carebus down`."""
        file.write_text(f"{self.number} {self.birth}\n")

    @property
    def lives(self) -> bool:
        """Whether the number still stands for the same process."""
        return Identity.of(self.number) == self
