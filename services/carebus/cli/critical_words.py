"""Understands critical information in words: kinds with their Norwegian names, how sure, how grave, and who said so."""

from carebus.cli.medication_words import joined, who
from carebus.cli.show_words import when
from carebus.domain.critical_info.entry import Kind, Scope, Severity, Verification
from carebus.reader.pictures.critical_info.parts import ReactionPicture, StatedPicture
from carebus.reader.pictures.parts import CodePicture

KINDS = {
    Kind.DRUG_REACTION: "Reaction to a drug (overfølsomhet, legemiddel)",
    Kind.OTHER_ALLERGEN: "Allergy, other than to drugs (overfølsomhet, annet)",
    Kind.INTUBATION_PROBLEM: "Problem at intubation (intubasjonsproblem)",
    Kind.OTHER_ANAESTHESIA_PROBLEM: "Other problem at anaesthesia (annet problem ved anestesi)",
    Kind.CRITICAL_CONDITION: "Critical condition (kritisk medisinsk tilstand)",
    Kind.ONGOING_TREATMENT: "Ongoing treatment (pågående behandling)",
    Kind.IMPLANT: "Implant (implantat)",
    Kind.INFECTION: "Infection (smitte)",
    Kind.CHANGED_ROUTINE: "Changed routine (endring i behandlingsrutine)",
}
VERIFICATIONS = {
    Verification.CONFIRMED: "confirmed (bekreftet)",
    Verification.PRESUMED: "presumed (antatt)",
    Verification.UNCONFIRMED: "suspected (mistenkt)",
    Verification.REFUTED: "refuted (avkreftet)",
    Verification.ENTERED_IN_ERROR: "registered in error (slettet)",
}
SEVERITIES = {
    Severity.HIGH: "SEVERE (alvorlig)",
    Severity.LOW: "less severe (mindre alvorlig)",
    Severity.UNABLE_TO_ASSESS: "severity cannot be assessed",
}
SCOPES = {Scope.ANY: "No known allergies", Scope.DRUG: "No known drug allergies"}
NOT_SAID = "not said"


def code(told: CodePicture | None) -> str:
    """The words of a code with the code itself."""
    if told is None:
        return ""
    return f"{told.display} ({told.code})" if told.display and told.code else told.display or told.code or ""


def reaction(told: ReactionPicture) -> str:
    """What was seen, and how grave it was."""
    return joined((code(told.manifestation), told.text, code(told.severity)))


def stated(told: StatedPicture) -> str:
    """When, by whom, and from where."""
    by = who(told.by) or "nobody named"
    return f"{when(told.at)} by {by}; {told.source} ({told.role})"
