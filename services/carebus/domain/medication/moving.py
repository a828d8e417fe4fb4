"""Understands how the list moves: one version more where rows changed, one revision more at any change (R2)."""

from collections.abc import Iterable
from typing import Any

from carebus.domain.medication.limits import STEPS
from carebus.domain.medication.roles import role_of
from carebus.domain.medication.treatment import Ending, Person, Treatment
from carebus.domain.medication.view import Act, MedicationList, Row, RowFields, Stamp, Step
from carebus.domain.provenance import Provenance, SubmissionId, told_at
from carebus.domain.record import replace


def act(provenance: Provenance) -> Act:
    """What a row keeps of where it came from."""
    return Act(
        provenance.source,
        provenance.submission_id,
        provenance.original,
        provenance.message_id,
        provenance.organisation,
        role_of(provenance).value,
        told_at(provenance),
        provenance.received,
    )


def row(listed: MedicationList, provenance: Provenance, treatment: Treatment, ending: Ending | None = None) -> Row:
    """A row as a write leaves it."""
    deed = act(provenance)
    return Row(treatment, listed.version + 1, deed.at, deed, ending, bool(listed.admissions))


def stamp(version: int, provenance: Provenance, by: Person | None) -> Stamp:
    """Who did it, when, at which version."""
    return Stamp(version, told_at(provenance), by, provenance.organisation)


def step(
    listed: MedicationList, provenance: Provenance, rows: tuple[RowFields, ...], made_in: SubmissionId | None = None
) -> tuple[Step, ...]:
    """The newest steps, with one more."""
    submission = made_in or provenance.submission_id
    newest = Step(listed.version + 1, provenance.source, submission, told_at(provenance), rows)
    return (*listed.steps[-(STEPS - 1) :], newest)


def moved(
    listed: MedicationList,
    provenance: Provenance,
    rows: Iterable[Row],
    names: tuple[RowFields, ...],
    by: Person | None,
    /,
    **more: Any,
) -> MedicationList:
    """The list with other rows: a version more."""
    changes: dict[str, Any] = {
        "version": listed.version + 1,
        "revision": listed.revision + 1,
        "rows": tuple(rows),
        "steps": step(listed, provenance, names),
        "edited": stamp(listed.version + 1, provenance, by),
    }
    if changes["rows"]:
        changes["none_known"] = None
    return replace(listed, **(changes | more))


def changed(listed: MedicationList, /, **changes: Any) -> MedicationList:
    """The list with something else beside its rows: a revision more, no version; the same object where nothing is different."""
    if all(getattr(listed, name) == content for name, content in changes.items()):
        return listed
    return replace(listed, revision=listed.revision + 1, **changes)
