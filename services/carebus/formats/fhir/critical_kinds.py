"""Understands which resources are critical information (kritisk informasjon), and of which record type: by profile or category alone.

An ordinary diagnosis, procedure, flag or device says nothing of being critical. It is passed over, whatever it is about: an alert that stands among
all diagnoses of a patient warns nobody.

The numbers of the national record types are 1 legemiddelreaksjon, 2 annen allergi, 3 intubasjonsproblem, 4 annet problem ved anestesi, 5 kritisk
medisinsk tilstand, 6 pågående behandling, 7 implantat, 8 avgrensning av livsforlengende behandling, 9 annen prosedyreendring, 10 smitte and 11
HLR-minus og behandlingsavklaringer. Of 8 and 11, the two limits of treatment (KjConsent), carebus has no kind: they are held.
Source: utviklerportal.nhn.no, Kritisk Info FHIR API, docs/fhir-resources: KjCondition..., KjProcedure, KjFlag, KjDeviceUseStatement and KjConsent...;
1 and 2 are told apart there by the category of KjAllergyIntolerance, their numbers by the order of the types.
"""

from collections.abc import Iterator

from carebus.domain.critical_info.entry import Kind
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.resource_types import Json, type_of
from carebus.formats.fhir.systems import ENTRY_KIND, KJ, KJ_CODES

CONDITION, PROCEDURE, FLAG, DEVICE_USE = "Condition", "Procedure", "Flag", "DeviceUseStatement"
READ = frozenset({CONDITION, PROCEDURE, FLAG, DEVICE_USE})
"""What an entry may be, besides an AllergyIntolerance."""
CONSENT = "Consent"

TYPES = {
    Kind.INTUBATION_PROBLEM: frozenset({CONDITION}),
    Kind.OTHER_ANAESTHESIA_PROBLEM: frozenset({CONDITION}),
    Kind.CRITICAL_CONDITION: frozenset({CONDITION}),
    Kind.ONGOING_TREATMENT: frozenset({PROCEDURE}),
    Kind.IMPLANT: frozenset({CONDITION, DEVICE_USE}),
    Kind.INFECTION: frozenset({CONDITION}),
    Kind.CHANGED_ROUTINE: frozenset({FLAG}),
}
"""Kind to the types of resource that it comes in; an implant that is no device (a kidney, a shunt) is a Condition."""

NUMBERS = {
    "3": Kind.INTUBATION_PROBLEM,
    "4": Kind.OTHER_ANAESTHESIA_PROBLEM,
    "5": Kind.CRITICAL_CONDITION,
    "6": Kind.ONGOING_TREATMENT,
    "7": Kind.IMPLANT,
    "9": Kind.CHANGED_ROUTINE,
    "10": Kind.INFECTION,
}
"""The national number of a record type to its kind."""

_PROFILES = {
    "ConditionCriticalMedicalCondition": frozenset({Kind.CRITICAL_CONDITION}),
    "ConditionInfection": frozenset({Kind.INFECTION}),
    "ConditionTransplantsAndOtherForeignBodies": frozenset({Kind.IMPLANT}),
    "ConditionComplicationsOfAnesthesia": frozenset({Kind.INTUBATION_PROBLEM, Kind.OTHER_ANAESTHESIA_PROBLEM}),
    "Procedure": frozenset({Kind.ONGOING_TREATMENT}),
    "Flag": frozenset({Kind.CHANGED_ROUTINE}),
    "DeviceUseStatement": frozenset({Kind.IMPLANT}),
}
"""The rest of a profile's name to the kinds that it is for; of two, the category says which."""


def is_entry(resource: Json) -> bool:
    """Whether a resource says by profile or category that it is critical information, of whichever record type."""
    kind = type_of(resource)
    if kind == CONSENT:
        return is_national(resource)
    return kind in READ and (is_national(resource) or any(_is_ours(each) for each in _categories(resource)))


def is_national(resource: Json) -> bool:
    """Whether a resource is of the national service, by its profile."""
    return any(each.startswith(KJ) for each in _profiles(resource))


def kind_of(resource: Element) -> Kind | None:
    """The record type; None, and a problem, where it has none, or two that contradict each other."""
    told = [_PROFILES[name] for name in _names(resource.node) if name in _PROFILES]
    told += [frozenset({kind}) for each in _categories(resource.node) if (kind := _by_category(each))]
    of_type = frozenset(kind for kind, types in TYPES.items() if resource.kind in types)
    meant = frozenset.intersection(of_type, *told)
    if told and len(meant) == 1:
        return next(iter(meant))
    resource.wrong("category", _CONTRADICTION if told and not meant else _NO_KIND)
    return None


_NO_KIND = "no record type of critical information that carebus has, by profile and category together"
_CONTRADICTION = "profile, category and type of resource are of different record types"


def _names(resource: Json) -> Iterator[str]:
    return (each.removeprefix(KJ) for each in _profiles(resource) if each.startswith(KJ))


def _profiles(resource: Json) -> Iterator[str]:
    meta = resource.get("meta")
    told = meta.get("profile") if isinstance(meta, dict) else None
    return (each.partition("|")[0] for each in told if isinstance(each, str)) if isinstance(told, list) else iter(())


def _categories(resource: Json) -> Iterator[Json]:
    """Each code of `category`, which is one concept or several."""
    told = resource.get("category")
    for concept in told if isinstance(told, list) else [told]:
        codes = concept.get("coding") if isinstance(concept, dict) else None
        yield from (each for each in codes if isinstance(each, dict)) if isinstance(codes, list) else ()


def _is_ours(category: Json) -> bool:
    return category.get("system") == ENTRY_KIND or (_is_of_service(category) and category.get("code") in NUMBERS)


def _is_of_service(category: Json) -> bool:
    return str(category.get("system")).startswith(KJ_CODES)


def _by_category(category: Json) -> Kind | None:
    """By the number in a national form, whatever its system is called, or by our own code."""
    code = category.get("code")
    if category.get("system") == ENTRY_KIND:
        return next((kind for kind in Kind if kind == code), None)
    return NUMBERS.get(code) if isinstance(code, str) else None
