"""Understands one piece of critical information as somebody stated it, nothing interpreted.

Dates are ISO 8601 text as written: a year, a month, a day, or a time with its zone.
"""

from enum import StrEnum
from typing import NewType

from carebus.domain.coding import Coding
from carebus.domain.record import Record

EntryId = NewType("EntryId", str)


class Kind(StrEnum):
    """What sort of critical information: nine record types of the national service, whose numbers there are 1 to 7, 10 (infection) and 9.

    Source: utviklerportal.nhn.no, Kritisk Info FHIR API, docs/fhir-resources: KjConditionInfection says 10, KjFlag 9. Its 8 and 11 are limits of
    treatment (KjConsent, avgrensning av livsforlengende behandling; HLR-minus), and no kind here.
    """

    DRUG_REACTION = "drug-reaction"
    OTHER_ALLERGEN = "other-allergen"
    INTUBATION_PROBLEM = "intubation-problem"
    OTHER_ANAESTHESIA_PROBLEM = "other-anaesthesia-problem"
    CRITICAL_CONDITION = "critical-condition"
    ONGOING_TREATMENT = "ongoing-treatment"
    IMPLANT = "implant"
    INFECTION = "infection"
    CHANGED_ROUTINE = "changed-routine"


class Verification(StrEnum):
    """How sure it is: mistenkt, antatt, bekreftet, avkreftet, slettet."""

    UNCONFIRMED = "unconfirmed"
    PRESUMED = "presumed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ENTERED_IN_ERROR = "entered-in-error"


class Severity(StrEnum):
    """How grave it is or can become (alvorlighetsgrad; criticality in FHIR)."""

    LOW = "low"
    HIGH = "high"
    UNABLE_TO_ASSESS = "unable-to-assess"


class Scope(StrEnum):
    """What a person says that there is no known allergy to: anything (SNOMED CT 716186003), or drugs (409137002) (R26)."""

    ANY = "any"
    DRUG = "drug"


class Person(Record, frozen=True):
    """Who states something, as the source names them; what they may do is never taken from here (R25)."""

    name: str | None = None
    role: str | None = None
    hpr: str | None = None
    organisation: str | None = None


class Coded(Record, frozen=True):
    """One code of what it is about; `user_selected`: the one that a person chose, not a translation."""

    coding: Coding
    user_selected: bool = False


class Reaction(Record, frozen=True):
    """How it showed itself: `manifestation` is of 7497, `severity` the source's own code (alvorlig, mindre alvorlig)."""

    manifestation: Coding | None = None
    text: str | None = None
    severity: Coding | None = None


class Content(Record, frozen=True):
    """What an entry says; all of it is gone where the entry is retracted (R10).

    `codes` (ATC, FEST, ICD-10, SNOMED CT and so on) and, where none of them has a code, `text` are what it is about, and frozen (R10).
    `source_of_information` is of KjSourceOfInformation (1 result of tests, 2 observed by who registers it). `onset` is a date or words.
    From `valid_until` on (validUntil, period.end) it is not active (R11).
    """

    codes: tuple[Coded, ...] = ()
    text: str | None = None
    severity: Severity | None = None
    reactions: tuple[Reaction, ...] = ()
    source_of_information: Coding | None = None
    onset: str | None = None
    started: str | None = None
    valid_until: str | None = None
    note: str | None = None
