"""Understands one partition's recomputed and live views, side by side in scratch stores."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from carebus.bus.store import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit whose live view is not what the accepted log tells; None: there is none. Values are as on the topic."""

    partition: int
    key: bytes
    rebuilt: bytes | None
    live: bytes | None

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

    def differences(self) -> Iterator[Difference]:
        """Every unit that the two do not tell alike."""
        for key, rebuilt in self.rebuilt.scan(b""):
            live = self.live.get(key)
            if live != rebuilt:
                yield Difference(self.partition, key, rebuilt, live)
        for key, live in self.live.scan(b""):
            if self.rebuilt.get(key) is None:
                yield Difference(self.partition, key, None, live)

    def close(self) -> None:
        """Close both."""
        self.rebuilt.close()
        self.live.close()
