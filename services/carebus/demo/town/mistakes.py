"""Understands acts that must not stand: what each breaks is told in `carebus.demo.town.kinds`."""

from datetime import timedelta

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.lists import listing, retold
from carebus.demo.town.row_acts import add, carried, change, ending, reconcile
from carebus.domain.medication.events import ProposalDeclined
from carebus.domain.medication.roles import Role
from carebus.domain.medication.treatment import Pause, TreatmentId
from carebus.domain.medication.writes import TreatmentCeased, TreatmentChanged, TreatmentPaused, TreatmentResumed
from carebus.domain.record import replace

_HOURS = timedelta(hours=5)
"""Longer ago than a reading is good for."""


def not_theirs(sight: Sight) -> Draft:
    """Somebody decides who may not: each as it would be tempting for them."""
    made = _temptation(sight) or add(sight)
    return replace(made, kind=Kind.NOT_THEIRS, then=None)


def foreign_row(sight: Sight) -> Draft | None:
    """A row that is another patient's."""
    here = {each.treatment.id for each in sight.chart.listed.rows} | {each.id for each in sight.chart.left}
    theirs = sight.any_of([each.id for each in sight.other.treatments if each.id not in here])
    if theirs is None or sight.chart.listed.version == 0:
        return None
    fields = {**sight.base, "treatment": theirs, "pause": Pause(sight.today), "by": sight.by}
    return Draft(Kind.FOREIGN_ROW, TreatmentPaused, fields, theirs)


def foreign_proposal(sight: Sight) -> Draft | None:
    """A proposal that is another patient's, or nobody's."""
    here = {each.id for each in sight.chart.listed.proposals}
    theirs = sight.any_of([each.id for each in sight.other.listed.proposals if each.id not in here])
    fields = {"proposal": theirs or new_id(sight.of), "by": sight.by}
    return Draft(Kind.FOREIGN_PROPOSAL, ProposalDeclined, fields)


def future_base(sight: Sight) -> Draft:
    """Based on a version that there is not."""
    made = _added(sight, Kind.FUTURE_BASE)
    ahead = {"base": sight.chart.listed.version + 100}
    return replace(made, fields=made.fields | ahead)


def old_reading(sight: Sight) -> Draft:
    """Based on what was read before a long shift."""
    made = _added(sight, Kind.OLD_READING)
    ago = {"read_at": sight.now - _HOURS}
    return replace(made, fields=made.fields | ago)


def row_left_out(sight: Sight) -> Draft | None:
    """A whole list that forgets a row, which is no way to cease it."""
    if len(sight.chart.rows) < 2:
        return None
    told, lost = retold(sight), sight.chart.rows[0].treatment.id
    told["rows"] = tuple(each for each in told["rows"] if each.id != lost)
    told["ceased"] = tuple(each for each in told["ceased"] if each.treatment.id != lost)
    return listing(sight, Kind.ROW_LEFT_OUT, told)


def field_left_out(sight: Sight) -> Draft | None:
    """A row without its beginning, which is no way to remove it."""
    found = sight.any_of([each for each in sight.chart.rows if each.treatment.started])
    if found is None:
        return None
    told = carried(replace(found.treatment, started=None, decided_by=sight.by), sight.writer.cannot_carry)
    fields = {**sight.base, "treatment": told, "cannot_carry": sight.writer.cannot_carry}
    return Draft(Kind.FIELD_LEFT_OUT, TreatmentChanged, fields, told.id)


def not_paused(sight: Sight) -> Draft | None:
    """Resumed, though it was never paused."""
    found = sight.any_of([each for each in sight.chart.rows if each.treatment.pause is None])
    if found is None:
        return None
    fields = {**sight.base, "treatment": found.treatment.id, "by": sight.by}
    return Draft(Kind.NOT_PAUSED, TreatmentResumed, fields, found.treatment.id)


def old_row(sight: Sight) -> Draft | None:
    """A new treatment under the id of one that was ceased."""
    found = sight.any_of(sight.chart.stopped)
    made = _added(sight, Kind.OLD_ROW)
    return found and replace(made, fields=made.fields | {"treatment": replace(made.fields["treatment"], id=found.id)})


def two_rows(sight: Sight) -> Draft | None:
    """A new row with the prescription of another one."""
    found = sight.any_of([each for each in sight.chart.treatments if each.prescriptions])
    if found is None:
        return None
    made = _added(sight, Kind.TWO_ROWS)
    told = replace(made.fields["treatment"], prescriptions=found.prescriptions)
    return replace(made, fields=made.fields | {"treatment": told})


def reused_id(sight: Sight) -> Draft:
    """Something new under an id that was used: the desk puts the old id."""
    return _added(sight, Kind.REUSED_ID)


def wrong_number(sight: Sight) -> Draft:
    """About a number that nobody has: the desk puts it."""
    return _added(sight, Kind.WRONG_NUMBER)


def unknown_sender(sight: Sight) -> Draft:
    """From a HER-id that no source file has."""
    return replace(_added(sight, Kind.UNKNOWN_SENDER), her="99000999")


def _added(sight: Sight, kind: Kind) -> Draft:
    """A new treatment in which something will be wrong."""
    return replace(add(sight), kind=kind, then=None)


def _temptation(sight: Sight) -> Draft | None:
    match sight.writer.role:
        case Role.NURSE:
            return change(sight)
        case Role.PHARMACIST:
            return _on_a_row(sight, TreatmentCeased, ending=ending(sight, 0))
        case Role.PATIENT:
            return _on_a_row(sight, TreatmentPaused, pause=Pause(sight.today))
        case _:
            return reconcile(sight)


def _on_a_row(sight: Sight, record: type, **fields: object) -> Draft | None:
    found = sight.row()
    if found is None:
        return None
    treatment: TreatmentId = found.treatment.id
    return Draft(Kind.NOT_THEIRS, record, {**sight.base, "treatment": treatment, **fields}, treatment)
