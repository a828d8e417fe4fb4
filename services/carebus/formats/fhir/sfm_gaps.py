"""Understands what the parameters of SFM's answer say: which registers answered, what they keep back, and what failed (R9).

A parameter is named for its register: `KJ…` (Kjernejournal) or `RF…` (Reseptformidleren). `…HentetTidspunkt` says that
it was asked and when, `…HarLaste` that it has locked prescriptions, `…Feilkode` how a lookup went: 0 is well.
Source: SFM Basis API, operation getMedication, "Return values".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Gap, GapKind, Parameter
from carebus.formats.fhir.concepts import coding, concept, joined
from carebus.formats.fhir.elements import Element, leaves
from carebus.formats.fhir.times import instant

PLACES = ("RF", "KJ")
_ASKED, _LOCKED, _WENT, _WELL = "HentetTidspunkt", "HarLaste", "Feilkode", "0"
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Answers:
    """What the registers said beside the content: `places` are those that answered in full."""

    asked: datetime | None
    places: tuple[str, ...]
    gaps: tuple[Gap, ...]
    parameters: tuple[Parameter, ...]


def answers(found: Sequence[Element], otherwise: datetime | None) -> Answers:
    """The answers in the parameters; `otherwise` is when it was where no parameter says so."""
    times = {place: _asked(found, place) for place in PLACES}
    when = next((each for each in times.values() if each is not None), otherwise)
    gaps = tuple(gap for place in PLACES for gap in _gaps(found, place, times[place] or when))
    failed = {gap.place for gap in gaps if gap.kind is GapKind.LOOKUP_FAILED}
    places = tuple(place for place, at in times.items() if at is not None and place not in failed)
    return Answers(when, places, gaps, tuple(_parameters(found)))


def _asked(found: Sequence[Element], place: str) -> datetime | None:
    times = (instant(each.date("valueDateTime")) for each in found if each.text("name") == f"{place}{_ASKED}")
    return next((each for each in times if each is not None), None)


def _gaps(found: Sequence[Element], place: str, since: datetime | None) -> Iterator[Gap]:
    if since is None:
        return
    own = [each for each in found if (each.text("name") or "").startswith(place)]
    if any((each.text("name") or "").endswith(_LOCKED) and each.flag("valueBoolean") for each in own):
        yield Gap(GapKind.LOCKED, place, since)
    failed = [
        code for each in own if (each.text("name") or "").endswith(_WENT) and (code := _failure(each)) is not None
    ]
    if failed:
        codes = joined((each.code for each in failed), ", ")
        yield Gap(
            GapKind.LOOKUP_FAILED, place, since, codes, joined((each.display or each.text for each in failed), "; ")
        )


def _failure(parameter: Element) -> Coding | None:
    found = _code(parameter)
    return None if found is None or found.code == _WELL else found


def _code(parameter: Element) -> Coding | None:
    """A code; the guide says Coding, and real answers have a CodeableConcept."""
    own = parameter.one("valueCoding")
    return concept(parameter.one("valueCodeableConcept")) if own is None else coding(own)


def _parameters(found: Sequence[Element], under: str = "") -> Iterator[Parameter]:
    """Every parameter that has a value, as written, with those in its parts."""
    for each in found:
        name, told = f"{under}{each.text('name') or '?'}", _value(each)
        if told is not None:
            yield Parameter(name, told)
        yield from _parameters(each.all("part"), f"{name}.")


def _value(parameter: Element) -> str | None:
    code = _code(parameter)
    if code is not None:
        return joined((code.code, code.display, code.text), _BETWEEN)
    values = ((name, content) for name, content in parameter.node.items() if name.startswith("value"))
    said = (parameter.as_text(leaf, name) for name, content in values for _, leaf in leaves(content, name))
    return joined(said, _BETWEEN)
