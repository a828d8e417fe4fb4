"""Kafka and RocksDB: the transactional loop, the store, the registry, topics, held records."""
