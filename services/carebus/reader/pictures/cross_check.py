"""Understands how a medicine that a patient may react to is shown: both, and where each of them came from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from carebus.domain.atc import Kinship
from carebus.domain.critical_info.entry import Content, Severity, Verification
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.cross_check import Between, Pictures
from carebus.domain.medication.view import MedicationList
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.acts import ActPicture, act
from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.parts import Picture


class MatchPicture(Picture):
    """A medicine on the list, and what the patient is known or suspected to react to."""

    treatment: Annotated[str, Field(description="id of the row")]
    taken_in: Annotated[str, Field(description="name of the record on whose list it is")]
    medicine: str
    entry: Annotated[str, Field(description="id of the entry of critical information")]
    known_in: Annotated[
        str, Field(description="name of the record that has the entry: the same one, or another of the person")
    ]
    reaction: Annotated[str, Field(description="what it is to, as its source named it")]
    kinship: Annotated[Kinship, Field(description="the same; one belongs to the other's group; one chemical subgroup")]
    by: Annotated[str, Field(description="the code system that says so: ATC or FEST")]
    verification: Verification
    severity: Severity | None
    decided: Annotated[ActPicture, Field(description="where the row came from")]
    stated: Annotated[ActPicture, Field(description="where the reaction came from")]


class CrossCheckAnswer(Answered):
    """What the pictures of all records of a person say together, as they are now. That nothing matches is not to say that nothing can be reacted to."""

    matches: tuple[MatchPicture, ...]
    rows_uncompared: Annotated[tuple[str, ...], Field(description="rows without a code that can be compared")]
    entries_uncompared: Annotated[tuple[str, ...], Field(description="reactions without such a code")]


def matches(
    told: Iterable[Between], pictures: Mapping[PatientKey, Pictures], names: Mapping[PatientKey, str]
) -> tuple[MatchPicture, ...]:
    """Every match, the surest and gravest first; `pictures` and `names` are those of the records."""
    found = (drawn for each in told for drawn in _drawn(each, *_looked_at(each, pictures), names))
    return tuple(sorted(found, key=_urgency))


def _looked_at(each: Between, pictures: Mapping[PatientKey, Pictures]) -> Pictures:
    return pictures[each.taken_in][0], pictures[each.known_in][1]


def _drawn(
    between: Between,
    listed: MedicationList | None,
    known: CriticalInformation | None,
    names: Mapping[PatientKey, str],
) -> Iterator[MatchPicture]:
    medicines = {row.treatment.id: row.treatment.medicine for row in (listed.rows if listed else ())}
    contents = {entry.id: entry.content or Content() for entry in (known.entries if known else ())}
    for match in between.told.matches:
        content = contents[match.entry]
        yield MatchPicture(
            treatment=match.treatment,
            taken_in=names[between.taken_in],
            medicine=medicines[match.treatment].name,
            entry=match.entry,
            known_in=names[between.known_in],
            reaction=_named(content),
            kinship=match.kinship,
            by=match.by,
            verification=match.verification,
            severity=content.severity,
            decided=act(match.decided),
            stated=act(match.stated),
        )


def _named(content: Content) -> str:
    codings = [each.coding for each in content.codes]
    names = [content.text, *(each.display or each.text for each in codings), *(each.code for each in codings)]
    return next((name for name in names if name), "(no name)")


_SURENESS = (Verification.CONFIRMED, Verification.PRESUMED, Verification.UNCONFIRMED)
_GRAVITY = (Severity.HIGH, Severity.UNABLE_TO_ASSESS, None, Severity.LOW)


def _urgency(match: MatchPicture) -> tuple[int, int, str, str]:
    return _GRAVITY.index(match.severity), _SURENESS.index(match.verification), match.medicine, match.entry
