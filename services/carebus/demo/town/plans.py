"""Understands which act a line of the script becomes, and what somebody does who finds that there is nothing of the kind to do."""

from collections.abc import Callable

from carebus.demo.town import alerts, asking, beside_acts, lists, mistakes, multidose, persons, row_acts
from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind

Plan = Callable[[Sight], Draft | None]

PLANS: dict[Kind, Plan] = {
    Kind.CREATE: lists.create,
    Kind.LIST: lists.whole,
    Kind.ADD: row_acts.add,
    Kind.CHANGE: row_acts.change,
    Kind.PAUSE: row_acts.pause,
    Kind.RESUME: row_acts.resume,
    Kind.CEASE: row_acts.cease,
    Kind.CEASE_LATER: row_acts.cease_later,
    Kind.REVERSE: row_acts.reverse,
    Kind.RETRACT: row_acts.retract,
    Kind.RECONCILE: row_acts.reconcile,
    Kind.REWRITE: row_acts.rewrite,
    Kind.PRESCRIBE: beside_acts.prescribe,
    Kind.PRESCRIBE_WITH: beside_acts.prescribe_with,
    Kind.RECALL: beside_acts.recall,
    Kind.ORDER: beside_acts.order,
    Kind.ADMIT: beside_acts.admit,
    Kind.DISCHARGE: beside_acts.discharge,
    Kind.DISPENSE: beside_acts.dispense,
    Kind.RESPONSIBLE: multidose.responsible,
    Kind.PACK: multidose.pack,
    Kind.LOOKUP: beside_acts.lookup,
    Kind.LOCK: beside_acts.lock,
    Kind.PROPOSE: asking.propose,
    Kind.MULTIDOSE: asking.propose_multidose,
    Kind.REPORT: asking.report,
    Kind.ANSWER_PROPOSAL: asking.answer_proposal,
    Kind.ANSWER_REPORT: asking.answer_report,
    Kind.NOT_THEIRS: mistakes.not_theirs,
    Kind.FOREIGN_ROW: mistakes.foreign_row,
    Kind.FOREIGN_PROPOSAL: mistakes.foreign_proposal,
    Kind.FUTURE_BASE: mistakes.future_base,
    Kind.OLD_READING: mistakes.old_reading,
    Kind.ROW_LEFT_OUT: mistakes.row_left_out,
    Kind.FIELD_LEFT_OUT: mistakes.field_left_out,
    Kind.NOT_PAUSED: mistakes.not_paused,
    Kind.OLD_ROW: mistakes.old_row,
    Kind.TWO_ROWS: mistakes.two_rows,
    Kind.REUSED_ID: mistakes.reused_id,
    Kind.ALERT: alerts.state,
    Kind.ENDING: alerts.state_ending,
    Kind.OBSERVED: alerts.observe,
    Kind.REVISE: alerts.revise,
    Kind.REFUTE: alerts.refute,
    Kind.WITHDRAW: alerts.withdraw,
    Kind.NONE_KNOWN: alerts.none_known,
    Kind.NONE_BESIDE: alerts.none_beside,
    Kind.OLD_ENTRY: alerts.old_entry,
    Kind.OTHER_CODE: alerts.other_code,
    Kind.BY_PATIENT: alerts.by_patient,
    Kind.REPLACED: persons.replaced,
    Kind.ASSIGNED: persons.assigned,
    Kind.MERGED: persons.merged,
    Kind.LINKED: persons.linked,
    Kind.UNLINKED: persons.unlinked,
    Kind.MERGED_WRONGLY: persons.merged_wrongly,
    Kind.UNMERGED: persons.unmerged,
    Kind.MOVED: persons.moved,
    Kind.RING: persons.ring,
    Kind.WITH_SELF: persons.with_self,
    Kind.NEVER_MERGED: persons.never_merged,
    Kind.WRONG_NUMBER: mistakes.wrong_number,
    Kind.UNKNOWN_SENDER: mistakes.unknown_sender,
}
"""Every kind but AGAIN, which is a message that was sent already."""

_DECISIONS = frozenset({Kind.PAUSE, Kind.RESUME, Kind.CEASE, Kind.CEASE_LATER, Kind.REVERSE, Kind.RETRACT, Kind.CHANGE})

_STATEMENTS = frozenset({Kind.REVISE, Kind.REFUTE, Kind.WITHDRAW})


def planned(kind: Kind, sight: Sight) -> Draft | None:
    """The message; a physician who finds nothing paused, nothing ceased … changes a dose, and on an empty list begins a treatment.

    So who finds nothing to refute or withdraw states something. None where there is nothing to do: to answer, dispense, or do wrong.
    """
    made = PLANS[kind](sight)
    if made is None and kind in _DECISIONS:
        made = row_acts.change(sight) or row_acts.add(sight)
    if made is None and kind in _STATEMENTS:
        made = alerts.state(sight)
    return made
