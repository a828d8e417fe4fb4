"""Understands how and when a row of SFM's answer ends: ceased by a decision, or completed when its planned end passed (R4).

| status    | what it becomes                                                                                                  |
|-----------|------------------------------------------------------------------------------------------------------------------|
| stopped   | ceased: from the date of sfm-discontinuation, else that of "Seponert av", else the last change                    |
| completed | a row with its planned end, by which the clock completes it; ceased at its last change where no end is told       |
| any other | a row; the date of an sfm-discontinuation is its planned end, since the row is taken until then                   |

Source: no-basis-MedicationStatement 2.0.1 (stopped is decided, completed is not); SFM Basis API, sfm-discontinuation
(reason of 7494).
"""

from carebus.domain.dates import before
from carebus.domain.medication.treatment import Ending
from carebus.formats.fhir import extensions, sfm_people
from carebus.formats.fhir.concepts import in_words, lines
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION

_STOPPED, _COMPLETED = "stopped", "completed"


def ending(statement: Element, shelf: Shelf) -> Ending | None:
    """The ending of a ceased row; None for a row that is taken, or ends by the clock."""
    status = statement.text("status")
    if status == _STOPPED:
        since = _discontinued(statement) or sfm_people.when(statement, sfm_people.CEASED) or effective(statement)[1]
        return _ending(statement, shelf, since or last_changed(statement))
    if status == _COMPLETED and planned_end(statement) is None:
        return _ending(statement, shelf, last_changed(statement), "status: completed")
    return None


def planned_end(statement: Element) -> str | None:
    """The date until which a row is taken."""
    status = statement.text("status")
    if status == _STOPPED:
        return effective(statement)[1]
    known = effective(statement)[1] or _discontinued(statement)
    return known or (_last_dose(statement) if status == _COMPLETED else None)


def effective(statement: Element) -> tuple[str | None, str | None]:
    """From when until when it is taken (`effective[x]`)."""
    period = statement.one("effectivePeriod")
    if period is None:
        return statement.date("effectiveDateTime"), None
    return period.date("start"), period.date("end")


def last_changed(statement: Element) -> str | None:
    """When the entry last changed (SistEndret), else when it was asserted or prescribed."""
    amendment = statement.extension(EXTENSION["reseptamendment"])
    changed = extensions.date(amendment, "lastchanged") or statement.date("dateAsserted")
    return changed or sfm_people.when(statement, sfm_people.PRESCRIBED)


def _ending(statement: Element, shelf: Shelf, since: str | None, said: str | None = None) -> Ending | None:
    if since is None:
        statement.missing("extension", "it is ended, and nothing says since when")
        return None
    discontinuation = statement.extension(EXTENSION["discontinuation"])
    reasons = (in_words(each) for each in statement.all("statusReason"))
    text = lines((said, extensions.text(discontinuation, "text"), *reasons))
    reason = extensions.code(discontinuation, "reason")
    return Ending(since, reason, text, sfm_people.ceased_by(statement, shelf))


def _discontinued(statement: Element) -> str | None:
    return extensions.date(statement.extension(EXTENSION["discontinuation"]), "timedate")


def _last_dose(statement: Element) -> str | None:
    """The end of the last period of doses, where each has one."""
    amendment = statement.extension(EXTENSION["reseptamendment"])
    periods = () if amendment is None else amendment.extensions("ereseptdosing")
    last: str | None = None
    for period in periods:
        end = extensions.date(period, "endtime")
        if end is None:
            return None
        last = end if last is None or before(last, end) else last
    return last
