"""Understands that a fetched folder is whole or absent, whoever else fetches it and however the fetch ends."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from carebus.local import Unavailable, cache, fetching

FETCHES_FOR_EVER = """
import sys
from carebus.local import cache, fetching
def make(into):
    (into / "half").touch()
    fetching.run("Fetching", ["sh", "-c", "echo started >&2; sleep 600"])
cache.whole("thing", make)
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "carebus"


def test_what_is_fetched_once_is_not_fetched_again() -> None:
    made: list[Path] = []

    first, second = cache.whole("thing", made.append), cache.whole("thing", made.append)

    assert first == second
    assert first.is_dir()
    assert len(made) == 1


def test_a_fetch_that_fails_leaves_nothing_and_the_next_one_starts_afresh(own_cache: Path) -> None:
    def fails(into: Path) -> None:
        (into / "half").touch()
        fetching.run("Fetching", ["sh", "-c", "echo the reason; exit 3"])

    with pytest.raises(Unavailable, match="the reason"):
        cache.whole("thing", fails)

    assert [file for file in own_cache.iterdir() if file.suffix != ".lock"] == []
    assert list(cache.whole("thing", lambda into: (into / "all").touch()).iterdir()) == [own_cache / "thing" / "all"]


def test_two_that_ask_together_fetch_once() -> None:
    made: list[Path] = []

    with ThreadPoolExecutor(4) as several:
        places = list(several.map(lambda _: cache.whole("thing", made.append), range(4)))

    assert len(set(places)) == 1
    assert len(made) == 1


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_fetch_that_is_interrupted_leaves_nothing(own_cache: Path, ending: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", FETCHES_FOR_EVER], stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert b"Fetching" in process.stderr.readline()
        process.send_signal(ending)
        assert process.wait(30) != 0

    assert [file for file in own_cache.iterdir() if file.suffix != ".lock"] == []
