"""Understands the event of the reference job: how one is made up, written in the Confluent frame and read."""

import io
import json
import random
from pathlib import Path
from typing import Any, cast

import fastavro

FILE = Path(__file__).with_name("event.avsc")
SCHEMA = fastavro.parse_schema(json.loads(FILE.read_text(encoding="utf-8")))
FRAME = b"\x00\x00\x00\x00\x01"
CODES = 8
"""Medicines that there are: no patient has more rows than these."""

_STARTS = len(FRAME)
_NOON = 1_795_402_000_000
"""Milliseconds since 1970, UTC."""


def decode(value: bytes) -> dict[str, Any]:
    """The event in a value."""
    source = io.BytesIO(value)
    source.seek(_STARTS)
    event: dict[str, Any] = cast("Any", fastavro.schemaless_reader(source, SCHEMA, None))
    return event


def encode(event: dict[str, Any]) -> bytes:
    """The value of an event."""
    out = io.BytesIO()
    out.write(FRAME)
    fastavro.schemaless_writer(out, SCHEMA, event)
    return out.getvalue()


def invented(number: int, patient: str, chance: random.Random) -> dict[str, Any]:
    """The event of that number."""
    return {
        "event_id": f"01J8Z7Q4{number:016d}",
        "patient_id": patient,
        "event_type": "CHANGED",
        "recorded_at": _NOON + number,
        "effective_at": _NOON,
        "source_system": "ehr-north",
        "source_seq": number,
        "encounter_id": "enc-8812",
        "author": {"id": "prac-112", "name": "Dr. Example Person", "role": "physician"},
        "medicine": {
            "code": f"86{chance.randrange(CODES):03d}",
            "system": "urn:example:medicine",
            "display": "Metformin 500 MG Oral Tablet, film coated",
            "form": "tablet",
            "ingredients": [
                {"code": "6809", "strength": 500.0, "unit": "mg"},
                {"code": "1000", "strength": 1.5, "unit": "mg"},
            ],
        },
        "dosage": {
            "amount": 1.0,
            "unit": "tablet",
            "route": "oral",
            "frequency": "BID",
            "as_needed": False,
            "instructions": "With food, morning and evening",
        },
        "status": "active",
        "reason": "Type 2 diabetes mellitus, poorly controlled so far",
        "tags": ["chronic", "reconciled", "home-med"],
        "flags": {"high_alert": "false", "formulary": "true"},
        "version": number,
    }
