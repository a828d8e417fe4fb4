"""Understands who had an id: in any order, and however often each of them is told, the same is found (R18).

What is kept of an id is its tellers in the order in which they came, each 33 to 41 bytes: how much was said, the patient, what was said.
"""

from dataclasses import dataclass

from carebus.disputes.sighting import Sighting
from carebus.domain.provenance import PatientKey

MOST = 20
"""Tellers of one id that are kept: they are all in dispute with one another. One more is in dispute with the first of them."""

_KEY = 32


@dataclass(frozen=True, slots=True)
class Found:
    """What a sighting brings to light.

    `kept` is to be kept under the id from now on, None where nothing changes. `others` had the id before. `reused`: the same patient had
    it too, with other content.
    """

    kept: bytes | None
    others: tuple[PatientKey, ...] = ()
    reused: bool = False


def found(kept: bytes, sighting: Sighting) -> Found:
    """What is found where `kept` is what was known of the id so far, nothing at first."""
    patient, said = bytes.fromhex(sighting.patient), sighting.said
    known = _tellers(kept)
    if (patient, said) in known:
        return Found(None)
    before = dict.fromkeys(key for key, _ in known)
    others = () if patient in before else tuple(PatientKey(key.hex()) for key in before)
    reused = any(key == patient and said and other and said != other for key, other in known)
    if len(known) >= MOST:
        return Found(None, others[:1], reused)
    return Found(kept + bytes((len(said),)) + patient + said, others, reused)


def _tellers(kept: bytes) -> list[tuple[bytes, bytes]]:
    tellers, at = [], 0
    while at < len(kept):
        said = at + 1 + _KEY
        end = said + kept[at]
        tellers.append((kept[at + 1 : said], kept[said:end]))
        at = end
    return tellers
