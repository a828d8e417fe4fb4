"""Understands how a record of the bus is written as Avro bytes and read back (no framing)."""

from carebus.formats.avro.catalogue import BY_FINGERPRINT, BY_FULLNAME, codec, codec_of
from carebus.formats.avro.codec import MAX_BYTES, Codec, NotDecodable, pack
from carebus.formats.avro.parts import Parts, PartsWriter

__all__ = [
    "BY_FINGERPRINT",
    "BY_FULLNAME",
    "MAX_BYTES",
    "Codec",
    "NotDecodable",
    "Parts",
    "PartsWriter",
    "codec",
    "codec_of",
    "pack",
]
