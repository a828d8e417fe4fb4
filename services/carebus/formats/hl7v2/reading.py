"""Understands one message while it is read: how it is cut, what is wrong with it, and what of it was looked at."""

from dataclasses import dataclass, field

from carebus.domain.problems import Code, Problem
from carebus.formats.hl7v2.delimiters import Delimiters

MOST_PROBLEMS = 100
"""Told of one part: whoever mends a hundred will send it again, and a hostile message must not cost more."""


@dataclass(slots=True)
class Reading:
    """`problems` are those of the part at hand; `seen` is what was looked at: segment, field, repetition, component.

    `prefix` says which message of a batch it is.
    """

    marks: Delimiters
    encoding: str
    prefix: str = ""
    problems: list[Problem] = field(default_factory=list)
    seen: set[tuple[int, int, int, int]] = field(default_factory=set)

    def note(self, code: Code, where: str, detail: str) -> None:
        """Notes what is wrong. `detail` quotes nothing from the message."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, f"{self.prefix}{where}", detail))
        elif len(self.problems) == MOST_PROBLEMS:
            more = f"more than {MOST_PROBLEMS} problems: the others are not listed"
            self.problems.append(Problem(code, f"{self.prefix}MSH", more))

    def taken(self) -> tuple[Problem, ...]:
        """The problems noted since the last time, each once."""
        told = tuple(dict.fromkeys(self.problems))
        self.problems.clear()
        return told
