"""Understands by which addresses FHIR names identifiers, code systems and extensions in Norway; one place for reading and writing.

Source: no-basis R4 (HL7 Norway); SFM Basis API and Kritisk Info FHIR API (Norsk helsenett); Volven.
"""

from carebus.domain.identifiers import Kind
from carebus.formats.entries import OWN

OID = "urn:oid:"
_VOLVEN = f"{OID}2.16.578.1.12.4.1.1."
_PERSONS = f"{OID}2.16.578.1.12.4.1.4."

FNR = f"{_PERSONS}1"
DNR = f"{_PERSONS}2"
FHN = f"{_PERSONS}3"
HPR = f"{_PERSONS}4"
DUF = f"{_PERSONS}5"
ORGANISATION = f"{_PERSONS}101"
"""Organisasjonsnummer."""
RESH = f"{_PERSONS}102"
HER = f"{OID}2.16.578.1.12.4.1.2"

PATIENT_NUMBERS = {FNR: Kind.FNR, DNR: Kind.DNR, FHN: Kind.FHN, DUF: Kind.DUF}
"""Numbers that name a person in the whole country, by system."""
ORGANISATION_NUMBERS = {HER: "HER", ORGANISATION: "ENH", RESH: "RSH"}
"""Numbers that name an organisation, with the kinds by which a source file has them (8116 / 8268)."""

PLL = "PLL"
"""What an identifier's type says where it is the id of a row of PLL (libid): no-basis gives it no system."""
RESEPT_ID = "ReseptId"
"""The same, of a prescription."""

TIME_OF_DAY = f"{_VOLVEN}8325"

EVENT_TIMING = "http://hl7.org/fhir/event-timing"
TIMING_EVENT = "http://terminology.hl7.org/CodeSystem/v3-TimingEvent"

SFM = "http://ehelse.no/fhir/StructureDefinition/sfm-"
"""How the addresses of SFM's profiles and extensions begin."""
SFM_MESSAGE = "http://ehelse.no/fhir/CodeSystem/sfm-message-type"

KJ = "http://nhn.no/kj/fhir/StructureDefinition/Kj"
"""How the addresses of the profiles of critical information (kjernejournal) begin."""
KJ_EXTENSION = {
    name: f"{KJ.removesuffix('Kj')}{name}"
    for name in (
        "KjImplanted",
        "KjInactiveIngredient",
        "KjNote",
        "KjPresumed",
        "KjRecordedDate",
        "KjSourceOfInformation",
        "KjText",
        "KjUpdatedDateTime",
        "KjUpdater",
        "KjValidUntil",
    )
}
"""Its extensions that carebus reads or writes, by name.

Source: Kritisk Info FHIR API. Its pages show KjSourceOfInformation, KjUpdatedDateTime, KjInactiveIngredient, KjText and KjValidUntil; the others
it has without their addresses (updater, recordedDate, implanted, note, Presumed), which are inferred from those names.
"""
KJ_CODES = "http://nhn.no/kj/fhir/CodeSystem/"
"""How the addresses of its code systems begin."""

ENTRY = OWN
"""The system of an entry's id, as carebus writes it: who sends it back means that entry."""
ENTRY_KIND = "urn:carebus:critical-info/kind"
"""The system of the sort of an entry, as carebus writes it (`entry.Kind`)."""
ENTRY_AS_TOLD = "urn:carebus:critical-info/told"
"""The extension with what R4 has no element for, or writes otherwise than it was told."""
REACTION_SEVERITY = "http://hl7.org/fhir/reaction-event-severity"

EXTENSION = {
    name: f"{SFM}{name}"
    for name in (
        "application-area",
        "discontinuation",
        "dispenseinfo",
        "generic-substitution",
        "libitemcomment",
        "medicationdetails",
        "pllInformation",
        "regInfo",
        "reseptamendment",
        "use",
    )
} | {"middlename": "http://hl7.no/fhir/StructureDefinition/no-basis-middlename"}
"""The extensions that carebus reads or writes, by the last part of their name."""
