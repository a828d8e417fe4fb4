"""Understands how all that is known of who a person is is shown: their records, visits that were moved, and what is in dispute."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from carebus.domain.identity.view import Dispute, MovedVisit, Shared
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.acts import ActPicture, act
from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.parts import Audience, Picture
from carebus.reader.pictures.records import Level

_NOT_TO_A_PATIENT = "None to a patient: it is of somebody else's record"


class MovedVisitPicture(Picture):
    """A visit that was sent for one patient and belongs to another (A45): it is no merge, and what came of it is to be looked at."""

    record: Annotated[str, Field(description="name of the person's record")]
    here: Annotated[bool, Field(description="whether the visit is this record's now; else it went away from it")]
    visit: Annotated[str | None, Field(description=f"as its source names it. {_NOT_TO_A_PATIENT}")]
    other: Annotated[str | None, Field(description=f"name of the record on the other side. {_NOT_TO_A_PATIENT}")]
    act: ActPicture


class DisputePicture(Picture):
    """One message or report that came under two patients (R13, R16)."""

    record: Annotated[str, Field(description="name of the person's record")]
    other: Annotated[str | None, Field(description=f"name of the other patient's record. {_NOT_TO_A_PATIENT}")]
    shared: Annotated[Shared, Field(description="what the two have in common")]
    name: Annotated[
        str | None, Field(description=f"what settles it (`DisputeSettled`) calls it by. {_NOT_TO_A_PATIENT}")
    ]
    act: Annotated[ActPicture, Field(description="who saw it")]
    settled: Annotated[ActPicture | None, Field(description="who looked at it; None: nobody yet")]


class RecordsAnswer(Answered):
    """Who a person is, by what sources have told; `records` has each of them."""

    protection: Annotated[Level, Field(description="the strictest of all records: it holds for each of them (R22)")]
    deceased: Annotated[bool, Field(description="whether any record is told to be of a dead person")]
    visits: tuple[MovedVisitPicture, ...]
    disputes: Annotated[tuple[DisputePicture, ...], Field(description="the open ones first")]


Beside = tuple[str, MovedVisit | Dispute]
"""A view beside a record, and the record's name."""


def visits(told: Iterable[Beside], names: dict[PatientKey, str], audience: Audience) -> Iterator[MovedVisitPicture]:
    """Those that were moved; `names` are the pseudonyms of the other sides."""
    shows = audience is Audience.CLINICIAN
    for record, view in told:
        if isinstance(view, MovedVisit):
            yield MovedVisitPicture(
                record=record,
                here=view.here,
                visit=view.visit if shows else None,
                other=names[view.other] if shows else None,
                act=act(view.act),
            )


def disputes(told: Iterable[Beside], names: dict[PatientKey, str], audience: Audience) -> Iterator[DisputePicture]:
    """Those that are open, then those that were settled; `names` as above."""
    found = [(record, view) for record, view in told if isinstance(view, Dispute)]
    for record, view in sorted(found, key=lambda each: each[1].settled is not None):
        yield DisputePicture(
            record=record,
            other=names[view.other] if audience is Audience.CLINICIAN else None,
            shared=view.shared,
            name=view.name if audience is Audience.CLINICIAN else None,
            act=act(view.act),
            settled=act(view.settled) if view.settled else None,
        )
