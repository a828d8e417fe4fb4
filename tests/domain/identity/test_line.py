"""R23: the projector as it is decides the area, for every record of it is keyed by the one `LINE`."""

import dataclasses
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from tests.domain.identity.builders import DAY, died, disputed, key, merged, protected, unmerged

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
from carebus.domain.identity.units import person_of
from carebus.domain.problems import Code
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.domain.work import Parked, Seen, Touched, Waiting
from carebus.formats.avro.catalogue import codec
from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming
from carebus.projector.metrics import ProjectorMetrics
from carebus.projector.parking import MOST, TooManyParked
from carebus.projector.step import Projector

PARTITIONS = 12
HOME = partition_of(LINE.encode(), PARTITIONS)
KINDS = (*IDENTITY.events, *IDENTITY.pictures, Verdict, Held, Settled, TransactionDone, ReleaseRequested, Seen, Parked)


class Known(Registry):
    """A registry that has the records of the area, by their place in the list."""

    def __init__(self):
        self._kinds = [codec(kind) for kind in (*KINDS, Waiting, Touched)]

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
    folder: Path
    offset: int = 0

    def submit(self, *submissions, line=LINE, partition=HOME):
        records = [self.record(each, line, partition) for each in submissions]
        effects = self.projector.run(records, self.owned)
        self.projector.committed(effects)
        for output in effects.outputs:
            assert output.partition in {HOME, partition_of(b"identity", PARTITIONS)}
            if output.topic in self.owned[HOME].stores:
                self.keep(output.topic, output.key, output.copy or output.value)
        self.wrote += effects.outputs
        return [self.wire.decode(each.value, None) for each in effects.outputs if each.topic == VERDICTS]

    def keep(self, topic, key, value):
        shelf = self.owned[HOME].stores[topic]
        shelf.pop(key, None)
        if value is not None:
            shelf[key] = value

    def record(self, submission, line, partition):
        self.offset += 1
        value = self.wire.encode(IDENTITY.submitted, submission, None)
        return Record(IDENTITY.submitted, partition, self.offset, line.encode(), value, [], 1_770_000_000_000)

    def release(self):
        """What an operator asks; returns the verdicts of what is decided then."""
        return [*self.submit(ReleaseRequested(DAY)), *self.turn()]

    def turn(self):
        """One turn without input."""
        return self.submit()

    def work(self):
        """What the work topic says, by the last part of its keys but the names."""
        return {name.decode().split("/", 1)[1]: value for name, value in self.owned[HOME].stores[IDENTITY.work].items()}

    def parked(self):
        value = self.work().get("parked")
        return None if value is None else self.wire.decode(value, None)

    def waiting(self):
        return sum(name.startswith("waiting/") for name in self.work())

    def successor(self, area):
        """The next process, with the same stores."""
        self.projector = projector_of(area, self.wire, self.folder)
        self.projector.opened(self.owned[HOME])
        return self

    def dies_twice_of(self, record):
        """Two processes die while they read the next record."""
        self.offset -= 1
        for _ in range(2):
            dying, stands = InFlight(self.folder / "note"), Incoming.of(record)
            dying.begin([stands])
            dying.alone(stands, was_read=False)
        self.successor(IDENTITY)

    def view(self, name):
        value = self.owned[HOME].stores[IDENTITY.views].get(f"{LINE}/{key(name)}/person".encode())
        return self.wire.recall(value, None).record


@pytest.fixture
def bus(tmp_path):
    wire = Wire(Known())
    stores = {topic: Shelf() for topic in (IDENTITY.views, IDENTITY.work, IDENTITY.seen)}
    owned = {HOME: Owned(HOME, stores, 0)}
    return Bus(wire, projector_of(IDENTITY, wire, tmp_path), owned, [], tmp_path).successor(IDENTITY)


