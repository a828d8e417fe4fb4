"""Understands that what was fetched once is there whole or not at all, however many ask for it together."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from carebus.local.endings import orderly


def folder() -> Path:
    """Where fetched programs are kept: `$XDG_CACHE_HOME/carebus`, else `~/.cache/carebus`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carebus"


def whole(name: str, make: Callable[[Path], None]) -> Path:
    """The cached folder `name`; at its first use `make` fills an empty folder that then takes the name."""
    place = folder() / name
    if not place.is_dir():
        with orderly(), _alone(place):
            if not place.is_dir():
                _fill(place, make)
    return place


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_name(f".{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(place: Path, make: Callable[[Path], None]) -> None:
    part = place.with_name(f".{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of one that was killed: the lock says that nobody is at it now
    part.mkdir()
    try:
        make(part)
        part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)
