"""Understands how a record travels: sealed, in the Confluent frame (0x00, schema id, Avro).

And how a process keeps its own copy of one: sealed, 0x01, schema id, the SHA-256 of what travelled, msgpack. A list of 15 rows is read back
in 40 us, from Avro in 270. A long record is kept with the Avro of its parts, 0x02 before it: to write it again costs what has changed.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from carebus.bus.registry import Registry
from carebus.bus.seal import Seal, Unsealed
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import NotDecodable, Parts, PartsWriter, codec, pack

_MAGIC = b"\x00"
_OWN = b"\x01"
_OWN_WITH_PARTS = b"\x02"
_OWNS = _OWN, _OWN_WITH_PARTS
_FRAME = 5
_DIGEST = 32


class Written(NamedTuple):
    """A record as it was last written, and the Avro of its parts where those are kept: by the schema that `frame` names."""

    record: Any
    frame: bytes = b""
    parts: Parts = ()


class Wire:
    """Writes and reads values by the registry's schema ids."""

    def __init__(self, registry: Registry, seal: Seal | None = None) -> None:
        self._registry = registry
        self._seal: Seal = seal or Unsealed()
        self._writers: dict[tuple[str, type], tuple[bytes, Callable[[Any], bytes]]] = {}
        self._parts_writers: dict[type, PartsWriter] = {}
        self._buffer = bytearray()

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

    def encode_again(
        self, topic: str, record: Any, patient: PatientKey | None, before: Written | None
    ) -> tuple[bytes, Written]:
        """What `encode` gives for a long record: what it has in common with the one `before` is not encoded anew."""
        frame = self._writer(topic, type(record))[0]
        writer = self._parts_writer(type(record))
        if before is not None and before.frame == frame:
            data, parts = writer.write(record, before.record, before.parts)
        else:
            data, parts = writer.write(record)
        return self._seal.seal(patient, frame + data), Written(record, frame, parts)

    def own_copy(self, topic: str, written: Written, patient: PatientKey | None, value: bytes) -> bytes:
        """What a process keeps of a record that it wrote to `topic` as `value`."""
        kind, content = (_OWN_WITH_PARTS, (written.parts, written.record)) if written.parts else (_OWN, written.record)
        schema_id = self._writer(topic, type(written.record))[0][1:]
        self._buffer[:] = kind + schema_id + sha256(value).digest()
        pack(content, self._buffer)
        return self._seal.seal(patient, bytes(self._buffer))

    def recall(self, copy: bytes, patient: PatientKey | None) -> Written:
        """The record in a process's own copy: made by `own_copy`, or as it was read from the topic. Raises what `decode` raises."""
        opened = self._seal.open(patient, copy)
        if opened[:1] not in _OWNS:
            return Written(self.decode(copy, patient))
        kept = self._registry.codec_of(int.from_bytes(opened[1:_FRAME], "big"))
        packed = memoryview(opened)[_FRAME + _DIGEST :]
        if opened[:1] == _OWN:
            return Written(kept.unpack(packed))
        parts, record = kept.unpack_with_parts(packed)
        return Written(record, _MAGIC + opened[1:_FRAME], parts)

    def digest(self, copy: bytes, patient: PatientKey | None) -> bytes:
        """The SHA-256 of the value on the topic that a process's own copy is of."""
        opened = self._seal.open(patient, copy)
        return opened[_FRAME : _FRAME + _DIGEST] if opened[:1] in _OWNS else sha256(copy).digest()

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

    def _parts_writer(self, kind: type) -> PartsWriter:
        known = self._parts_writers.get(kind)
        if known is None:
            known = self._parts_writers[kind] = PartsWriter(codec(kind).schema)
        return known
