"""Understands how a record of the bus is written as Avro bytes and read back (no framing)."""

from carebus.formats.avro.catalogue import BY_FINGERPRINT, BY_FULLNAME, codec, codec_of
from carebus.formats.avro.codec import MAX_BYTES, Codec, NotDecodable, pack

__all__ = ["BY_FINGERPRINT", "BY_FULLNAME", "MAX_BYTES", "Codec", "NotDecodable", "codec", "codec_of", "pack"]
