"""Understands where the resources of one bundle are: their ids, their addresses, and what may refer to what.

A full URL is made from the patient's reference too, so that two patients' rows of one id never meet. Neither it nor an id shows a
number that could name a person (R23).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from carebus.formats.fhir.systems import PLL, RESEPT_ID
from carebus.formats.fhir.write_parts import Json, element, words

_URN = "urn:uuid:"
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_PERSON = re.compile(r"\d{11}", re.ASCII)


def uuid(text: str) -> str:
    """A UUID made from the SHA-256 of a text, so that the same text gives the same one."""
    return str(UUID(bytes=sha256(text.encode()).digest()[:16], version=5))


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one patient's bundle; `statements` and `requests` are the rows and the prescriptions that are in it."""

    patient: str
    subject: Json
    statements: frozenset[str]
    requests: frozenset[str]

    def url(self, kind: str, name: str) -> str:
        """The full URL of a resource."""
        return _URN + uuid(f"{self.patient}|{kind}|{name}")

    def reference(self, kind: str, name: str) -> Json:
        """A reference to a resource that is in the bundle."""
        return {"reference": self.url(kind, name), "type": kind}

    def entry(self, kind: str, name: str, content: Json) -> Json:
        """A resource at its address. Its id is its name where FHIR allows that and it cannot be a person's number, else that of its address."""
        url = self.url(kind, name)
        own = name if _ID.fullmatch(name) and not _PERSON.search(name) else url.removeprefix(_URN)
        return {"fullUrl": url, "resource": {"resourceType": kind, "id": own, **element(content)}}

    def statement(self, treatment: str | None) -> Json:
        """The row of a treatment; only its id where it is not in the bundle."""
        if not treatment or not words(treatment):
            return {}
        if treatment in self.statements:
            return self.reference("MedicationStatement", treatment)
        return {"type": "MedicationStatement", "identifier": pll(treatment)}

    def request(self, prescription: str | None) -> Json:
        """A prescription; only its id where it is not in the bundle."""
        if not prescription or not words(prescription):
            return {}
        if prescription in self.requests:
            return self.reference("MedicationRequest", prescription)
        return {"type": "MedicationRequest", "identifier": resept(prescription)}


def addresses(patient: Json | str, statements: Iterable[str], requests: Iterable[str]) -> Addresses:
    """The addresses of a bundle about a patient. Raises ValueError where a Patient resource has no id."""
    if isinstance(patient, str):
        return Addresses(patient, {"reference": patient, "type": "Patient"}, frozenset(statements), frozenset(requests))
    if not patient.get("id"):
        raise ValueError("a Patient resource needs an id: the addresses of what is about the patient are made from it")
    reference = f"Patient/{patient['id']}"
    subject = {"reference": _URN + uuid(reference), "type": "Patient"}
    return Addresses(reference, subject, frozenset(statements), frozenset(requests))


def pll(treatment: str) -> Json:
    """The PLL id (libid) of a row, as SFM and no-basis write it: by its type, with no system."""
    return {"use": "usual", "type": {"text": PLL}, "value": treatment}


def resept(prescription: str) -> Json:
    """The id of a prescription (ReseptId), as SFM writes it."""
    return {"use": "usual", "type": {"text": RESEPT_ID}, "value": prescription}
