"""Understands which partition a key belongs to: murmur2 as Java's clients compute it, so that every language agrees."""

from functools import lru_cache
from struct import iter_unpack

_SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF


@lru_cache(maxsize=65_536)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of `key` among so many; patients recur, and the loops of Python are slow: answers are remembered.

    Source: Apache Kafka, `BuiltInPartitioner.partitionForKey`; librdkafka calls it `murmur2` and `murmur2_random`.
    """
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The 32-bit hash of `data`, unsigned.

    Source: Apache Kafka, `org.apache.kafka.common.utils.Utils.murmur2`.
    """
    even = len(data) & ~3
    mixed = _SEED ^ len(data)
    for (word,) in iter_unpack("<I", data[:even]):
        turned = word * _M & _MASK
        mixed = (mixed * _M & _MASK) ^ ((turned ^ turned >> 24) * _M & _MASK)
    if rest := data[even:]:
        mixed = (mixed ^ int.from_bytes(rest, "little")) * _M & _MASK
    mixed = (mixed ^ mixed >> 13) * _M & _MASK
    return mixed ^ mixed >> 15