def projector_of(area, wire, folder):
    metrics = ProjectorMetrics("identity", CollectorRegistry())
    return Projector(area, wire, InFlight(folder / "note"), PARTITIONS, 100, metrics)


def poisoned(*names):
    """The area with a defect: it fails on a fact that changes the picture of one of these."""
    units = {person_of(key(name)) for name in names}

    def evolve(unit, view, event):
        if unit in units:
            raise ZeroDivisionError
        return IDENTITY.evolve(unit, view, event)

    return dataclasses.replace(IDENTITY, evolve=evolve)


def outcomes(verdicts):
    return [each.outcome for each in verdicts]


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


@pytest.mark.parametrize("is_here", [True, False])
def test_what_is_keyed_by_a_patient_is_held_also_where_its_key_has_the_partition_of_the_line(bus, is_here):
    names = (str(number) for number in count())
    other = next(each for each in map(key, names) if (partition_of(each.encode(), PARTITIONS) == HOME) == is_here)
    (verdict,) = bus.submit(merged("a", "b"), line=other)

    assert (verdict.outcome, [each.code for each in verdict.problems]) == (Outcome.HELD, [Code.WRONG_LINE])
    assert bus.work() == {}


def test_a_record_of_another_key_that_cannot_be_read_without_dying_is_held_and_parks_nobody(bus):
    told, other = died("sick"), next(k for k in map(key, map(str, count())) if partition_of(k.encode(), 12) == HOME)
    bus.dies_twice_of(bus.record(told, other, HOME))

    assert outcomes(bus.submit(told, line=other)) == [Outcome.HELD]
    assert bus.work() == {}


def test_a_defect_in_one_persons_record_parks_that_person_and_all_others_are_decided(bus):
    bus.submit(merged("sick", "well"))
    bus.successor(poisoned("sick"))
    verdicts = bus.submit(died("sick"), merged("a", "b"), protected("well", "6"), unmerged("a", "b"))

    assert outcomes(verdicts) == [Outcome.HELD, Outcome.ACCEPTED, Outcome.HELD, Outcome.ACCEPTED]
    assert bus.waiting() == 2
    assert bus.parked().by_name


def test_who_is_tied_to_a_waiting_person_by_a_waiting_record_waits_too_and_so_on(bus):
    bus.submit(merged("c", "d"))
    bus.successor(poisoned("sick"))
    bus.submit(died("sick"), merged("sick", "b"), merged("b", "c"))
    verdicts = bus.submit(died("d"), merged("x", "y"))

    assert outcomes(verdicts) == [Outcome.HELD, Outcome.ACCEPTED]
    assert outcomes(bus.submit(died("y"))) == [Outcome.ACCEPTED]


def test_a_mended_release_decides_what_waited_in_order_and_leaves_nothing_of_it(bus):
    bus.successor(poisoned("sick"))
    bus.submit(merged("sick", "b"), merged("b", "c"), merged("x", "y"), merged("b", "sick"))
    bus.successor(IDENTITY)
    verdicts = bus.release()

    assert outcomes(verdicts) == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.REFUSED]
    assert bus.work() == {}
    assert outcomes(bus.submit(died("sick"))) == [Outcome.ACCEPTED]


def test_two_persons_with_a_defect_wait_apart_and_a_release_goes_as_far_as_the_first_that_fails_again(bus):
    bus.successor(poisoned("one", "two"))
    bus.submit(died("one"), died("two"), protected("one", "6"), died("other"))
    assert bus.waiting() == 3
    bus.successor(poisoned("two"))
    assert outcomes(bus.release()) == [Outcome.ACCEPTED]
    assert (bus.waiting(), bus.parked().releasing) == (2, False)
    bus.successor(IDENTITY)
    assert outcomes(bus.release()) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert bus.work() == {}


