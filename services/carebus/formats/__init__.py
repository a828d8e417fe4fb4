"""Bytes to domain and back: no I/O."""
