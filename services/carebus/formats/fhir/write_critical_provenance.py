"""Understands where an entry, or a statement that none is known, came from as a FHIR Provenance: whose act it last was, and which message."""

from carebus.domain.critical_info.entry import Person
from carebus.domain.critical_info.view import Act, Entry, NoneKnown
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_parts import practitioner
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_parts import Json, element, words

_AUTHOR = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
            "code": "author",
            "display": "Author",
        }
    ]
}


def of_entry(told: Entry, target: tuple[str, str], at: Addresses) -> Json:
    """Who changed an entry last. Where that retracted it, the message is masked with it (R10)."""
    gone = told.content is None
    return _provenance(told.act, told.updater, target, at, [] if gone else [_message(told.act)])


def of_statement(told: NoneKnown, target: tuple[str, str], at: Addresses) -> Json:
    """Who said that none is known."""
    return _provenance(told.act, told.by, target, at, [_message(told.act)])


def _provenance(act: Act, by: Person | None, target: tuple[str, str], at: Addresses, entity: list[Json]) -> Json:
    content = {
        "target": [at.reference(*target)],
        "occurredDateTime": instant(act.at),
        "recorded": instant(act.received),
        "agent": _agents(act, practitioner(by)),
        "entity": entity,
    }
    return at.entry("Provenance", f"{target[0]}/{target[1]}", content)


def _agents(act: Act, by: Json) -> list[Json]:
    """The organisation in the role that the bus knows it in (R25), and the person as the source names them."""
    role = [{"text": act.role}] if words(act.role) else []
    who = {"type": "Organization", "display": words(act.organisation) or act.source}
    return [element({"type": _AUTHOR, "role": role, "who": who}), *([{"type": _AUTHOR, "who": by}] if by else [])]


def _message(act: Act) -> Json:
    """The message by the digest of its bytes as received, and the source that sent it."""
    sent = (f"submission {act.submission_id}", act.message_id and f"message {act.message_id}")
    shown = words("SHA-256 of the message as received", *sent)
    what = {"identifier": {"value": act.original}, "display": shown}
    return {"role": "source", "what": what, "agent": [{"who": {"display": act.source}}]}
