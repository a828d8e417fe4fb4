"""Understands what tests share: a real broker and registry when one asks for them, and example data where it is at hand."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from carebus.local import Stack

_DATA = Path(__file__).parents[2] / "shared" / "data"
_SYSTEM = "tests/system/"
_LONGEST_FIRST = (
    _SYSTEM,
    "tests/monitoring/",
    "tests/watch/test_on_kafka.py",
    "tests/faults/test_poison.py",
    "tests/faults/test_brokers.py",
    "tests/faults/",
    "tests/disputes/",
    "tests/demo/",
    "tests/services/",
    "tests/contracts/",
    "tests/watch/",
    "tests/reader/",
)
"""What takes long begins early; the many short files fill what is left of every worker's time."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder in it that is its owner's only
_ROOM = 6 << 30
_BEGAN = time.monotonic()
_ended: dict[str, float] = {}
"""How many seconds after the beginning each worker had ended, by its name."""


class BySystem(LoadFileScheduling):
    """A file at a time to each worker; those of tests/system come together, for they share one bus with all its services."""

    def _split_scope(self, nodeid: str) -> str:
        return _SYSTEM if nodeid.startswith(_SYSTEM) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Tests go to workers by file."""
    return BySystem(config, log)


def pytest_configure() -> None:
    """Brokers and stores write into memory where there is plenty: no test cuts the power, so none can tell it from a disk."""
    if _MEMORY.is_dir():
        memory = os.statvfs(_MEMORY)
        if memory.f_bavail * memory.f_frsize >= _ROOM and not memory.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has nothing left."""
    _ended[node.gateway.id] = time.monotonic() - _BEGAN


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how long each worker was busy: far apart, and `_LONGEST_FIRST` is out of date."""
    for worker, end in sorted(_ended.items()):
        terminalreporter.write_line(f"{worker} ended after {end:.0f} s")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest first, and marks with `broker` every test that asks for the stack."""
    items.sort(key=_rank)
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.broker)


def _rank(item: pytest.Item) -> int:
    found = (rank for rank, path in enumerate(_LONGEST_FIRST) if item.nodeid.startswith(path))
    return next(found, len(_LONGEST_FIRST))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One broker and a registry for the whole session: name topics so that they are yours alone."""
    with Stack.start(tmp_path_factory.mktemp("stack") / "run") as started:
        yield started


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real example messages beside the checkout."""
    if not _DATA.is_dir():
        pytest.skip("no example messages beside the checkout (../shared/data)")
    return _DATA
