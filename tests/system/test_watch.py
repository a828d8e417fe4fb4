"""Understands that the watch runs beside the other services: its probe travels the whole path, and an operator asks for alarms."""

import time

from carebus.bus.registry import Registry
from carebus.bus.shared_topics import FLOW
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.flow import GATEWAY, PROJECTOR, TransactionDone


def _stages_of_the_probe(settings) -> set[tuple[str, str]]:
    wire = Wire(Registry(settings["CAREBUS_REGISTRY"]))
    told = [wire.decode(record.value, None) for record in read_whole(settings["CAREBUS_BROKERS"], FLOW)]
    wire.close()
    done = [each for each in told if isinstance(each, TransactionDone)]
    return {(each.stage, row.outcome) for each in done for row in each.sources if row.source == "carebus-probe"}


def test_the_probe_is_taken_by_the_gateway_and_accepted_by_the_projector(settings, logs):
    patience = time.monotonic() + 60
    while len(stages := _stages_of_the_probe(settings)) < 2 and time.monotonic() < patience:
        time.sleep(0.5)
    assert stages == {(GATEWAY, "submitted"), (PROJECTOR, "accepted")}


def test_an_operator_is_told_which_alarms_are_open(carebus):
    told = carebus("alarms")
    assert told.exit_code in {0, 1}
    assert (told.exit_code == 0) == ("No alarm is open." in told.output)


def test_the_help_of_alarms_says_what_the_exit_status_tells(carebus):
    told = carebus("alarms", "--help")
    assert "Exit status 0" in told.output
    assert "--follow" in told.output
