"""Understands the Anatomical Therapeutic Chemical classification: which substance belongs to which group.

A code is its group's code and more: J anti-infectives, J01 antibacterials, J01C penicillins, J01CE those that beta-lactamase breaks, J01CE02
phenoxymethylpenicillin. Source: WHO Collaborating Centre for Drug Statistics Methodology.
"""

import re
from enum import StrEnum

from carebus.domain.coding import Coding
from carebus.domain.drug_codes import is_atc

_CODE = re.compile(r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?\Z")
_SUBGROUP = 5
"""Letters of a chemical subgroup: J01CE."""


class Kinship(StrEnum):
    """How two codes are related, the nearest first."""

    SAME = "same"
    GROUP = "group"
    """One is a group, and the other belongs to it."""
    SUBGROUP = "subgroup"
    """Two substances of one chemical subgroup."""


def code_of(coding: Coding | None) -> str | None:
    """The code, in capitals; None for what is not of the classification, or has not its form."""
    if coding is None or not is_atc(coding.system):
        return None
    code = (coding.code or "").strip().upper()
    return code if _CODE.match(code) else None


def kinship(one: str, other: str) -> Kinship | None:
    """How two codes are related; None where they are not."""
    if one == other:
        return Kinship.SAME
    if one.startswith(other) or other.startswith(one):
        return Kinship.GROUP
    if min(len(one), len(other)) > _SUBGROUP and one[:_SUBGROUP] == other[:_SUBGROUP]:
        return Kinship.SUBGROUP
    return None
