"""Understands that the clock tells subscribers of an end that nobody sends (R11), and tells it once."""

import time
from datetime import UTC, datetime, timedelta

from carebus.bus.registry import Registry
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Content, EntryId, Kind, Verification
from carebus.domain.critical_info.events import CriticalInfoExpired, CriticalInfoRegistered
from carebus.domain.verdicts import Outcome
from carebus.publish import Publisher, act

NAME = EntryId("infection-that-ends")


def _facts(settings) -> list[CriticalInfoExpired]:
    wire = Wire(Registry(settings["CAREBUS_REGISTRY"]))
    records = read_whole(settings["CAREBUS_BROKERS"], CRITICAL_INFO.accepted)
    facts = [wire.decode(record.value, (record.key or b"").decode()) for record in records]
    wire.close()
    return [fact for fact in facts if isinstance(fact, CriticalInfoExpired) and fact.id == NAME]


def test_an_end_that_is_reached_becomes_a_fact_that_subscribers_get(settings, gateway):
    now = datetime.now(UTC)
    until = (now + timedelta(seconds=2)).isoformat(timespec="seconds")
    message = act(
        CriticalInfoRegistered,
        submission_id="clock-1",
        source={"kind": "HER", "value": "99000201"},
        patient={"type": "FNR", "number": "12837121246"},
        at=now,
        id=NAME,
        kind=Kind.INFECTION,
        verification=Verification.CONFIRMED,
        content=Content(text="Norovirus", valid_until=until),
    )
    with Publisher(gateway) as publisher:
        (verdict,) = publisher.publish(message, 60)
    assert verdict.outcome is Outcome.ACCEPTED

    patience = time.monotonic() + 60
    while not _facts(settings) and time.monotonic() < patience:
        time.sleep(0.5)

    (told,) = _facts(settings)
    assert (told.base, told.at.isoformat(timespec="seconds"), told.provenance.author_role) == (1, until, "clock")
