"""Understands how a command asks the reader about one patient: the number unseen, each refusal with what is to be done."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Annotated, Any, NoReturn, TypeVar

import httpx
import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console, RenderableType

from carebus.cli.show_words import cleaned
from carebus.reader.pictures.parts import Audience
from carebus.settings import ClientSettings, SettingsProblem

PATIENCE = 10.0
"""Seconds that the reader gets to answer."""

KindOfNumber = Annotated[str, typer.Option("--type", help="Kind of number: FNR, DNR, FHN, DUF, HNR, LOK or LIN.")]
Assigner = Annotated[str | None, typer.Option("--assigner", help="Who assigned a local number.")]
ForWhom = Annotated[Audience, typer.Option("--audience", help="Whom it is for: decides what is withheld.")]
Record = Annotated[
    str | None,
    typer.Option("--record", metavar="NAME", help="This record alone of a person with several, by its name."),
]
AsJson = Annotated[bool, typer.Option("--json", help="The reader's answer as it is, for programs.")]

_Answer = TypeVar("_Answer", bound=BaseModel)


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line or setting."""

    SHOWN = 0
    REFUSED = 1
    NOT_NOW = 3


class Stop(Exception):
    """The command cannot show what was asked for: the lines say why, and what to do."""

    def __init__(self, status: Ends, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.status = status


def patient(kind: str, assigner: str | None, record: str | None = None) -> dict[str, Any]:
    """The patient that is asked about, by a number that is typed unseen or is the first line of standard input."""
    return {"type": kind, "number": _number(), "assigner": assigner, "record": record}


def about(kind: str, assigner: str | None, audience: Audience, record: str | None = None) -> dict[str, Any]:
    """The patient as above, and for whom the answer is."""
    return {"patient": patient(kind, assigner, record), "audience": audience.value}


def of_record(body: dict[str, Any], record: str) -> dict[str, Any]:
    """The same question about another record of the person."""
    return body | {"patient": body["patient"] | {"record": record}}


@contextmanager
def reader() -> Iterator[httpx.Client]:
    """The reader of the settings; a Stop or a wrong setting within ends the command with its words and status."""
    try:
        with httpx.Client(base_url=ClientSettings.load().reader, timeout=PATIENCE, trust_env=False) as client:
            yield client
    except Stop as stop:
        end(stop)
    except SettingsProblem as problem:
        _say(str(problem))
        raise typer.Exit(2) from problem


def asked(client: httpx.Client, page: str, body: dict[str, Any], answer: type[_Answer]) -> _Answer:
    """The answer of a page. Raises Stop with what the reader says is to be done."""
    try:
        told = client.post(page, json=body)
    except httpx.HTTPError as error:
        raise Stop(Ends.NOT_NOW, f"No reader answers at {client.base_url}: start one by `carebus reader`.") from error
    if not told.is_success:
        raise _no(told)
    try:
        return answer.model_validate_json(told.content)
    except ValidationError:  # its text would quote the answer
        raise Stop(Ends.NOT_NOW, "The reader is of another release than this command: install the same.") from None


def write(parts: Iterable[RenderableType]) -> None:
    """Print what a person reads."""
    console = Console(highlight=False)
    for part in parts:
        console.print(part)


def write_json(answer: BaseModel | Mapping[Any, BaseModel]) -> None:
    """Print what a program reads: an answer, or several by their names."""
    print(cleaned(json.dumps(_plain(answer), ensure_ascii=False, indent=2)))


def end(*stops: Stop) -> NoReturn:
    """Say why something is not shown, each reason once, and end with the worst status."""
    for words in dict.fromkeys(map(str, stops)):
        _say(words)
    raise typer.Exit(max(stop.status for stop in stops)) from stops[0]


def _number() -> str:
    """The number as typed, unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Patient's number", hide_input=True)
        return typed.strip()
    return sys.stdin.readline().strip()


def _plain(answer: BaseModel | Mapping[Any, BaseModel]) -> Any:
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    return {name: each.model_dump(mode="json") for name, each in answer.items()}


def _no(told: httpx.Response) -> Stop:
    status = Ends.NOT_NOW if told.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else Ends.REFUSED
    try:
        problem = told.json()
        return Stop(status, f"{problem['title']} ({problem['code']}).", str(problem["remedy"]))
    except (ValueError, KeyError, TypeError):
        return Stop(status, f"What answers there is no reader of carebus: status {told.status_code}.")


def _say(words: str) -> None:
    Console(stderr=True).print(cleaned(words), style="red", markup=False, highlight=False)
