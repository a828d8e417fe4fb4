"""Understands how a value is shown: its digits and unit as written, never converted (R24)."""

from typing import Annotated

from pydantic import Field

from carebus.domain.record import replace
from carebus.domain.results.report import ResultItem, TextResult, Value
from carebus.domain.results.values import abnormality, written
from carebus.reader.pictures.markup import plain, safe
from carebus.reader.pictures.parts import CodePicture, Picture, TimePicture, codes, named, time


class ValuePicture(Picture):
    """What was found."""

    shown: Annotated[
        str, Field(description="comparator, digits and unit, or the words; as written, plain text: escape it")
    ]
    comparator: Annotated[str | None, Field(description="as written, such as LT")] = None
    number: Annotated[str | None, Field(description='digits as written: "4.0" is not "4"')] = None
    unit: Annotated[str | None, Field(description="as written, never converted")] = None
    heading: str | None = None
    codes: tuple[CodePicture, ...] = ()
    markup: Annotated[str | None, Field(description="the words with their layout: sanitised XHTML")] = None
    date: TimePicture | None = None


class DeviationPicture(Picture):
    """How the laboratory judged the value; only this decides abnormality, never the reference text (R24)."""

    code: str | None
    word: Annotated[str | None, Field(description="above, below or outside the reference interval, else as written")]


def value(found: Value | None) -> ValuePicture | None:
    """Drawn as written; None where nothing was found."""
    if found is None:
        return None
    if found.text:
        return _words(found.text)
    shown, number = written(found) or "", found.quantity
    return ValuePicture(
        shown=shown,
        comparator=number.comparator if number else None,
        number=number.number if number else None,
        unit=number.unit if number else None,
        date=time(found.date),
    )


def deviation(item: ResultItem) -> DeviationPicture | None:
    """Drawn in a word: above, below or outside, else as written."""
    judged = item.deviation
    return DeviationPicture(code=judged.code, word=abnormality(item) or named(judged)) if judged else None


def _words(text: TextResult) -> ValuePicture:
    said = text.text or ""
    words = plain(said) if text.markup else said
    return ValuePicture(
        shown=written(Value(text=replace(text, text=words))) or "",
        unit=text.unit,
        heading=named(text.heading),
        codes=codes(text.codes),
        markup=safe(said) if text.markup and said else None,
    )
