"""Understands what the fault tests share: a bus of each test's own, and the table at the end."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from rich.console import Console
from tests.faults.bus import Bus
from tests.faults.campaigns import RUN, show

from carebus.local import Stack


@pytest.fixture
def area() -> str:
    """Whose rules the bus has: a test that is run for other areas is parametrised."""
    return "results"


@pytest.fixture
def bus(stack: Stack, area: str) -> Iterator[Bus]:
    """An area of the test's own, with four partitions."""
    with closing(Bus.made(stack.bootstrap, stack.registry_url, "faults", rules=area)) as made:
        yield made


@pytest.fixture
def narrow(stack: Stack, area: str) -> Iterator[Bus]:
    """An area with one partition, for what is driven by hand."""
    with closing(Bus.made(stack.bootstrap, stack.registry_url, "narrow", partitions=1, rules=area)) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RUN:
        terminalreporter.ensure_newline()
        show(Console(width=160))
