"""Understands the shared picture of a report as a function of the set of its facts: arrival never shows (R13-R18, R27, R28)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from carebus.domain.results.facts import Facts
from carebus.domain.results.follow_up import follow_up, is_final
from carebus.domain.results.merge import merge
from carebus.domain.results.occurrence import occurrences
from carebus.domain.results.recipients import union
from carebus.domain.results.release import released
from carebus.domain.results.report import LaboratoryId, Party, ReportId
from carebus.domain.results.rows import rows
from carebus.domain.results.status import Standing, of_report
from carebus.domain.results.view import Flag, Occurrence, ReportView, Status, Version
from carebus.domain.results.withdrawal import Withdrawal, withdrawal

_NOTES = {Flag.ZONE_ASSUMED.value: Flag.ZONE_ASSUMED, Flag.AMBIGUOUS_HOUR.value: Flag.AMBIGUOUS_HOUR}


def derive(laboratory: LaboratoryId, report_id: ReportId, revision: int, facts: Facts) -> ReportView:
    """The picture of one report.

    That one report id is on two patients cannot be seen from here: `carebus.disputes` looks for it, and the flag is set when the
    report is read (R13).
    """
    sets = occurrences(facts.versions)
    reused = len(sets) > 1
    return ReportView(
        laboratory=laboratory,
        report_id=report_id,
        revision=revision,
        flags=_view_flags(facts.versions, reused=reused),
        versions=facts.versions,
        occurrences=tuple(occurrence(facts, indexes, reused=reused) for indexes in sets),
        acknowledgements=facts.acknowledgements,
        assignments=facts.assignments,
        releases=facts.releases,
    )


def occurrence(facts: Facts, indexes: Sequence[int], *, reused: bool) -> Occurrence:
    """What stands of one set of samples, after the versions at `indexes`."""
    told = [facts.versions[index] for index in indexes]
    cancel = withdrawal(facts.versions, indexes)
    laid = rows(merge(facts.versions, indexes), cancel)
    missing = all(version.report.service_type != "N" for version in told)
    standing = _standing(facts.versions[cancel.cancel] if cancel and cancel.stands else told[-1], told, missing=missing)
    flags = _flags(told, cancel, missing=missing, reused=reused, cancels_unknown=laid.cancels_unknown)
    return Occurrence(
        versions=tuple(indexes),
        status=standing.status or Status.UNKNOWN,
        nilar=standing.nilar or Status.UNKNOWN.value,
        pair=standing.pair,
        flags=flags,
        current=tuple(laid.current),
        apart=tuple(laid.apart),
        changed=_changed(told).report.generated,
        follow_up=follow_up(told, facts.acknowledgements, facts.assignments),
        recipients=_recipients(told),
        released=released(told, facts.releases),
    )


def _standing(deciding: Version, told: Sequence[Version], *, missing: bool) -> Standing:
    """What the codes of the deciding version mean after the versions before it; a cancel looks at its own GenDate too."""
    report = deciding.report
    cancels = report.service_type == "C"
    before = (
        version
        for version in told
        if version.report.generated < report.generated or (cancels and version.report.generated == report.generated)
    )
    return of_report(
        report.status, report.service_type, final_before=any(map(is_final, before)), original_missing=missing
    )


def _changed(told: Sequence[Version]) -> Version:
    """The version that last said something else than the one before it: a repeat under a new GenDate is no change (R5)."""
    changes = [after for one, after in pairwise(told) if one.report.clinical_digest != after.report.clinical_digest]
    return changes[-1] if changes else told[0]


def _recipients(told: Sequence[Version]) -> tuple[Party, ...]:
    if len(told) == 1:
        return told[0].recipients
    return union(party for version in told for party in version.recipients)


def _flags(
    told: Sequence[Version], cancel: Withdrawal | None, *, missing: bool, reused: bool, cancels_unknown: bool
) -> tuple[Flag, ...]:
    newest = told[-1].report
    only_cancels = missing and all(version.report.service_type == "C" for version in told)
    raised = {
        Flag.REPORT_ID_REUSED: reused,
        Flag.CONFLICT: any(one.report.generated == other.report.generated for one, other in pairwise(told)),
        Flag.ORIGINAL_NOT_RECEIVED: only_cancels,
        Flag.ORIGINAL_MISSING: missing and not only_cancels,
        Flag.CANCELS_UNKNOWN_ITEM: cancels_unknown,
        Flag.REVISED: newest.status == "P" and newest.service_type == "M" and not (cancel and cancel.stands),
    }
    flags = [flag for flag, up in raised.items() if up]
    if cancel and cancel.flag:
        flags.append(cancel.flag)
    return (*flags, *_notes(told))


def _notes(told: Iterable[Version]) -> list[Flag]:
    """What was assumed of the times that order the versions."""
    notes = {version.report.generated_as.note for version in told}
    return [flag for note, flag in _NOTES.items() if note in notes]


def _view_flags(versions: Sequence[Version], *, reused: bool) -> tuple[Flag, ...]:
    flags = (Flag.REPORT_ID_REUSED,) if reused else ()
    return (*flags, Flag.MESSAGE_ID_REUSED) if len(versions) > 1 and _message_id_reused(versions) else flags


def _message_id_reused(versions: Sequence[Version]) -> bool:
    """Whether one MsgId brought two different clinical contents (R16)."""
    brought: dict[str, str] = {}
    for version in versions:
        digest = version.report.clinical_digest
        ids = {message.message_id for message in version.messages if message.message_id}
        if any(brought.setdefault(message_id, digest) != digest for message_id in ids):
            return True
    return False
