"""Understands when the broker has what was changed in a table: Faust's own `flush` returns after a tenth of a second, whatever is left."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from faust.tables import Table


class KeptTable(Table[bytes, bytes]):
    """A table of bytes whose changes can be waited for."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._sent: list[Awaitable[Any]] = []

    def send_changelog(self, *args: Any, **named: Any) -> Any:
        """Every change is written here."""
        sent = super().send_changelog(*args, **named)
        self._sent.append(sent)
        return sent

    async def kept(self) -> None:
        """Return when the broker has every change so far. Raises what it refused."""
        sent, self._sent = self._sent, []
        await asyncio.gather(*sent)
