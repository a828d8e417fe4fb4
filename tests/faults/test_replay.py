"""Understands that what comes again, late or in disorder changes nothing (rule 10, R18)."""

from pathlib import Path
from random import Random

from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, FIRST_AREA, campaign
from tests.faults.engines import driven
from tests.faults.load import disordered, sent_again
from tests.faults.loads import LOADS

from carebus.domain.verdicts import Outcome


@EVERY_AREA
def test_the_whole_input_again_is_told_to_be_repeats_and_changes_no_view(bus: Bus, tmp_path: Path):
    sent = LOADS[bus.rules].story("replay", 20)
    with campaign("replay of the whole input") as run, driven(bus, tmp_path) as engine:
        bus.publish(sent)
        engine.drain()
        before = bus.read(bus.area.views, bus.area.accepted)
        bus.publish(disordered(sent, Random(3), window=500))
        engine.drain()
        run.faults = len(sent)
        assert not run.checked(bus).differences
    assert bus.read(bus.area.views, bus.area.accepted) == before


@FIRST_AREA
def test_the_whole_input_in_other_envelopes_is_decided_by_its_content(bus: Bus, tmp_path: Path):
    sent = LOADS[bus.rules].story("resent", 20)
    with campaign("whole input in other envelopes") as run, driven(bus, tmp_path) as engine:
        bus.publish(sent)
        bus.publish(disordered((sent_again(one) for one in sent), Random(4), window=500))
        engine.drain()
        run.faults = len(sent)
        assert not run.checked(bus).differences


@FIRST_AREA
def test_a_restart_between_a_submission_and_its_repeat_is_not_noticed(narrow: Bus, tmp_path: Path):
    sent = LOADS[narrow.rules].story("restarted", 4)
    for _ in range(2):
        narrow.publish(sent)
        with driven(narrow, tmp_path) as engine:
            engine.drain()
    verdicts = [narrow.wire.decode(record.value, None) for record, _ in narrow.verdicts()]
    again = verdicts[len(sent) :]
    assert all(verdict.repeat for verdict in again if verdict.outcome is not Outcome.REFUSED)
    told = sum(row.repeats for done in narrow.flow() for row in done.sources)
    assert told == sum(verdict.repeat for verdict in verdicts) > 0
