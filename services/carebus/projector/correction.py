"""Understands a view that rebuild recomputed: it is written only where nothing has happened to the unit since.

Where the owner's own copy is right already, and only the topic is not, what is right is written again.
"""

import hashlib

from carebus.bus.wire import Written
from carebus.domain.commands import UnitRebuilt
from carebus.projector import records
from carebus.projector.batch import Batch
from carebus.projector.cache import Unit
from carebus.projector.incoming import Incoming


def correct(batch: Batch, incoming: Incoming, command: UnitRebuilt) -> None:
    """Replace the live view by the recomputed one, if it still is what rebuild compared it with."""
    unit = Unit(incoming.partition, incoming.patient, command.unit)
    if unit in batch.changed or unit in batch.replaced:
        return
    live = batch.stored(unit.partition, batch.area.views, unit.key)
    digest = None if live is None else batch.wire.digest(live, unit.patient).hex()
    if digest in (command.base, _digest(command.view)):
        written = None if command.view is None else Written(batch.wire.decode(command.view, unit.patient))
        batch.written[unit] = written
        batch.views[unit] = written.record if written else None
        batch.replaced.add(unit)
        batch.write(batch.area.views, unit.key, command.view, unit.partition, [records.from_input(incoming)])


def _digest(view: bytes | None) -> str | None:
    return None if view is None else hashlib.sha256(view).hexdigest()
