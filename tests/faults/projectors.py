"""Understands projectors as processes that are killed, stopped, woken and started again in their slots."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.faults.bus import Bus, until

from carebus.local.programs import Program

ROOT = Path(__file__).parents[2]


class Projectors:
    """The projectors of one area: one process a slot. `died` counts the ends that nobody here brought about."""

    def __init__(
        self, bus: Bus, folder: Path, slots: int = 2, *, brokers: str | None = None, registry: str | None = None
    ) -> None:
        self._settings = {
            "CAREBUS_ENVIRONMENT": "test",
            "CAREBUS_BROKERS": brokers or bus.brokers,
            "CAREBUS_REGISTRY": registry or bus.registry,
            "CAREBUS_STATE": str(folder / "state"),
            "CAREBUS_BATCH": "50",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "services"))),
        }
        command = [sys.executable, "-m", "tests.faults.process", bus.area.name, bus.rules]
        self._bus = bus
        self.state = folder / "state"
        self.slots = [Program(f"projector-{slot}", command, folder / f"slot-{slot}") for slot in range(slots)]
        self.died = 0

    @classmethod
    @contextmanager
    def running(
        cls, bus: Bus, folder: Path, slots: int = 2, *, poison: str = "", **where: str
    ) -> Iterator["Projectors"]:
        """Projectors at work, for as long as the context."""
        made = cls(bus, folder, slots, **where)
        try:
            for slot in range(slots):
                made.start(slot, poison)
            yield made
        finally:
            made.end()

    def start(self, slot: int, poison: str = "") -> None:
        """Starts a slot's process, poisoned or mended."""
        program = self.slots[slot]
        program.environment = (
            self._settings | {"CAREBUS_SLOT": str(slot)} | ({"FAULTS_POISON": poison} if poison else {})
        )
        program.start()

    def at_work(self) -> None:
        """Returns when every slot has partitions."""
        patience = (
            120  # a join whose answer is lost is waited for during max.poll.interval (45 s); the others own what it had
        )
        until(self._all_own, self.tend, patience, lambda: f"owners: {self._bus.owners()}\n{self._stacks()}")

    def _all_own(self) -> bool:
        owners = self._bus.owners()
        return len(owners) == len(self.slots) and all(owners.values())

    def _stacks(self) -> str:
        """What each process is doing at this moment."""
        for slot, program in enumerate(self.slots):
            if program.running:
                self._signal(slot, signal.SIGUSR1)
        Event().wait(1)  # they write their stacks into their logs
        return "\n".join(self.log(slot)[-3_000:] for slot in range(len(self.slots)))

    def kill(self, slot: int) -> None:
        """kill -9."""
        self.slots[slot].kill()

    def kill_and_restart(self, slot: int) -> None:
        """kill -9, and at once a new process in the same slot."""
        self.kill(slot)
        self.slots[slot].start()

    def freeze(self, slot: int) -> None:
        """SIGSTOP: it stands still and does not know it."""
        self._signal(slot, signal.SIGSTOP)

    def wake(self, slot: int) -> None:
        """SIGCONT."""
        self._signal(slot, signal.SIGCONT)

    def tend(self) -> None:
        """What a supervisor does: a process that ended by itself is started again."""
        for program in self.slots:
            if program.process is not None and not program.running:
                self.died += 1
                program.process = None
                program.start()

    def log(self, slot: int) -> str:
        """What a slot's processes said."""
        return self.slots[slot].log.read_text()

    def end(self) -> None:
        """Ends all of them."""
        for program in self.slots:
            program.kill()

    def _signal(self, slot: int, which: signal.Signals) -> None:
        process = self.slots[slot].process
        assert process is not None
        os.killpg(process.pid, which)
