"""Understands by which id an entry of critical information is known here, whatever the format that tells of it (R10)."""

import re
from uuid import UUID, uuid5

from carebus.domain.critical_info.entry import EntryId
from carebus.domain.provenance import SourceId

OWN = "urn:carebus:critical-info/entry"
"""The system of an id that carebus wrote itself."""
NATIONAL = "kritisk-info"
"""Stands before an id that the national service gave."""

IDS = UUID("0d0c4f0f-6f0e-5f52-9c2e-6f6b7d1c8a53")
_ID = re.compile(r"[!-~]{1,100}", re.ASCII)


def entry_id(source: SourceId, name: str) -> EntryId:
    """The name as written where its system makes it one of a kind, or it is our own; else together with its source."""
    if name.startswith(f"{OWN}|"):
        return EntryId(name.removeprefix(f"{OWN}|"))
    told = name if "|" in name else f"{source}/{name}"
    return EntryId(told if _ID.fullmatch(told) else str(uuid5(IDS, told)))
