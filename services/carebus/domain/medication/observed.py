"""Understands what the answer to a lookup ($getMedication) tells of the list, which it never decides (R29)."""

from collections.abc import Iterator

from carebus.domain.medication.beside import Gap, Packing, Prescription
from carebus.domain.medication.events import ListObserved
from carebus.domain.medication.evolve_beside import with_prescription
from carebus.domain.medication.evolve_waiting import attributed
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.moving import changed, row, step
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import MedicationList, Observation, RowFields
from carebus.domain.medication.waiting import Proposal
from carebus.domain.record import replace


def after_lookup(listed: MedicationList, event: ListObserved) -> MedicationList:
    """The first list where there was none; else the list as it was, and the names of what the answer tells differently."""
    began = _imported(listed, event) if event.first and listed.version == 0 else listed
    seen = Observation(
        event.observed, event.provenance.source, began.version, event.parameters, tuple(differences(began, event))
    )
    older = listed.observed is not None and listed.observed.at > event.observed
    return changed(
        began,
        observed=listed.observed if older else seen,
        gaps=listed.gaps if older else _gaps(listed, event),
        proposals=(*began.proposals, *_new_proposals(listed, event)),
        prescriptions=_prescriptions(began, event),
        packed=_packed(listed, event),
    )


def differences(listed: MedicationList, event: ListObserved) -> Iterator[RowFields]:
    """Names of what the register holds otherwise: a person looks at it."""
    if not event.has_list:
        return
    there: dict[str, Treatment] = {each.id: each for each in event.rows}
    for known in listed.rows:
        other = there.pop(known.treatment.id, None)
        fields = ("only here",) if other is None else differing(known.treatment, other)
        if fields:
            yield RowFields(known.treatment.id, fields)
    yield from (RowFields(treatment, ("only there",)) for treatment in there)


def _imported(listed: MedicationList, event: ListObserved) -> MedicationList:
    rows = tuple(row(listed, event.provenance, each) for each in event.rows)
    names = tuple(RowFields(each.id, ("added",)) for each in event.rows)
    steps = step(listed, event.provenance, names)
    return replace(listed, version=1, rows=rows, steps=steps, imported=True)


def _gaps(listed: MedicationList, event: ListObserved) -> tuple[Gap, ...]:
    known = {(gap.kind, gap.place): gap for gap in listed.gaps}
    told = {(gap.kind, gap.place) for gap in event.gaps}
    kept = (gap for key, gap in known.items() if gap.place not in event.places and key not in told)
    return (*kept, *(_since(known.get((gap.kind, gap.place)), gap) for gap in event.gaps))


def _since(known: Gap | None, told: Gap) -> Gap:
    return replace(told, since=min(known.since, told.since)) if known else told


def _new_proposals(listed: MedicationList, event: ListObserved) -> Iterator[Proposal]:
    """M25.2 that is newer than every M25.1."""
    known = {each.id for each in listed.proposals}
    for told in event.proposals:
        if told.id not in known and not _is_closed(listed, event, told):
            yield attributed(told, event.provenance)


def _is_closed(listed: MedicationList, event: ListObserved, told: Proposal) -> bool:
    return any(each is not None and told.made <= each for each in (event.listed, listed.listed))


def _prescriptions(listed: MedicationList, event: ListObserved) -> tuple[Prescription, ...]:
    known = listed.prescriptions
    ids = {each.id for each in known}
    for told in event.prescribed:
        if told.id not in ids:
            known = with_prescription(known, replace(told, source=event.provenance.source), event.provenance.received)
    return known


def _packed(listed: MedicationList, event: ListObserved) -> Packing | None:
    told, known = event.packed, listed.packed
    if told is None or (known is not None and known.made >= told.made):
        return known
    return known if event.listed is not None and told.made <= event.listed else told
