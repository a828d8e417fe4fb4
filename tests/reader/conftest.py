"""Understands what tests of the reader share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reader.given import Reader


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    made = Reader(tmp_path)
    yield made
    made.copy.close()