def test_a_person_whose_last_waiting_record_was_decided_is_free_while_others_wait(bus):
    bus.successor(poisoned("one", "two"))
    bus.submit(died("one"), died("two"))
    bus.successor(poisoned("two"))
    bus.release()

    assert outcomes(bus.submit(protected("one", "6"), protected("two", "6"))) == [Outcome.ACCEPTED, Outcome.HELD]


def test_what_comes_under_the_submission_id_of_a_waiting_record_waits_behind_it_whomever_it_is_about(bus):
    bus.successor(poisoned("sick"))
    waits = died("sick")
    misused = replace(died("other"), provenance=replace(waits.provenance, original="other bytes"))

    assert outcomes(bus.submit(waits, misused)) == [Outcome.HELD, Outcome.HELD]
    bus.successor(IDENTITY)
    assert outcomes(bus.release()) == [Outcome.ACCEPTED, Outcome.REFUSED]


def test_where_it_fails_already_to_find_whom_a_record_touches_the_whole_line_waits(bus):
    def fails(view_of, submission):
        raise ZeroDivisionError

    bus.successor(dataclasses.replace(poisoned("sick"), touched_by=fails))

    assert outcomes(bus.submit(died("sick"), died("other"))) == [Outcome.HELD, Outcome.HELD]
    assert not bus.parked().by_name
    bus.successor(IDENTITY)
    assert outcomes(bus.submit(died("b"))) == [Outcome.HELD], "in order, behind nobody knows whom"
    assert outcomes(bus.release()) == [Outcome.ACCEPTED] * 3


def test_a_record_that_the_process_dies_of_while_it_is_read_parks_the_whole_line(bus):
    told = died("sick")
    bus.dies_twice_of(bus.record(told, LINE, HOME))

    assert outcomes(bus.submit(told, died("other"))) == [Outcome.HELD, Outcome.HELD]
    assert (bus.waiting(), bus.parked().by_name) == (2, False)
    assert outcomes(bus.release()) == [Outcome.ACCEPTED, Outcome.ACCEPTED]


def test_a_record_that_the_process_dies_of_while_it_is_looked_up_whom_it_touches_parks_the_whole_line(bus):
    def dies(view_of, submission):
        if submission.key == key("deadly"):
            raise SystemExit
        return IDENTITY.touched_by(view_of, submission)

    deadly, area = died("deadly"), dataclasses.replace(poisoned("sick"), touched_by=dies)
    bus.successor(area).submit(died("sick"))
    for _ in range(3):
        with pytest.raises(SystemExit):
            bus.successor(area).submit(deadly)
        bus.offset -= 1

    assert outcomes(bus.successor(area).submit(deadly, died("other"))) == [Outcome.HELD, Outcome.HELD]
    assert not bus.parked().by_name


def test_a_line_that_an_earlier_release_parked_waits_as_a_whole_until_it_is_released(bus):
    bus.successor(poisoned("sick"))
    bus.submit(died("sick"))
    note, kept = bus.parked(), f"{LINE}/waiting/{0:012d}".encode()
    waiting = bus.wire.decode(bus.owned[HOME].stores[IDENTITY.work][kept], None)
    shelf = bus.owned[HOME].stores[IDENTITY.work]
    shelf.clear()
    shelf[f"{LINE}/parked".encode()] = encoded(bus, replace(note, by_name=False, failed=()))
    shelf[kept] = encoded(bus, replace(waiting, touches=()))
    bus.successor(IDENTITY)

    assert outcomes(bus.submit(died("other"))) == [Outcome.HELD]
    assert outcomes(bus.release()) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert bus.work() == {}


def test_as_many_persons_with_a_defect_as_only_a_bad_release_explains_stop_the_process(bus):
    names = [f"crowd {number}" for number in range(MOST + 1)]
    bus.successor(poisoned(*names))
    bus.submit(*map(died, names[:MOST]))

    with pytest.raises(TooManyParked, match="roll this release back"):
        bus.submit(died(names[MOST]))


def encoded(bus, record):
    return bus.wire.encode(IDENTITY.work, record, None)
