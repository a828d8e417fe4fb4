"""Understands what an entry says that R4 has no element for, or writes otherwise: written beside the elements, as told, and read again.

Who changes an element changes what is meant. So what stands here counts only as long as the element beside it still says what it was made from;
else the element counts. Codes of a system that has no address, a date without seconds, the parts of a reaction and how sure one is of a treatment are so kept.
"""

from typing import Any

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content, Reaction, Severity, Verification
from carebus.domain.critical_info.view import Entry
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.systems import ENTRY_AS_TOLD
from carebus.formats.fhir.write_parts import Json, extension, filled, words

_DATES = ("onset", "started", "valid_until")
_CODE = ("system", "code", "display", "text")


def written(told: Entry, status: str | None = None) -> Json:
    """The extension; `status` is the one that stands beside it. Of an entry that is retracted there is none (R10)."""
    content = told.content
    if content is None:
        return {}
    source = content.source_of_information
    parts = (
        _text("status", status),
        _text("verification", told.verification.value),
        _text("reason", told.reason),
        _text("severity", content.severity.value if content.severity else None),
        *(_text(name, getattr(content, name)) for name in (*_DATES, "text")),
        *(_code(each) for each in content.codes),
        *(_reaction(each) for each in content.reactions),
        _whole("source", _coding(source)) if source else {},
    )
    return {"url": ENTRY_AS_TOLD, "extension": filled(*parts)}


def still_says(node: Any, made: Any) -> bool:
    """Whether an element is still what was written there; blanks are no change."""
    return bool(_bare(node) == _bare(made))


class AsTold:
    """What the extension of a resource says; nothing where there is none."""

    __slots__ = ("_told",)

    def __init__(self, resource: Element) -> None:
        self._told = resource.extension(ENTRY_AS_TOLD)

    @property
    def is_there(self) -> bool:
        """Whether the resource was written by carebus."""
        return self._told is not None

    def text(self, name: str) -> str | None:
        """A text or date."""
        found = None if self._told is None else self._told.extension(name)
        return None if found is None else found.text("valueString")

    @property
    def verification(self) -> Verification | None:
        """How sure it was."""
        return next((each for each in Verification if each == self.text("verification")), None)

    @property
    def content(self) -> Content:
        """All of the content that is kept here."""
        return Content(
            codes=tuple(Coded(_read(each), _is(each, "userSelected")) for each in self._all("code")),
            text=self.text("text"),
            severity=next((each for each in Severity if each == self.text("severity")), None),
            reactions=tuple(_reaction_in(each) for each in self._all("reaction")),
            source_of_information=next((_read(each) for each in self._all("source")), None),
            onset=self.text("onset"),
            started=self.text("started"),
            valid_until=self.text("valid_until"),
        )

    def _all(self, name: str) -> tuple[Element, ...]:
        return () if self._told is None else tuple(self._told.extensions(name))


def _bare(node: Any) -> Any:
    match node:
        case dict():
            return {name: _bare(each) for name, each in node.items()}
        case list():
            return [_bare(each) for each in node]
        case str():
            return "".join(node.split())
        case _:
            return node


def _text(name: str, text: str | None) -> Json:
    return extension(name, valueString=words(text))


def _flag(name: str, told: bool) -> Json:
    return extension(name, valueBoolean=True) if told else {}


def _whole(name: str, *parts: Any) -> Json:
    """Codes in their parts, each a list, and single parts."""
    inside = [one for part in parts for one in (part if isinstance(part, list) else [part]) if one]
    return {"url": name, "extension": inside} if inside else {}


def _code(told: Coded) -> Json:
    said = _coding(told.coding)
    return _whole("code", said, _flag("userSelected", told.user_selected)) if said else {}


def _coding(told: Coding | None) -> list[Json]:
    return [] if told is None else filled(*(_text(name, getattr(told, name)) for name in _CODE))


def _reaction(told: Reaction) -> Json:
    manifestation = _whole("manifestation", _coding(told.manifestation))
    return _whole("reaction", manifestation, _text("text", told.text), _whole("severity", _coding(told.severity)))


def _reaction_in(told: Element) -> Reaction:
    manifestation, severity, text = (told.extension(name) for name in ("manifestation", "severity", "text"))
    return Reaction(
        None if manifestation is None else _read(manifestation),
        None if text is None else text.text("valueString"),
        None if severity is None else _read(severity),
    )


def _read(told: Element) -> Coding:
    parts = (told.extension(name) for name in _CODE)
    return Coding(*(None if each is None else each.text("valueString") for each in parts))


def _is(told: Element, name: str) -> bool:
    found = told.extension(name)
    return found is not None and found.flag("valueBoolean") is True
