"""Understands what the laboratory's pair of codes means, for a report and for a row (R14).

The two tables are those of NILAR, cell by cell; where carebus departs from them, for safety, the departure is a line of its
own and NILAR's value is kept beside ours.

Source: HL7Norway/NILAR, mapping.md, commit 3a1b692; FHIR R4 DiagnosticReportStatus and ObservationStatus.
"""

from dataclasses import dataclass

from carebus.domain.results.report import ResultItem, Value
from carebus.domain.results.view import Status

_REPORT = """
| 7306           | N           | M        | C         | H       | A       |
| S              | registered  | amended  | cancelled | unknown | unknown |
| P              | preliminary | amended  | cancelled | unknown | unknown |
| F              | final       | amended  | cancelled | unknown | unknown |
| A              | unknown     | appended | cancelled | unknown | unknown |
"""
_ITEM = """
| 8245           | N           | M          | C         | H           | A           |
| none, 3, 4     | final       | amended    | cancelled | final       | final       |
| 1              | unknown     | amended    | cancelled | amended     | unknown     |
| 2              | preliminary | amended    | cancelled | preliminary | preliminary |
| 5              | registered  | unknown    | cancelled | unknown     | registered  |
| 6, 7           | registered  | registered | cancelled | unknown     | registered  |
| 8, 9, 10       | preliminary | unknown    | cancelled | unknown     | preliminary |
| 11, 13         | final       | amended    | cancelled | unknown     | final       |
| 12             | unknown     | amended    | cancelled | unknown     | preliminary |
| 14             | unknown     | unknown    | cancelled | unknown     | unknown     |
| 15             | registered  | registered | cancelled | final       | registered  |
"""

FINAL = frozenset({Status.FINAL, Status.AMENDED, Status.APPENDED, Status.CORRECTED})
WITHDRAWN = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a pair of codes means to us and to NILAR; a group row has neither (R14 f)."""

    status: Status | None
    nilar: str | None
    pair: str


def _cells(table: str) -> dict[tuple[str, str], Standing]:
    head, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines())
    return {
        (code, kind): Standing(Status(cell), cell, f"{code}|{kind}")
        for codes, *cells in rows
        for code in codes.replace("none", "").replace(" ", "").split(",")
        for kind, cell in zip(head[1:], cells, strict=True)
    }


_REPORTS = _cells(_REPORT)
_ITEMS = _cells(_ITEM)


def of_report(status: str, service_type: str, *, final_before: bool, original_missing: bool) -> Standing:
    """What 7306 and 7309 of the newest version mean, knowing whether an earlier version was final."""
    told = _REPORTS.get((status, service_type)) or _unknown(status, service_type)
    match (status, service_type):
        case ("P", "M"):  # (a) a preliminary report that changes is still preliminary
            return _but(told, Status.PRELIMINARY)
        case ("F", "M") if not (final_before or original_missing):  # (b) nothing final was changed
            return _but(told, Status.FINAL)
        case (_, "C") if final_before:  # (c) withdrawn after it was final
            return _but(told, Status.ENTERED_IN_ERROR)
        case _:
            return told


def of_item(item: ResultItem, service_type: str, *, grouping: bool) -> Standing:
    """What 8245 and 8270 of a row mean; `service_type` is its own or the one that it inherits (R14 e).

    A cancelled row is `cancelled` here: whether it had a final value is asked of earlier versions (`withdrawn`).
    """
    code = item.status or ""
    if grouping and not has_value(item.value):  # (f) a group row has no status of its own
        return Standing(None, None, f"{code}|{service_type}")
    told = _ITEMS.get((code, service_type)) or _unknown(code, service_type)
    if code == "15" and service_type == "H" and not has_value(item.value):  # (d) in process is not final
        return _but(told, Status.REGISTERED)
    return told


def withdrawn(*, final_before: bool) -> Status:
    """(c) What a cancelled row is: withdrawn after a final value, or never given."""
    return Status.ENTERED_IN_ERROR if final_before else Status.CANCELLED


def has_value(value: Value | None) -> bool:
    """Whether something was found: the title of a group (heading GR) and blank text are no value."""
    if value is None:
        return False
    if value.text is None:
        return True
    return not is_title(value) and bool(value.text.codes or (value.text.text and value.text.text.strip()))


def is_title(value: Value | None) -> bool:
    """Whether a text is the name of a group of rows (8244 heading GR), not a result."""
    return bool(value and value.text and value.text.heading and value.text.heading.code == "GR")


def _unknown(code: str, service_type: str) -> Standing:
    return Standing(Status.UNKNOWN, "unknown", f"{code}|{service_type}")


def _but(told: Standing, status: Status) -> Standing:
    return Standing(status, told.nilar, told.pair)
