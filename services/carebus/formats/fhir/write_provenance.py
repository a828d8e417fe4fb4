"""Understands where a row, or a reconcile, came from as a FHIR Provenance: which message, from whom, in which role, when."""

from carebus.domain.medication.status import Standing
from carebus.domain.medication.view import Act, Row, Stamp
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_decided import decided_by
from carebus.formats.fhir.write_parts import Json, element, words
from carebus.formats.fhir.write_people import organisation, person

_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_COMPLETION = "http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion"
_AUTHOR, _VERIFIER = ("author", "Author"), ("verifier", "Verifier")


def of_row(row: Row, stands: Standing, at: Addresses) -> Json:
    """Who decided a row: the person as the source names them, and the organisation in the role that the bus knows it in (R25)."""
    act, treatment = row.act, row.treatment.id
    content = {
        "target": [at.statement(treatment)],
        "occurredDateTime": instant(act.at),
        "recorded": instant(act.received),
        "agent": _agents(_AUTHOR, person(decided_by(row, stands), at), words(act.organisation) or act.source, act.role),
        "entity": [_message(act)],
    }
    return at.entry("Provenance", treatment, content)


def of_reconcile(listed: str, stamp: Stamp, at: Addresses) -> Json:
    """Who found the whole list right, and when (R6)."""
    content = {
        "target": [at.reference("List", listed)],
        "occurredDateTime": instant(stamp.at),
        "recorded": instant(stamp.at),
        "activity": {
            "coding": [{"system": _COMPLETION, "code": "AU", "display": "authenticated"}],
            "text": "reconciled",
        },
        "agent": _agents(_VERIFIER, person(stamp.by, at), words(stamp.organisation) or "not told", None),
    }
    return at.entry("Provenance", f"{listed}/reconciled", content)


def _agents(part: tuple[str, str], by: Json, of: str, role: str | None) -> list[Json]:
    code, display = part
    kind = {"coding": [{"system": _PARTICIPANT, "code": code, "display": display}]}
    roles = [{"text": role}] if words(role) else []
    theirs = {"type": kind, "role": roles, "who": organisation(of)}
    return [element(theirs), *([{"type": kind, "who": by}] if by else [])]


def _message(act: Act) -> Json:
    """The message by the digest of its bytes as received, and the source that sent it."""
    sent = (f"submission {act.submission_id}", act.message_id and f"message {act.message_id}")
    shown = words("SHA-256 of the message as received", *sent)
    what = {"identifier": {"value": act.original}, "display": shown}
    return {"role": "source", "what": what, "agent": [{"who": {"display": act.source}}]}
