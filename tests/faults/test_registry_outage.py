"""Understands that a registry which does not answer is waited for: no record is to blame, and what is known goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.bus import Bus, until
from tests.faults.campaigns import campaign
from tests.faults.load import patient, story
from tests.faults.projectors import Projectors

from carebus.domain.problems import Code
from carebus.domain.results.events import ReportAmended, ReportIssued
from carebus.local import Stack

UNKNOWN = b"\x00\x00\x0f\x42\x3f" + b"of an id that nobody registered"


def test_a_registry_that_is_down_at_start_and_in_flight_holds_nothing_back_for_good(
    stack: Stack, bus: Bus, tmp_path: Path
):
    sent = story("registry", patients=32)
    known = [one for one in sent[2::4] if isinstance(one.record, ReportIssued | ReportAmended)]
    with campaign("registry down at start and in flight") as run:
        bus.publish(sent[0::4])
        with _down(stack), Projectors.running(bus, tmp_path) as projectors:
            until(lambda: any(bus.owners().values()), projectors.tend)
            assert sum(bus.committed().values()) == 0
            stack.registry.start()
            projectors.at_work()
            bus.publish(sent[1::4])
            bus.drain(projectors.tend)
            with _down(stack):
                bus.publish(known)
                bus.drain(projectors.tend)
                place = bus.put(patient("Nora").encode(), UNKNOWN)
                bus.publish(sent[3::4])
            bus.drain(projectors.tend)
            run.faults = 2
        assert not run.checked(bus).differences
    (held,) = (bus.wire.decode(record.value, None) for record, of in bus.held() if of == place)
    assert [problem.code for problem in held.problems] == [Code.UNKNOWN_SCHEMA]


@contextmanager
def _down(stack: Stack) -> Iterator[None]:
    assert stack.registry is not None
    stack.registry.kill()
    try:
        yield
    finally:
        if not stack.registry.program.running:
            stack.registry.start()
