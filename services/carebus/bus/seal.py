"""Understands the one seam that every value passes on its way into and out of Kafka.

Sealing values per patient, so that erasing a patient is destroying a key, is built with the access area; until then
values pass as they are. Nothing else in carebus may put a value on a topic or take one off it.
"""

from typing import Protocol

from carebus.domain.provenance import PatientKey


class Seal(Protocol):
    """Seals a value for a patient (None: it is about nobody), and opens it again."""

    def seal(self, patient: PatientKey | None, value: bytes) -> bytes:
        """The bytes to store."""

    def open(self, patient: PatientKey | None, value: bytes) -> bytes:
        """The bytes as they were before sealing."""


class Unsealed:
    """Values pass as they are."""

    def seal(self, patient: PatientKey | None, value: bytes) -> bytes:  # noqa: ARG002
        """The bytes to store: the same."""
        return value

    def open(self, patient: PatientKey | None, value: bytes) -> bytes:  # noqa: ARG002
        """The bytes as they were: the same."""
        return value
