"""Understands which keys are one person's for a reader that asks at every answer: held in memory, one entry a linked key.

A key is 32 bytes, and a person one string of bytes that all its keys share: their number of heads, the heads, the other keys. Keys that are
linked to none are not held.
"""

from collections.abc import Iterable

from carebus.domain.identity.view import LinkedPerson
from carebus.domain.provenance import PatientKey

_WIDTH = 32


class Links:
    """The persons of more than one key, as the pictures told them, in the order of their topic."""

    def __init__(self) -> None:
        self._persons: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._persons)

    def load(self, pictures: Iterable[LinkedPerson]) -> None:
        """Take in the pictures of a copy, in any order: each says what stands for its own key, also where a transaction is not all there yet."""
        for picture in pictures:
            keys, person = _bytes(picture)
            self._set({bytes.fromhex(picture.key): self._held(keys, person)})

    def put(self, picture: LinkedPerson) -> None:
        """Take in the next picture of the topic: all keys of its person are joined at once, before their own pictures have come."""
        keys, person = _bytes(picture)
        self._set(dict.fromkeys(keys, self._held(keys, person)))

    def join(self, key: PatientKey) -> tuple[PatientKey, ...]:
        """All keys of the person that a key belongs to, the heads first; the key alone where nothing is linked to it."""
        person = self._persons.get(bytes.fromhex(key))
        if person is None:
            return (key,)
        return tuple(PatientKey(person[at : at + _WIDTH].hex()) for at in range(1, len(person), _WIDTH))

    def prevailing(self, key: PatientKey) -> PatientKey | None:
        """The one key that prevails over the others of the person; None where the links do not say."""
        person = self._persons.get(bytes.fromhex(key))
        if person is None:
            return key
        return PatientKey(person[1 : 1 + _WIDTH].hex()) if person[0] == 1 else None

    def _held(self, keys: list[bytes], person: bytes) -> bytes:
        """The string that other keys of the person have already, so that all share one."""
        return next((held for key in keys if (held := self._persons.get(key)) == person), person)

    def _set(self, persons: dict[bytes, bytes]) -> None:
        """In one step of the interpreter, so that no thread sees half of it."""
        linked = {key: person for key, person in persons.items() if len(person) > 1 + _WIDTH}
        self._persons.update(linked)
        for key in persons.keys() - linked.keys():
            self._persons.pop(key, None)


def _bytes(picture: LinkedPerson) -> tuple[list[bytes], bytes]:
    keys = [bytes.fromhex(key) for key in picture.keys]
    return keys, bytes((len(picture.heads),)) + b"".join(keys)
