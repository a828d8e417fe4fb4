"""Understands an allergy that another system tells of, whatever its format: what sort it is, its id here, and when it is none at all (R26).

"No known allergy" is often written where an allergy would stand. It must not become one, and is not taken: that nothing is known is a
dated statement by a person (`NoneKnownStated`).
"""

import re
from collections.abc import Iterable
from uuid import uuid5

from carebus.domain.critical_info.about import codes
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Person
from carebus.domain.critical_info.events import AllergyObserved
from carebus.domain.drug_codes import is_atc, is_fest
from carebus.domain.medication import treatment
from carebus.domain.provenance import Provenance, SourceId
from carebus.formats.entries import IDS, entry_id

NONE_KNOWN = (
    "it says that none is known, which no allergy is: it stands where a person says it, at a time and in a scope. Send NoneKnownStated "
    "(carebus-json-1) with scope any or drug, happened, and by (R26)"
)

_NONE = frozenset({"716186003", "409137002", "429625007", "428607008", "716184000", "716220001", "NKA", "NKDA", "NKFA"})
_NONE_IPS = re.compile(r"no-(known-([a-z]+-)?allergies|allergy-info)")
_NONE_WORDS = re.compile(r"(no|ingen) (known|kjente?)\b|(no|ingen) allerg|nkd?a\b|(none|ingen|nil)\s*\Z", re.IGNORECASE)


def observed(
    name: str | None, kind: Kind, content: Content, by: Person | None, provenance: Provenance
) -> AllergyObserved:
    """The submission. `name` is the source's own; without one the allergy is known by its source and by what it is about."""
    own = entry_id(provenance.source, name) if name else _by_content(provenance.source, kind, content)
    return AllergyObserved(provenance, own, kind, content, by)


def kind_of(is_drug: bool | None, content: Content) -> Kind:
    """A reaction to a drug, or another allergen; where its source says neither (None), by the system of its codes: ATC and FEST are of drugs.

    Source: KjAllergyIntolerance: category `medication` is DrugReaction; environment, food and biologic are OtherAllergen.
    """
    drug = any(map(_is_of_drugs, content.codes)) if is_drug is None else is_drug
    return Kind.DRUG_REACTION if drug else Kind.OTHER_ALLERGEN


def says_none(content: Content) -> bool:
    """Whether it says that nothing is known: by a code of SNOMED CT or IPS, by an abbreviation, or in words."""
    told = [code for _, code in codes(content)]
    by_code = any(code.upper() in _NONE or _NONE_IPS.fullmatch(code) for code in told)
    return by_code or any(_NONE_WORDS.match(each.strip()) for each in (*told, *words(content)))


def words(content: Content) -> tuple[str, ...]:
    """Everything that says in words what it is about."""
    displays = (text for each in content.codes for text in (each.coding.display, each.coding.text))
    return tuple(text for text in (content.text, *displays) if text)


def at_source(classes: Iterable[str | None]) -> str | None:
    """How its source classes it, for the note: here it is unconfirmed, whatever they say (R26)."""
    said = ", ".join(dict.fromkeys(each for each in classes if each))
    return f"at its source: {said}" if said else None


def stated_by(found: treatment.Person | None) -> Person | None:
    """A person of a message, as this area has them."""
    return None if found is None else Person(found.name, found.role, found.hpr, found.organisation)


def _by_content(source: SourceId, kind: Kind, content: Content) -> EntryId:
    """The same at every telling. It spells nothing out: an id outlives the content of an entry that is retracted (R10)."""
    coded = sorted("|".join(each) for each in codes(content))
    what = coded or sorted({" ".join(each.split()).casefold() for each in words(content)})
    return EntryId(str(uuid5(IDS, "\n".join((source, kind, *what)))))


def _is_of_drugs(told: Coded) -> bool:
    return is_atc(told.coding.system) or is_fest(told.coding.system)
