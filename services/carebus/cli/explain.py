"""Understands the command `explain`: why a row of a patient's medication list is as it is."""

from typing import Annotated

import typer

from carebus.cli.asked import AsJson, Assigner, ForWhom, KindOfNumber, Record, about, asked, reader, write, write_json
from carebus.cli.medication_explained import explained
from carebus.reader.pictures.medication.answers import ExplainAnswer
from carebus.reader.pictures.parts import Audience


def explain(
    row: Annotated[str, typer.Argument(metavar="ROW", help="A row's id, as `carebus show` has it.")],
    kind: KindOfNumber = "FNR",
    assigner: Assigner = None,
    record: Record = None,
    audience: ForWhom = Audience.CLINICIAN,
    as_json: AsJson = False,
) -> None:
    """Explain one treatment: every act on it, what it changed, who decided it, and from which message.

    The patient's number is asked for, or read from standard input. Exit status as of `carebus show`.
    """
    body = about(kind, assigner, audience, record)
    with reader() as client:
        answer = asked(client, "/v1/medication/explain", body | {"row": row}, ExplainAnswer)
    write_json(answer) if as_json else write(explained(answer))
