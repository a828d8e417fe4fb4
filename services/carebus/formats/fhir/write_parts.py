"""Understands the small parts that FHIR R4 resources are made of: what cannot be said as FHIR wants it is said in words."""

import re
from typing import Any

from carebus.domain.coding import Coding
from carebus.domain.drug_codes import ATC, is_atc
from carebus.formats.fhir.systems import OID

Json = dict[str, Any]

_OID = re.compile(r"(urn:oid:)?([0-2](\.(0|[1-9]\d*)){3,})", re.ASCII)
_URL = re.compile(r"https?://[!-~]+", re.ASCII)
_CODE = re.compile(r"\S+( \S+)*")
_DIGITS = 18
_PLAIN = re.compile(r"(0|[1-9]\d*)(\.\d+)?", re.ASCII)


def element(told: Json) -> Json:
    """The same without what is empty: FHIR's JSON knows no null, and no empty text, array or object."""
    return {name: content for name, content in told.items() if content not in (None, "", [], {})}


def words(*texts: str | None) -> str | None:
    """Texts as one; None where there is none, or only blank ones."""
    return ", ".join(text for text in texts if text and text.strip()) or None


def number(text: str | None) -> int | float | None:
    """A number that JSON writes exactly as it was written; else None: `1,5`, `1-2`, `0.10` and `½` stay text (R24)."""
    if text is None or len(text) > _DIGITS or not _PLAIN.fullmatch(text):
        return None
    plain = float(text) if "." in text else int(text)
    return plain if str(plain) == text else None


def quantity(amount: str | None, unit: str | None) -> Json:
    """So much of a unit, as written; nothing where the amount is no plain decimal."""
    value = number(amount)
    return {} if value is None else element({"value": value, "unit": words(unit)})


def system(told: str | None) -> str | None:
    """The URI of a code system; None where it has none. ATC has many names, and FHIR knows it by one."""
    if is_atc(told):
        return ATC
    oid = _OID.fullmatch(told or "")
    return OID + oid[2] if oid else told if _URL.fullmatch(told or "") else None


def coding(told: Coding) -> Json:
    """A code with its system; nothing where FHIR cannot write one of them."""
    uri, code = system(told.system), told.code
    if (told.system and uri is None) or code is None or not _CODE.fullmatch(code):
        return {}
    return element({"system": uri, "code": code, "display": words(told.display)})


def concept(told: Coding | None, *more: str | None) -> Json:
    """A code and its text; a code that FHIR cannot write is told in words."""
    if told is None:
        return element({"text": words(*more)})
    code = coding(told)
    unwritten = () if code else (told.display, _in_words(told))
    return element({"coding": [code] if code else [], "text": words(told.text, *unwritten, *more)})


def notes(*texts: str | None) -> list[Json]:
    """Annotations, one for each text that there is."""
    return [{"text": text} for text in texts if text and text.strip()]


def extension(url: str, **value: Any) -> Json:
    """An extension with one value, or with others in it (`extension`); nothing where there is no value."""
    said = element(value)
    return {"url": url, **said} if said else {}


def filled(*told: Json) -> list[Json]:
    """Those that say anything."""
    return [each for each in told if each]


def _in_words(told: Coding) -> str | None:
    if not words(told.code):
        return None
    return f"{told.code} ({told.system})" if words(told.system) else told.code
