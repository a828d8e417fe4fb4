"""Understands what the fault tests share: a bus of each test's own, and the table at the end."""


import pytest
from rich.console import Console
from tests.faults.bus import Bus
from tests.faults.campaigns import RUN, show

from carebus.local import Stack


@pytest.fixture
def bus(stack: Stack) -> Bus:
    """An area of the test's own, with four partitions."""
    return Bus.made(stack.bootstrap, stack.registry_url, "faults")


@pytest.fixture
def narrow(stack: Stack) -> Bus:
    """An area with one partition, for what is driven by hand."""
    return Bus.made(stack.bootstrap, stack.registry_url, "narrow", partitions=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RUN:
        terminalreporter.ensure_newline()
        show(Console(width=140))


