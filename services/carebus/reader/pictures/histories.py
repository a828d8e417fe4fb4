"""Understands how a report came to be what it is: each version in order, with the picture after it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.results.reading import history as steps_of
from carebus.domain.results.view import Occurrence, ReportView
from carebus.reader.pictures.occurrences import OccurrencePicture, VersionPicture, occurrence, version
from carebus.reader.pictures.parts import Audience, Picture
from carebus.reader.pictures.releases import WithheldPicture, hidden, release
from carebus.reader.pictures.reports import flags


class StepPicture(Picture):
    """One version, and its set of samples as it stood after it."""

    version: VersionPicture
    set: Annotated[
        int, Field(description="which set of samples under this report id, from 1: a laboratory reuses ids (R13)")
    ]
    picture: OccurrencePicture


class HistoryPicture(Picture):
    """Every version of one report that the audience may see."""

    laboratory: Annotated[str, Field(description="organisation number")]
    report_id: str
    revision: int
    flags: Annotated[tuple[str, ...], Field(description="what must be known of the report as a whole now, in words")]
    steps: Annotated[tuple[StepPicture, ...], Field(description="oldest first, by GenDate; arrival never counts (R13)")]
    withheld: Annotated[
        tuple[WithheldPicture, ...], Field(description="sets of samples that the patient may not see yet")
    ]


def history(view: ReportView, audience: Audience, now: datetime, *, disputed: bool) -> HistoryPicture:
    """Draws every version of the view for `audience` at `now`; `disputed`: one of its ids is on another patient too."""
    kept = hidden(view, audience, now)
    shown = [(index, each) for index, each in enumerate(view.occurrences) if index not in kept]
    steps = [step for index, each in shown for step in _steps(view, index + 1, each, audience, now)]
    return HistoryPicture(
        laboratory=view.laboratory,
        report_id=view.report_id,
        revision=view.revision,
        flags=() if kept else flags(view, disputed=disputed),
        steps=tuple(sorted(steps, key=lambda step: step.version.generated)),
        withheld=tuple(kept.values()),
    )


def _steps(
    view: ReportView, number: int, now_stands: Occurrence, audience: Audience, now: datetime
) -> Iterator[StepPicture]:
    told = release(view, now_stands, now)
    for then in steps_of(view, now_stands):
        yield StepPicture(
            version=version(view, then.versions[-1]),
            set=number,
            picture=occurrence(view, then, told, audience, past=True),
        )
