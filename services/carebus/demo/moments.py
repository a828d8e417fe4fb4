"""Understands what the demonstration shows that takes a moment to become: an alert that ends by itself, and a merge that is taken back."""

from datetime import UTC, datetime, timedelta

from carebus.demo.stage import Stage
from carebus.domain.critical_info.entry import Content, EntryId, Kind, Person, Verification
from carebus.domain.critical_info.events import CriticalInfoRegistered
from carebus.domain.identity.events import PatientsUnmerged
from carebus.publish import Publisher, Verdict, act

PATIENCE = 30.0
"""Seconds to wait for a verdict."""

LASTS = timedelta(seconds=8)
"""How long she is isolated: longer than it takes to show it, shorter than the town that is played then."""

ISOLATION = EntryId("ki-0006")
TWO_RECORDS = {"type": "FNR", "number": "12837121246"}
"""A synthetic number (month + 80), into which the examples merge a record of the hospital."""

_RECORD = {"type": "LOK", "number": "H-4712", "assigner": {"kind": "HER", "value": "99000101"}}
_HOSPITAL = {"kind": "HER", "value": "99000101"}
_BY = Person("Odd Overlege", "overlege", "9990002", "Vidda sykehus")


def isolated(here: Stage, patient: dict[str, str]) -> Verdict:
    """She is isolated for some seconds; nobody will say when it is over."""
    now = datetime.now(UTC)
    until = (now + LASTS).isoformat(timespec="seconds")
    said = {"id": ISOLATION, "kind": Kind.INFECTION, "verification": Verification.CONFIRMED, "by": _BY}
    content = Content(text="Norovirus: isolate", valid_until=until)
    return _told(
        here, act(CriticalInfoRegistered, **_envelope("vidda-k9", now), patient=patient, **said, content=content)
    )


def parted(here: Stage) -> Verdict:
    """The record was somebody else's: the merge is taken back."""
    envelope = _envelope("vidda-i9", datetime.now(UTC))
    return _told(here, act(PatientsUnmerged, **envelope, losing=_RECORD, surviving=TWO_RECORDS))


def _envelope(name: str, at: datetime) -> dict[str, object]:
    return {"submission_id": name, "source": _HOSPITAL, "at": at}


def _told(here: Stage, message: bytes) -> Verdict:
    with Publisher(here.gateway) as publisher:
        (verdict,) = publisher.publish(message, PATIENCE)
        return verdict
