"""Understands how a text is broken into lines without parting a number from what it counts: `2,5 mg` stays together."""

import re
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_AFTER_A_NUMBER = re.compile(r"(?<=\d) (?=\S)")
_BOUND = "\ue000"
"""Stands for a space where no line may end; no text has it, for it means nothing."""


@dataclass(frozen=True, slots=True)
class Unbroken:
    """A text of which no line ends between a number and the next word, as long as both fit in one."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bound = self.text.copy()
        bound.plain = _AFTER_A_NUMBER.sub(_BOUND, bound.plain)
        for line in bound.wrap(console, options.max_width, overflow="fold"):
            line.plain = line.plain.replace(_BOUND, " ")
            yield line
