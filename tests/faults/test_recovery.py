"""Understands that a group whose offsets are lost goes on where its outputs say, also in what the projector submitted itself (rule 8)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient
from tests.faults.bus import HELD, VERDICTS, Bus
from tests.faults.checker import check
from tests.faults.engines import driven
from tests.faults.load import Sent, patient
from tests.faults.town import course
from tests.faults.writers import WRITERS, came, dose

from carebus.bus.groups import Groups
from carebus.bus.offsets import Outputs, recovered
from carebus.bus.record import Record
from carebus.domain.medication.writes import ListSubmitted, ListTaken, RowTaken
from carebus.domain.provenance import PatientKey

PERSONS = 12


def _reconciled(whom: PatientKey, other: PatientKey) -> list[Sent]:
    """Two records of one person: the list of one takes in that of the other, and so asks it to be closed."""
    first, second = course(whom, 0), course(other, 0)
    now = datetime.now(UTC)
    row = dose("always", "1")
    taken = ListTaken(other, 1, now, (RowTaken(row.id),))
    stated = came("takes in", whom, WRITERS[0], now)
    told = ListSubmitted(stated, 1, now, (row,), reconciles=True, takes_in=(taken,), key=whom)
    return [first, second, Sent(whom, told)]


@pytest.mark.parametrize("area", ["medication"])
def test_what_the_projector_submitted_itself_is_neither_lost_nor_doubled_by_a_recovery(bus: Bus, tmp_path: Path):
    persons = [(patient("one record", n), patient("another", n)) for n in range(PERSONS)]
    bus.publish(sent for pair in persons for sent in _reconciled(*pair))
    with driven(bus, tmp_path, batch=5) as engine:
        engine.until(lambda: any(_asked(bus)))
    admin = AdminClient({"bootstrap.servers": bus.brokers})
    admin.delete_consumer_groups([bus.area.group])[bus.area.group].result()
    places = _recovered(bus)
    assert any(places[each.partition] <= each.offset for each in _asked(bus)), "asked, and not decided yet"
    Groups(bus.brokers).commit(bus.area.group, bus.area.submitted, places)

    with driven(bus, tmp_path, slot=1) as engine:
        engine.until(lambda: len(list(_asked(bus))) == PERSONS)
        bus.ends |= {each.partition: each.offset + 1 for each in bus.read(bus.area.submitted)[bus.area.submitted]}
        engine.drain()

    found = Counter(bus.wire.decode(each.value or b"", None).provenance.submission_id for each in _asked(bus))
    assert set(found.values()) == {1}
    assert not check(bus).differences


def _asked(bus: Bus) -> Iterator[Record]:
    """What the projector submitted itself."""
    for record in bus.read(bus.area.submitted)[bus.area.submitted]:
        if "/asks/" in bus.wire.decode(record.value or b"", None).provenance.submission_id:
            yield record


def _recovered(bus: Bus) -> dict[int, int]:
    """As `carebus offsets recover` finds it."""
    area, before = bus.area, Groups(bus.brokers).committed(bus.area.group, bus.area.submitted, bus.partitions)
    assert before == {}
    with closing(Outputs(bus.brokers)) as outputs:
        written = (area.accepted, area.views, area.work, area.seen, VERDICTS, HELD)
        highest = [outputs.highest(topic, bus.partitions, area.submitted) for topic in written]
        found = recovered(before, outputs.spans(area.submitted, bus.partitions), highest)
    return {each.partition: each.after for each in found}
