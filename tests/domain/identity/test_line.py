"""R23: the projector as it is decides the area, for every record of it is keyed by the one `LINE`."""

from dataclasses import dataclass

import pytest
from prometheus_client import CollectorRegistry
from tests.domain.identity.builders import disputed, key, merged, protected, unmerged

from carebus.bus.ownership import Owned
from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import VERDICTS
from carebus.bus.wire import Wire
from carebus.domain.commands import ReleaseRequested
from carebus.domain.flow import TransactionDone
from carebus.domain.held import Held, Settled
from carebus.domain.identity.area import IDENTITY, LINE
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.domain.work import Parked, Seen, Waiting
from carebus.formats.avro.catalogue import codec
from carebus.projector.in_flight import InFlight
from carebus.projector.metrics import ProjectorMetrics
from carebus.projector.step import Projector

PARTITIONS = 12
HOME = partition_of(LINE.encode(), PARTITIONS)
KINDS = (*IDENTITY.events, *IDENTITY.pictures, Verdict, Held, Settled, TransactionDone, ReleaseRequested, Seen, Parked)


class Known(Registry):
    """A registry that has the records of the area, by their place in the list."""

    def __init__(self):
        self._kinds = [codec(kind) for kind in (*KINDS, Waiting)]

    def id_of(self, chosen, topic):  # noqa: ARG002
        return self._kinds.index(chosen)

    def codec_of(self, schema_id):
        return self._kinds[schema_id]


class Shelf(dict):
    """A store in memory."""

    def scan(self, prefix):
        return iter(sorted((key, value) for key, value in self.items() if key.startswith(prefix)))


@dataclass
class Bus:
    """One projector of the area on the one partition, and everything that it wrote."""

    wire: Wire
    projector: Projector
    owned: dict
    wrote: list
    offset: int = 0

    def submit(self, *submissions, line=LINE, partition=HOME):
        records = [self.record(each, line, partition) for each in submissions]
        effects = self.projector.run(records, self.owned)
        self.projector.committed(effects)
        for output in effects.outputs:
            assert output.partition in {HOME, partition_of(b"identity", PARTITIONS)}
            if output.topic in self.owned[HOME].stores:
                self.owned[HOME].stores[output.topic][output.key] = output.copy or output.value
        self.wrote += effects.outputs
        return [self.wire.decode(each.value, None) for each in effects.outputs if each.topic == VERDICTS]

    def record(self, submission, line, partition):
        self.offset += 1
        value = self.wire.encode(IDENTITY.submitted, submission, None)
        return Record(IDENTITY.submitted, partition, self.offset, line.encode(), value, [], 1_770_000_000_000)

    def view(self, name):
        value = self.owned[HOME].stores[IDENTITY.views].get(f"{LINE}/{key(name)}/person".encode())
        return self.wire.recall(value, None).record


@pytest.fixture
def bus(tmp_path):
    wire = Wire(Known())
    stores = {topic: Shelf() for topic in (IDENTITY.views, IDENTITY.work, IDENTITY.seen)}
    metrics = ProjectorMetrics("identity", CollectorRegistry())
    projector = Projector(IDENTITY, wire, InFlight(tmp_path / "note"), PARTITIONS, 100, metrics)
    owned = {HOME: Owned(HOME, stores, 0)}
    projector.opened(owned[HOME])
    return Bus(wire, projector, owned, [])


def test_a_merge_of_two_people_is_decided_on_one_partition_and_writes_both(bus):
    (verdict,) = bus.submit(merged("a", "b"))

    assert (verdict.outcome, verdict.unit, verdict.revision) == (Outcome.ACCEPTED, f"{key('a')}/person", 1)
    assert set(bus.view("a").keys) == set(bus.view("b").keys) == {key("a"), key("b")}


def test_all_keys_of_a_batch_are_told_as_they_stand_at_its_end(bus):
    bus.submit(merged("a", "b"), merged("b", "c"), unmerged("a", "b"), protected("a", "6"), disputed("a", "b"))

    assert bus.view("a").keys == (key("a"),)
    assert bus.view("a").protection.level == "6"
    assert set(bus.view("b").keys) == {key("b"), key("c")}


def test_concurrent_merges_in_one_batch_and_in_the_next_are_refused(bus):
    first, second = bus.submit(merged("a", "b"), merged("b", "a"))
    (third,) = bus.submit(merged("b", "a"))

    assert [each.outcome for each in (first, second, third)] == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.REFUSED]
    assert second.rule == third.rule == "R23"


def test_a_repeat_gets_its_first_verdict_again(bus):
    told = merged("a", "b")
    (first,), (again,) = bus.submit(told), bus.submit(told)

    assert again == replace(first, repeat=True)


def test_what_is_keyed_by_a_patient_is_not_in_the_partition_of_its_key_and_is_held(bus):
    other = next(each for each in map(key, "abcdef") if partition_of(each.encode(), PARTITIONS) != HOME)
    (verdict,) = bus.submit(merged("a", "b"), line=other)

    assert verdict.outcome is Outcome.HELD
