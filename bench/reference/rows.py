"""Understands what the reference job keeps of each patient: one row a medicine, that of the highest version."""

from typing import Any

Rows = dict[str, dict[str, Any]]
"""By code of the medicine."""


def merge(rows: Rows, event: dict[str, Any]) -> None:
    """Put the event's row where it is the newest of its medicine."""
    medicine = event["medicine"]
    code = medicine["code"]
    known = rows.get(code)
    if known is None or known["version"] <= event["version"]:
        dosage = event["dosage"]
        rows[code] = {
            "code": code,
            "display": medicine["display"],
            "status": event["status"],
            "dosage": dosage["instructions"],
            "amount": dosage["amount"],
            "version": event["version"],
            "by": event["author"]["id"],
            "at": event["recorded_at"],
            "source": event["source_system"],
        }
