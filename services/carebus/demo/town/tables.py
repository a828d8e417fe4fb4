"""Understands the town's figures as tables: who sent what, what became of it, who raced whom, and what was checked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from carebus.demo.town.check import Checked
from carebus.demo.town.races import Races
from carebus.demo.town.sent import Sent
from carebus.demo.town.writers import WRITERS
from carebus.domain.verdicts import Outcome, Verdict

RULES = ("R1", "R2", "R3", "R4", "R7", "R10", "R23", "R25", "R26")
_ENDS = (*RULES, Outcome.HELD)

_SHOWN = 3
"""Problems of one verdict, and wrong things of one check, of which so many are told."""

_ID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f-]{27}\b")
"""A treatment id is long; its beginning will do."""


def by_kind(sent: Sequence[Sent], *, full: bool) -> Table:
    """A line for each writer, with `full` one for each kind of act besides; refusals by rule."""
    refused = ("accepted", "green"), ("duplicate", "cyan"), *((rule, "red") for rule in RULES), ("held", "yellow")
    table = Table(box=None, padding=(0, 1, 0, 0), title_justify="left")
    table.add_column("writer" if not full else "writer, kind of act", no_wrap=True)
    table.add_column("sent", justify="right")
    for name, style in refused:
        table.add_column(name, justify="right", style=style)
    for source in dict.fromkeys(writer.source for writer in WRITERS):
        mine = [each for each in sent if each.writer.source == source]
        table.add_row(f"[bold]{mine[0].writer.organisation}" if mine else source, *_counts(mine), style="bold")
        if full:
            for kind in sorted({each.kind for each in mine}):
                table.add_row(f"  {kind}", *_counts([each for each in mine if each.kind is kind]))
    table.add_section()
    table.add_row("all", *_counts(sent), style="bold")
    return table


def _counts(sent: Sequence[Sent]) -> Iterator[str]:
    ends = Counter(_end(each) for each in sent)
    yield str(len(sent))
    for name in (Outcome.ACCEPTED, Outcome.DUPLICATE, *RULES, Outcome.HELD):
        yield str(ends[name]) if ends[name] else "[dim]·[/]"


def _end(each: Sent) -> str:
    told = each.told
    if told is None:
        return ""
    if told.repeat:
        return Outcome.DUPLICATE
    return told.rule or "" if told.outcome is Outcome.REFUSED else told.outcome


def race(told: Races) -> Group:
    """The races in words, with their figures."""
    lines = Table(box=None, show_header=False, padding=(0, 1))
    lines.add_column(justify="right", style="bold")
    lines.add_column()
    lines.add_row(str(told.versions), f"versions of a list were read by several, who all wrote: {told.messages} writes")
    lines.add_row(str(told.pairs), "pairs of writes stood on the same version")
    lines.add_row(str(told.both), "of these pairs both made a version", style="red" if told.both else "green")
    lines.add_row(str(told.won), "versions after which exactly one of them made the next")
    lines.add_row(str(told.none), "after which none did: a prescription had moved the list, or no row changed")
    lines.add_row(str(told.again), "times somebody who was overtaken read again and decided again")
    lines.add_row(str(told.let_be), "times they let it be")
    return Group(lines)


def refusals(sent: Iterable[Sent]) -> Table:
    """One example of each kind of refusal: row ids, names of fields, versions; never content (R21)."""
    table = Table("rule", "writer", "act", "what the writer is told", box=None, padding=(0, 1))
    shown: dict[tuple[str, str], tuple[Sent, Verdict]] = {}
    for each in sent:
        told = each.told
        if told and told.outcome in (Outcome.REFUSED, Outcome.HELD) and told.problems:
            which = (told.rule or Outcome.HELD, told.problems[0].code)
            if which not in shown or _is_clearer(told, shown[which][1]):
                shown[which] = (each, told)
    for (rule, _code), (each, told) in sorted(shown.items(), key=lambda item: _ENDS.index(item[0][0])):
        table.add_row(rule, each.writer.source, str(each.kind), Text("\n".join(_lines(told))))
    return table


def _is_clearer(one: Verdict, other: Verdict) -> bool:
    """A difference of both sides in one row shows more than a list that was made twice."""
    return _both_sides(one) > _both_sides(other)


def _both_sides(told: Verdict) -> int:
    return sum("yours differs" in problem.detail for problem in told.problems)


def _lines(told: Verdict) -> Iterator[str]:
    for problem in told.problems[:_SHOWN]:
        yield _ID.sub(r"\1…", f"{problem.code} at {problem.where}: {problem.detail}")


def checks(checked: Iterable[Checked]) -> Table:
    """What was looked at, and what was wrong."""
    table = Table("", "what was checked", box=None, padding=(0, 1))
    table.add_column("looked at", justify="right")
    table.add_column("wrong", justify="right")
    for each in checked:
        mark = "[bold red]✗" if each.wrong else "[green]✓"
        table.add_row(mark, each.what, f"{each.count:,}", f"[bold red]{len(each.wrong)}" if each.wrong else "0")
        for line in each.wrong[:_SHOWN]:
            table.add_row("", Text(f"  {line}", style="red"))
    return table
