"""Understands the answer about allergies as a sentence: known, denied by somebody, never asked about, or withheld; never one for another (R26)."""

from collections.abc import Iterator

from rich.text import Text

from carebus.cli.critical_words import SCOPES
from carebus.cli.medication_words import who
from carebus.cli.show_words import text, when
from carebus.domain.critical_info.entry import Scope
from carebus.domain.critical_info.status import ALLERGIES
from carebus.reader.pictures.critical_info.allergies import AllergyAnswer, NoneKnownPicture
from carebus.reader.pictures.critical_info.entries import CriticalEntryPicture, WhyNot
from carebus.reader.pictures.critical_info.information import CriticalPicture

_WARNING = "bold yellow"


def allergies(shown: CriticalPicture, *, is_all: bool) -> Iterator[Text]:
    """The sentences, each with who said it and when. `is_all`: nothing is known to be missing."""
    answer = shown.allergies.answer
    if answer is AllergyAnswer.WITHHELD:
        yield text("⚑ Withheld: what is known of allergies is not shown. Ask the patient.", _WARNING)
        return
    if answer is AllergyAnswer.KNOWN:
        yield text("⚑ Known, see below.", "bold red")
    stand = [said for said in shown.none_known if said.ended is None]
    yield from (text(_said(said), "bold") for said in stand)
    if answer is AllergyAnswer.NONE_KNOWN and all(said.scope is Scope.DRUG for said in stand):
        yield text("⚑ Nobody has been asked about other allergies than to drugs.", _WARNING)
    if answer is AllergyAnswer.NOBODY_ASKED:
        yield text(_nobody(shown), _WARNING)
    if answer is not AllergyAnswer.KNOWN and not is_all:
        yield text("⚑ There may be more than is shown: see what is missing.", _WARNING)


def is_known(shown: CriticalPicture) -> bool:
    """Whether an allergy is known."""
    return shown.allergies.answer is AllergyAnswer.KNOWN


def _said(said: NoneKnownPicture) -> str:
    by = who(said.by) or f"{said.act.source} ({said.act.role})"
    return f"{SCOPES[said.scope]}, said by {by} on {when(said.at)}"


def _nobody(shown: CriticalPicture) -> str:
    if any(map(_is_withdrawn, shown.entries)):
        return "⚑ No allergy stands: what was stated is withdrawn. Nobody has said that none is known."
    return "⚑ Nobody has been asked about allergies."


def _is_withdrawn(entry: CriticalEntryPicture) -> bool:
    return entry.kind in ALLERGIES and entry.why_not in (WhyNot.REFUTED, WhyNot.RETRACTED)
