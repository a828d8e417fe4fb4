"""Understands how a record travels: sealed, in the Confluent frame (0x00, schema id, Avro)."""

from collections.abc import Callable
from typing import Any

from carebus.bus.registry import Registry
from carebus.bus.seal import Seal, Unsealed
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import NotDecodable, codec

_MAGIC = b"\x00"
_FRAME = 5


class Wire:
    """Writes and reads values by the registry's schema ids."""

    def __init__(self, registry: Registry, seal: Seal | None = None) -> None:
        self._registry = registry
        self._seal: Seal = seal or Unsealed()
        self._writers: dict[tuple[str, type], tuple[bytes, Callable[[Any], bytes]]] = {}

    def encode(self, topic: str, record: Any, patient: PatientKey | None) -> bytes:
        """The value of `record` for `topic`. Raises what the registry raises, and what Avro raises for a value out of type."""
        kind = type(record)
        writer = self._writer(topic, kind)
        return self._seal.seal(patient, writer[0] + writer[1](record))

    def decode(self, value: bytes, patient: PatientKey | None) -> Any:
        """The record in a value. Raises NotDecodable, and the registry's UnknownSchema, SchemaNotShipped, RegistryUnreachable."""
        opened = self._seal.open(patient, value)
        if opened[:1] != _MAGIC or len(opened) < _FRAME:
            raise NotDecodable("record", "not in the Confluent frame: 0x00, schema id, Avro")
        return self._registry.codec_of(int.from_bytes(opened[1:_FRAME], "big")).decode(opened[_FRAME:])

    def written_now(self, topic: str, kind: type, value: bytes) -> bool:
        """Tell whether a value stands in the schema in which this release writes the record."""
        return value.startswith(self._writer(topic, kind)[0])

    def close(self) -> None:
        """Let the registry's connections go."""
        self._registry.close()

    def _writer(self, topic: str, kind: type) -> tuple[bytes, Callable[[Any], bytes]]:
        known = self._writers.get((topic, kind))
        if known is None:
            chosen = codec(kind)
            frame = _MAGIC + self._registry.id_of(chosen, topic).to_bytes(4, "big")
            known = self._writers[topic, kind] = (frame, chosen.encode)
        return known
