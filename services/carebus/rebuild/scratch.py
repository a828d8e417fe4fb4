"""Understands one partition's recomputed and live views, side by side in scratch stores."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from carebus.bus.store import Store
from carebus.domain.provenance import Digest


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit whose live view is not what the accepted log tells; None: there is none.

    Values are as this release writes them; `base` is the SHA-256 of the live value as it stands on the topic.
    """

    partition: int
    key: bytes
    rebuilt: bytes | None
    live: bytes | None
    base: Digest | None

    @property
    def kind(self) -> str:
        """Missing (only the log knows it), extra (only the live view has it) or different."""
        if self.live is None:
            return "missing"
        return "extra" if self.rebuilt is None else "different"


class Scratch:
    """Two empty stores for one partition, under a folder that its maker removes."""

    def __init__(self, folder: Path, partition: int) -> None:
        self.partition = partition
        self.rebuilt = Store(folder / f"rebuilt-{partition}", "scratch")
        self.live = Store(folder / f"live-{partition}", "scratch")
        self._rewritten: dict[bytes, Digest] = {}

    def keep(self, views: Iterable[tuple[bytes, bytes | None, bytes | None]]) -> None:
        """Keep live views: key, value as this release writes it, value as it stands on the topic."""
        puts = []
        for key, written_now, standing in views:
            puts.append((key, written_now))
            self._rewritten.pop(key, None)
            if standing is not None and standing != written_now:
                self._rewritten[key] = _digest(standing)
        self.live.write(puts, 0)

    def differences(self) -> Iterator[Difference]:
        """Every unit that the two do not tell alike."""
        for key, rebuilt in self.rebuilt.scan(b""):
            live = self.live.get(key)
            if live != rebuilt:
                yield Difference(self.partition, key, rebuilt, live, self._base(key, live))
        for key, live in self.live.scan(b""):
            if self.rebuilt.get(key) is None:
                yield Difference(self.partition, key, None, live, self._base(key, live))

    def clear(self) -> None:
        """Begin with nothing."""
        self.rebuilt.clear()
        self.live.clear()
        self._rewritten.clear()

    def close(self) -> None:
        """Close both."""
        self.rebuilt.close()
        self.live.close()

    def _base(self, key: bytes, live: bytes | None) -> Digest | None:
        return None if live is None else self._rewritten.get(key, _digest(live))


def _digest(value: bytes) -> Digest:
    return Digest(hashlib.sha256(value).hexdigest())
