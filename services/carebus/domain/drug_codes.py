"""Understands by which names senders call the two code systems of medicines: ATC and FEST."""

ATC = "http://www.whocc.no/atc"
FEST = "http://ehelse.no/fhir/CodeSystem/FEST"
"""By these FHIR knows them."""

_ATC = frozenset({ATC, "2.16.840.1.113883.6.73", "2.16.578.1.12.4.1.1.7180", "atc", "wc"})
"""HL7's and Volven's OID, Norway's name in HL7 v2, and that of HL7's table 0396."""
_FEST = frozenset({FEST.lower(), "fest"})


def is_atc(system: str | None) -> bool:
    """Whether a system, as written, is the Anatomical Therapeutic Chemical classification."""
    return _bare(system) in _ATC


def is_fest(system: str | None) -> bool:
    """Whether a system, as written, is that of FEST, the Norwegian register of medicines."""
    return _bare(system) in _FEST


def _bare(system: str | None) -> str:
    return (system or "").strip().lower().removeprefix("urn:oid:")
