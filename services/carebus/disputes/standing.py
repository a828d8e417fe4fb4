"""Understands which disputes stand now: raised, not settled, and between two keys that are not one person's (R13, R23)."""

from carebus.domain.identity.raised import stands
from carebus.domain.identity.units import dispute_of
from carebus.domain.identity.view import Dispute, LinkedPerson, Shared, View
from carebus.domain.provenance import PatientKey


class Standing:
    """Every dispute and every link, as the pictures of the identity area tell them, in the order of their topic."""

    def __init__(self) -> None:
        self._persons: dict[PatientKey, tuple[PatientKey, ...]] = {}
        self._disputes: dict[str, Dispute] = {}

    def note(self, picture: View) -> None:
        """Take in the next picture."""
        match picture:
            case LinkedPerson(key=key, keys=keys) if len(keys) > 1:
                self._persons[key] = keys
            case LinkedPerson():
                self._persons.pop(picture.key, None)
            case Dispute() if picture.key < picture.other:  # there is one for each of the two, and they say the same
                self._disputes[dispute_of(picture.key, picture.name, picture.other)] = picture
            case _:
                pass

    def knows(self, name: str, one: PatientKey, other: PatientKey) -> bool:
        """Whether it was raised before, settled or not."""
        first, second = sorted((one, other))
        return dispute_of(first, name, second) in self._disputes

    def same_person(self, one: PatientKey, other: PatientKey) -> bool:
        """Whether the two keys are one person's."""
        return other in self._person(one)

    def open(self, shared: Shared) -> int:
        """How many wait for somebody to look at them."""
        disputes = [each for each in list(self._disputes.values()) if each.shared is shared]
        return sum(stands(each, self._person(each.key)) for each in disputes)

    def _person(self, key: PatientKey) -> tuple[PatientKey, ...]:
        """All keys of the person that a key belongs to; those that are linked to none are not kept."""
        return self._persons.get(key, (key,))
