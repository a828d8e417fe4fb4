"""Understands how one report is shown to a clinician or to the patient, with what is withheld said to be so (R19, R28)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.results.view import Flag, Occurrence, ReportView
from carebus.reader.pictures.occurrences import OccurrencePicture, occurrence
from carebus.reader.pictures.parts import Audience, Picture
from carebus.reader.pictures.releases import WithheldPicture, hidden, release


class LaboratoryPicture(Picture):
    """The laboratory, whichever of its ids its messages use."""

    id: Annotated[str, Field(description="organisation number")]
    name: Annotated[str | None, Field(description="as its newest message writes it")]


class ReportPicture(Picture):
    """One report."""

    laboratory: LaboratoryPicture
    report_id: str
    revision: Annotated[int, Field(description="one more at each change; a verdict names the one that it made")]
    flags: Annotated[tuple[str, ...], Field(description="what must be known of the report as a whole, in words")]
    newest: Annotated[
        datetime | None, Field(description="GenDate of the newest version shown, UTC; reports come newest first")
    ]
    age_seconds: Annotated[float | None, Field(description="from the newest version shown to this answer")]
    occurrences: Annotated[
        tuple[OccurrencePicture, ...], Field(description="sets of samples under this id, newest first")
    ]
    withheld: Annotated[
        tuple[WithheldPicture, ...], Field(description="sets of samples that the patient may not see yet")
    ]


def report(view: ReportView, audience: Audience, now: datetime, *, disputed: bool) -> ReportPicture:
    """Draws the view for `audience` at `now`; `disputed`: one of its ids is on another patient too."""
    kept = hidden(view, audience, now)
    shown = [each for index, each in enumerate(view.occurrences) if index not in kept]
    newest = max((view.versions[each.versions[-1]].report.generated for each in shown), default=None)
    return ReportPicture(
        laboratory=LaboratoryPicture(id=view.laboratory, name=_name(view)),
        report_id=view.report_id,
        revision=view.revision,
        flags=() if kept else flags(view, disputed=disputed),
        newest=newest,
        age_seconds=max(0.0, (now - newest).total_seconds()) if newest else None,
        occurrences=tuple(occurrence(view, each, release(view, each, now), audience) for each in _newest_first(shown)),
        withheld=tuple(kept.values()),
    )


def flags(view: ReportView, *, disputed: bool) -> tuple[str, ...]:
    """What must be known of the report as a whole, in words; what only others' records show comes first."""
    return tuple(flag.value for flag in ((Flag.IDENTITY_DISPUTED,) if disputed else ()) + view.flags)


def _newest_first(shown: list[Occurrence]) -> list[Occurrence]:
    return sorted(shown, key=lambda each: each.changed, reverse=True)


def _name(view: ReportView) -> str | None:
    provider = view.versions[-1].report.provider if view.versions else None
    return next((level.name for level in provider.path if level.name), None) if provider else None
