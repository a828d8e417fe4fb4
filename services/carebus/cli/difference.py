"""Understands the command `difference`: what a refused write was based on, what it wanted, and what the list says now."""

from typing import Annotated

import typer

from carebus.cli.asked import AsJson, Assigner, KindOfNumber, Record, asked, patient, reader, write, write_json
from carebus.cli.medication_differences import difference as drawn
from carebus.reader.pictures.medication.answers import DifferenceAnswer


def difference(
    submission: Annotated[
        str, typer.Argument(metavar="SUBMISSION_ID", help="Id of the write that was refused, as its verdict has it.")
    ],
    source: Annotated[
        str | None, typer.Option(help="Who sent it, where two sources used one id: the source of the verdict.")
    ] = None,
    kind: KindOfNumber = "FNR",
    assigner: Assigner = None,
    record: Record = None,
    as_json: AsJson = False,
) -> None:
    """Show what a refused write and the medication list differ in, row by row, and what to do next: for a clinician.

    The patient's number is asked for, or read from standard input. Exit status as of `carebus show`.
    """
    body = {"patient": patient(kind, assigner, record), "source": source, "submission_id": submission}
    with reader() as client:
        answer = asked(client, "/v1/medication/difference", body, DifferenceAnswer)
    write_json(answer) if as_json else write(drawn(answer))
