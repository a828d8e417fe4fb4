"""Understands the command `publish`: messages in, a verdict line each, and an exit status that tells."""

from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from carebus.domain.provenance import SourceId, SubmissionId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.gateway.taken import Ready, Taken
from carebus.publish import Publisher

TOGETHER = 25
"""Files that go in one transaction, and whose verdicts are waited for together."""

PATIENCE = 15.0
"""Seconds to wait for the last verdicts."""

STYLE = {Outcome.ACCEPTED: "green", Outcome.DUPLICATE: "cyan", Outcome.REFUSED: "red", Outcome.HELD: "yellow"}

_STALE = "R2"

_out = Console()
_error = Console(stderr=True)


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line or setting."""

    ALL_STAND = 0
    SOME_REFUSED_OR_HELD = 1
    NO_ANSWER = 3


def publish(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=True, help="Messages, or folders of messages.")],
    source: Annotated[
        str | None, typer.Option(help="Who sends them, by source id: for FHIR and HL7 v2, whose messages do not say.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the count of verdicts.")] = False,
) -> None:
    """Publish messages and print the verdict on each part: accepted, duplicate, refused or held, and why.

    The format is found out from the bytes. Exit status 0: all accepted or duplicate; 1: some refused or held; 3: a verdict
    did not come in time (the message is safely on the bus: is a projector running?).
    """
    with Publisher.load() as publisher:
        counts = _publish(publisher, list(_every(files)), SourceId(source) if source else None, quiet=quiet)
    raise typer.Exit(_status(counts))


def verdict_line(name: str, part: int | None, verdict: Verdict) -> str:
    """One verdict as a line, in rich's markup."""
    what = f"{name}#{part}" if part else name
    style = STYLE[verdict.outcome]
    stands = "version" if verdict.version is not None else "revision"
    now = verdict.revision if verdict.version is None else verdict.version
    revision = f" → {stands} {now}" if now else ""
    repeat = " [dim](decided before)[/]" if verdict.repeat else ""
    rule = f" [dim]by {verdict.rule}[/]" if verdict.rule else ""
    lines = [f"[{style}]{verdict.outcome:<9}[/] {what}{revision}{rule}{repeat}"]
    lines += [f"          [{style}]{p.code}[/] at {p.where}: {p.detail}" for p in verdict.problems]
    if verdict.rule == _STALE and verdict.version is not None:
        lines += [f"          carebus difference {verdict.submission_id} --source {verdict.source}"]
    return "\n".join(lines)


def _publish(publisher: Publisher, files: list[Path], sender: SourceId | None, *, quiet: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    with Progress(
        TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), console=_error, transient=True
    ) as bar:
        task = bar.add_task("Publishing", total=len(files))
        for together in _batches(files):
            counts.update(_some(publisher, together, sender, quiet=quiet))
            bar.advance(task, len(together))
    _show(counts)
    return counts


def _some(publisher: Publisher, files: list[Path], sender: SourceId | None, *, quiet: bool) -> Iterator[str]:
    sent = publisher.send((file.read_bytes() for file in files), sender)
    parts = [part for taken in sent for part in taken]
    verdicts = {verdict.submission_id: verdict for verdict in publisher.verdicts(parts, PATIENCE)}
    for file, taken in zip(files, sent, strict=True):
        for part in taken:
            verdict = verdicts.get(part.submission_id)
            if not quiet:
                _out.print(_line(file, part, verdict, len(taken)), highlight=False, soft_wrap=True)
            yield verdict.outcome if verdict else "no answer"
            yield from _led_to(file, part, verdicts, quiet=quiet)


def _led_to(file: Path, part: Taken, verdicts: dict[SubmissionId, Verdict], *, quiet: bool) -> Iterator[str]:
    """The verdicts on what a part leads to, in other records of its patient."""
    for name in part.leads_to if isinstance(part, Ready) else ():
        if name in verdicts:
            if not quiet:
                _out.print(
                    verdict_line(f"  {file.name} ⇒ {name}", None, verdicts[name]), highlight=False, soft_wrap=True
                )
            yield verdicts[name].outcome


def _batches(files: list[Path]) -> Iterator[list[Path]]:
    left = iter(files)
    while together := list(islice(left, TOGETHER)):
        yield together


def _line(file: Path, part: Taken, verdict: Verdict | None, parts: int) -> str:
    if verdict is None:
        return f"[magenta]no answer[/] {file.name}: safely on the bus, not decided yet: is a projector running?"
    return verdict_line(file.name, part.part if parts > 1 else None, verdict)


def _every(files: list[Path]) -> Iterator[Path]:
    for file in files:
        yield from sorted(f for f in file.rglob("*") if f.is_file()) if file.is_dir() else [file]


def _show(counts: Counter[str]) -> None:
    table = Table("verdict", "count")
    for outcome, count in sorted(counts.items()):
        table.add_row(outcome, str(count))
    _out.print(table)


def _status(counts: Counter[str]) -> Ends:
    if counts["no answer"]:
        return Ends.NO_ANSWER
    return Ends.SOME_REFUSED_OR_HELD if counts[Outcome.REFUSED] or counts[Outcome.HELD] else Ends.ALL_STAND
