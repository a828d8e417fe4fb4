"""Understands codes, people, doses and acts of a medication list in words: as written, and an unknown code said to be one."""

from collections.abc import Iterable

from carebus.cli.show_words import when
from carebus.domain.coding import Coding
from carebus.domain.medication.codes import unknown_reason
from carebus.domain.medication.treatment import Ending
from carebus.reader.pictures.acts import ActPicture, PersonPicture
from carebus.reader.pictures.medication.parts import DosagePicture, EndingPicture
from carebus.reader.pictures.parts import CodePicture

UNKNOWN = "(unknown code)"


def joined(parts: Iterable[str | None], by: str = ", ") -> str:
    """The parts that there are."""
    return by.join(filter(None, parts))


def name_of(code: CodePicture | None, *, is_unknown: bool = False) -> str:
    """The words of a code, else the code; both where nobody knows the code."""
    if code is None:
        return ""
    if is_unknown and code.code:
        return joined((code.display, code.code, UNKNOWN), " ")
    return code.display or code.code or ""


def name_and_code(code: CodePicture, *, is_unknown: bool = False) -> str:
    """The words of a code with the code: `Hypertensjon (K86)`."""
    if is_unknown or not (code.display and code.code):
        return name_of(code, is_unknown=is_unknown)
    return f"{code.display} ({code.code})"


def names_of(codes: tuple[CodePicture, ...], *, is_unknown: bool) -> list[str]:
    """Each with its code. Which of several is unknown is not told, so it is said of all of them together."""
    if len(codes) == 1:
        return [name_and_code(codes[0], is_unknown=is_unknown)]
    return [*map(name_and_code, codes), *(("(an unknown code is among them)",) if is_unknown else ())]


def who(person: PersonPicture | None, *, number: bool = False) -> str:
    """Name, role and place, as the source names them; with the HPR number where that is wanted."""
    if person is None:
        return ""
    hpr = f"HPR {person.hpr}" if number and person.hpr else None
    beside = joined((person.role, hpr))
    named = joined((person.name, f"({beside})" if beside and person.name else beside), " ")
    return joined((named, person.organisation))


def doses(dosage: DosagePicture, *, is_unknown: bool) -> list[str]:
    """The structure of the dose, a line each; nothing where the words have it already."""
    told = [each.words for each in dosage.dosings]
    if is_unknown:
        told.append("(an unknown code is among the times of day)")
    return told if dosage.text or is_unknown or len(told) > 1 else []


def ended(ending: EndingPicture | None) -> str:
    """Why it was ceased, or will be, and by whom."""
    if ending is None:
        return ""
    by = who(ending.by)
    return joined((_reason(ending), ending.text, by and f"by {by}"), "; ")


def told_by(act: ActPicture) -> str:
    """The source of an act, and its role as the source registry has it (R25)."""
    return f"{act.source} ({act.role})"


def decided(act: ActPicture) -> str:
    """When an act was decided, and by which source."""
    return f"{when(act.at)} by {told_by(act)}"


def _reason(ending: EndingPicture) -> str | None:
    told = ending.reason
    if told is None:
        return None
    is_unknown = unknown_reason(Ending(ending.effective, Coding(told.system, told.code, told.display)))
    return name_and_code(told, is_unknown=is_unknown)
