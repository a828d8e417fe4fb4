"""Understands what tests share: a real broker and registry when one asks for them, and example data where it is at hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from carebus.local import Stack

_DATA = Path(__file__).parents[2] / "shared" / "data"
_SYSTEM = "tests/system/"


class BySystem(LoadFileScheduling):
    """A file at a time to each worker; those of tests/system come together, for they share one bus with all its services."""

    def _split_scope(self, nodeid: str) -> str:
        return _SYSTEM if nodeid.startswith(_SYSTEM) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Tests go to workers by file."""
    return BySystem(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks with `broker` every test that asks for the stack."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.broker)


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
