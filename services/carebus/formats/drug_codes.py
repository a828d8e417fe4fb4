"""Understands by which names senders call the two code systems of medicines: ATC and FEST."""

_ATC = frozenset({"atc", "wc", "http://www.whocc.no/atc", "2.16.840.1.113883.6.73", "2.16.578.1.12.4.1.1.7180"})
_FEST = frozenset({"fest", "http://ehelse.no/fhir/codesystem/fest"})


def is_atc(system: str | None) -> bool:
    """Whether a system, as written, is the Anatomical Therapeutic Chemical classification."""
    return _bare(system) in _ATC


def is_fest(system: str | None) -> bool:
    """Whether a system, as written, is that of FEST, the Norwegian register of medicines."""
    return _bare(system) in _FEST


def _bare(system: str | None) -> str:
    return (system or "").lower().removeprefix("urn:oid:")
