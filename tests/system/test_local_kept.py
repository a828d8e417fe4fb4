"""Understands that `up` leaves a stack that `down` finds again, and that `down` ends nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from carebus.local import Unavailable
from carebus.local.identity import Identity
from carebus.local.kept import Kept
from carebus.local.programs import Program

COMMAND = "import sys; from pathlib import Path; from carebus.cli import stack; getattr(stack, sys.argv[1])(Path(sys.argv[2]))"


@pytest.mark.broker
@pytest.mark.timeout(900)
def test_up_leaves_a_stack_that_answers_and_down_leaves_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    try:
        first, second = _run("up", kept), _run("up", kept)
        running = kept.living

        assert "Schema registry" in first
        assert "Already up" in second
        assert len(running) >= 2
        assert "export CAREBUS_BROKERS=127.0.0.1:" in kept.env.read_text()
        assert kept.env.stat().st_mode & 0o077 == 0
    finally:
        last = _run("down", kept)

    assert "Stopped" in last
    assert not any(identity.lives for identity in running)
    assert not kept.run.exists()
    assert not kept.env.exists()


def test_down_spares_a_process_that_only_bears_the_number_of_one_of_ours(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.run.mkdir()
    myself = Identity.of(os.getpid())
    assert myself
    Identity(myself.number, myself.birth - 1).write(kept.run / "broker-1.pid")

    assert kept.living == ()
    assert kept.end() == 0


def test_what_was_started_ends_again_when_the_rest_cannot_be(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    started: list[Program] = []
    with pytest.raises(Unavailable, match="the rest"):
        _start_and_fail(kept, started)

    (sleeper,) = started
    assert sleeper.process
    assert sleeper.process.wait(10) < 0
    assert not kept.run.exists()


def _start_and_fail(kept: Kept, started: list[Program]) -> None:
    with kept.building():
        started.append(kept.start("sleeper", ["sleep", "600"], {}))
        assert len(kept.living) == 1
        raise Unavailable("the rest")


def _run(command: str, kept: Kept) -> str:
    run = [sys.executable, "-c", COMMAND, command, str(kept.folder)]
    return subprocess.run(run, check=True, capture_output=True, text=True, timeout=280).stdout
