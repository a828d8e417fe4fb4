"""Understands which medicine is meant: code, form and strength, in an encoded order (RXE) and in a dispensing (RXD)."""

from dataclasses import dataclass

from carebus.domain.drug_codes import is_atc, is_fest
from carebus.domain.medication.treatment import Medicine
from carebus.formats.hl7v2.codes import amount, coding, codings, words
from carebus.formats.hl7v2.segments import Segment


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a segment has what it says of a medicine."""

    code: int
    form: int
    strength: tuple[int, int]
    volume: tuple[int, int]
    more: int


ORDERED = Fields(code=2, form=6, strength=(25, 26), volume=(33, 34), more=31)
DISPENSED = Fields(code=2, form=6, strength=(16, 17), volume=(28, 29), more=25)


def medicine(segment: Segment, fields: Fields) -> Medicine | None:
    """The medicine; None, and a problem, where none is named.

    The code stands in `atc` with its system as written, be it ATC, RxNorm or a hospital's own: the list marks what is
    no ATC code. One of FEST stands in `fest`. Where several are given, also as supplementary codes, those of ATC and
    FEST are taken.
    """
    value = segment.one(fields.code)
    given = () if value is None else codings(value)
    name = words(value)
    if name is None:
        segment.missing(fields.code)
        return None
    every = (*given, *(each for more in segment.all(fields.more) for each in codings(more)))
    fest = next((each.code for each in every if is_fest(each.system)), None)
    others = [each for each in given if each.code and not is_fest(each.system)]
    return Medicine(
        name=name,
        form=coding(segment, fields.form),
        fest=fest,
        atc=next((each for each in every if each.code and is_atc(each.system)), others[0] if others else None),
        strength=_strength(segment, fields),
    )


def _strength(segment: Segment, fields: Fields) -> str | None:
    """Of a mixture also the volume that has it: "2 mg/1 mL"."""
    strength, volume = amount(segment, *fields.strength), amount(segment, *fields.volume)
    return f"{strength}/{volume}" if strength and volume else strength
