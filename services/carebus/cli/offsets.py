"""Understands the command `offsets recover`: where an area's group goes on when its offsets are lost (rule 8)."""

from enum import IntEnum
from typing import Annotated

import typer
from confluent_kafka import KafkaException
from rich.console import Console
from rich.table import Table

from carebus.bus.groups import Groups, LiveMembers
from carebus.bus.offsets import OpenTransaction, Outputs, Recovered, recovered
from carebus.bus.topics import Topic, load
from carebus.settings import Settings

app = typer.Typer(name="offsets", help="Find the place of a consumer group again.", no_args_is_help=True)

_out = Console()
_err = Console(stderr=True)


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line."""

    DONE = 0
    REFUSED = 1
    NOT_NOW = 3


@app.callback()
def offsets() -> None:
    """Find the place of a consumer group again."""


@app.command()
def recover(
    area: Annotated[str, typer.Argument(help="The area, for example results.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Commit what the table shows; without it nothing changes.")
    ] = False,
) -> None:
    """Take the highest input that any output names, plus one, for each partition. Status: 0 done, 1 refused, 3 no answer."""
    topic = _input(area)
    try:
        found = _found(topic, Settings.load().brokers)
        _out.print(_table(topic, found))
        if apply:
            _commit(topic, found, Groups(Settings.load().brokers))
    except (KafkaException, OpenTransaction) as failure:
        raise _end(f"Not now: {failure}", Ends.NOT_NOW) from failure
    except LiveMembers as alive:
        raise _end(f"The group {alive} has live members: stop its projectors first.", Ends.REFUSED) from alive


def _input(area: str) -> Topic:
    for topic in load():
        if topic.group == f"carebus.{area}":
            return topic
    raise typer.BadParameter(f"no topic is decided by a group carebus.{area}")


def _found(topic: Topic, brokers: str) -> tuple[Recovered, ...]:
    group, outputs = topic.group or "", Outputs(brokers)
    written = [each for each in load() if "projector" in each.writers and each.group is None]
    try:
        before = Groups(brokers).committed(group, topic.name, topic.partitions)
        highest = [outputs.highest(each.name, each.partitions, topic.name) for each in written]
        return recovered(before, outputs.spans(topic.name, topic.partitions), highest)
    finally:
        outputs.close()


def _commit(topic: Topic, found: tuple[Recovered, ...], groups: Groups) -> None:
    if any(each.refused for each in found):
        raise _end("Nothing was committed: see the refused partitions.", Ends.REFUSED)
    groups.commit(topic.group or "", topic.name, {each.partition: each.after for each in found})
    _out.print(f"Committed for {topic.group}.")


def _table(topic: Topic, found: tuple[Recovered, ...]) -> Table:
    table = Table("partition", "before", "after", "why", title=f"{topic.group} on {topic.name}", title_justify="left")
    for each in found:
        before = "none" if each.before is None else str(each.before)
        table.add_row(str(each.partition), before, "REFUSED" if each.refused else str(each.after), each.why)
    return table


def _end(words: str, status: Ends) -> typer.Exit:
    _err.print(words, style="red", markup=False, soft_wrap=True)
    return typer.Exit(status)
