"""Understands what tests of the reader share."""

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from tests.reader.given import Reader

from carebus import log


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    made = Reader(tmp_path)
    yield made
    made.copy.close()


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader that holds nothing, for questions that change nothing."""
    made = Reader(tmp_path_factory.mktemp("idle"))
    yield made
    made.copy.close()


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What the service writes to its log."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    stream = StringIO()
    log.configure("reader", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = before
