"""R25: who may write what."""

from typing import get_args

import pytest
from tests.domain.medication.builders import (
    METOPROLOL,
    WARFARIN,
    Story,
    accepted,
    provenance,
    refused,
)

from carebus.domain.medication.events import (
    DiscrepancyAnswered,
    MedicationSubmission,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.roles import MAY, Role, role_of
from carebus.domain.medication.treatment import Person
from carebus.domain.medication.writes import TreatmentEnded
from carebus.domain.problems import Code
from carebus.domain.record import replace

LIMITED = ("dentist", "midwife", "nurse-prescriber")
OTHERS = ("pharmacist", "nurse", "health-worker", "patient", None, "", "surgeon", "PHYSICIAN")


def by(submission, role, source="fjordgata"):
    told = replace(submission.provenance, author_role=role, source=source)
    return replace(submission, provenance=told)


def test_every_submission_is_in_the_table():
    assert set(MAY) == set(get_args(MedicationSubmission))


@pytest.mark.parametrize("role", [None, "", "surgeon", "Physician"])
def test_an_unknown_role_counts_as_the_patient(role):
    assert role_of(provenance(role=role)) is Role.PATIENT


@pytest.mark.parametrize("role", OTHERS)
def test_who_has_no_right_to_prescribe_changes_no_row(role):
    story = Story(METOPROLOL)
    writes = (
        story.added(WARFARIN),
        story.changed(replace(METOPROLOL, note="x")),
        story.paused(METOPROLOL),
        story.resumed(METOPROLOL),
        story.stopped(METOPROLOL),
        story.reversed(METOPROLOL),
        story.retracted(METOPROLOL),
        story.reconciled(),
        story.whole(METOPROLOL),
        story.prescribed("rx1"),
        story.recalled("rx1"),
    )
    for write in writes:
        assert refused(story.when(by(write, role)), "R25") == {"list": {Code.NOT_ALLOWED}}
    assert story.version == 1


@pytest.mark.parametrize("role", ["nurse", "health-worker", "patient", None])
def test_nurse_health_worker_and_patient_propose_and_report(role):
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1", role)).and_then(story.reported("r1", role))
    for other in (story.dispensed("d1", role=role), story.proposed("p2", role, multidose=True)):
        assert refused(story.when(other), "R25")


@pytest.mark.parametrize("role", [*LIMITED, *OTHERS])
def test_only_a_physician_answers(role):
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1")).and_then(story.reported("r1"))
    told = provenance(role=role)
    for answer in (ProposalAccepted(told, "p1"), ProposalDeclined(told, "p1"), DiscrepancyAnswered(told, "r1")):
        assert refused(story.when(answer), "R25")


def test_a_pharmacist_dispenses_and_sends_m25_2():
    story = Story(METOPROLOL)
    story.and_then(story.dispensed("d1")).and_then(story.proposed("p1", "pharmacist", multidose=True))


@pytest.mark.parametrize("role", LIMITED)
def test_who_prescribes_within_limits_changes_and_ceases_their_own_rows_alone(role):
    story = Story(METOPROLOL)
    story.and_then(by(story.added(WARFARIN), role, "clinic"))
    theirs = replace(METOPROLOL, note="x")
    for act in (story.changed(theirs), story.paused(METOPROLOL), story.stopped(METOPROLOL)):
        assert refused(story.when(by(act, role, "clinic")), "R25") == {"metoprolol": {Code.NOT_ALLOWED}}
    story.and_then(by(story.changed(replace(WARFARIN, note="x")), role, "clinic"))
    story.and_then(by(story.stopped(WARFARIN), role, "clinic"))
    assert refused(story.when(by(story.reversed(WARFARIN), role, "other clinic")), "R25")
    story.and_then(by(story.reversed(WARFARIN), role, "clinic"))


@pytest.mark.parametrize("role", LIMITED)
def test_who_prescribes_within_limits_neither_reconciles_nor_retracts(role):
    story = Story(METOPROLOL)
    story.and_then(by(story.added(WARFARIN), role, "clinic"))
    lists = (
        story.whole(METOPROLOL, WARFARIN, reconciles=True),
        story.whole(METOPROLOL, retracted=[WARFARIN]),
        story.whole(stopped=[METOPROLOL, WARFARIN], none_known=True),
    )
    for write in (story.reconciled(), story.retracted(WARFARIN), *lists):
        assert refused(story.when(by(write, role, "clinic")), "R25") == {"list": {Code.NOT_ALLOWED}}


def test_a_whole_list_of_a_dentist_touches_their_own_rows_alone():
    story = Story(METOPROLOL)
    story.and_then(by(story.added(WARFARIN), "dentist", "clinic"))
    for write in (story.whole(replace(METOPROLOL, note="x"), WARFARIN), story.whole(WARFARIN, stopped=[METOPROLOL])):
        assert refused(story.when(by(write, "dentist", "clinic")), "R25") == {"metoprolol": {Code.NOT_ALLOWED}}
    assert accepted(story.when(by(story.whole(METOPROLOL, replace(WARFARIN, note="x")), "dentist", "clinic")))


def test_a_row_that_a_physician_changed_is_no_longer_the_dentists_own():
    story = Story()
    story.and_then(by(story.added(WARFARIN), "dentist", "clinic"))
    story.and_then(story.changed(replace(WARFARIN, note="x")))
    assert refused(story.when(by(story.stopped(WARFARIN), "dentist", "clinic")), "R25")


def test_a_dentist_recalls_their_own_prescriptions_alone():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx1"))
    assert refused(story.when(by(story.recalled("rx1"), "dentist", "clinic")), "R25")
    assert refused(story.when(by(story.prescribed("rx1", amount="9"), "dentist", "clinic")), "R25")
    story.and_then(by(story.prescribed("rx2"), "dentist", "clinic"))
    story.and_then(by(story.recalled("rx2"), "dentist", "clinic"))


def test_the_payload_gives_no_right():
    story = Story(METOPROLOL)
    posing = by(story.stopped(METOPROLOL), "nurse")
    signed = replace(posing, ending=replace(posing.ending, by=Person("Dr Holm", "physician", "1234567")))
    assert refused(story.when(signed), "R25")


@pytest.mark.parametrize("role", ["patient", None])
def test_a_patient_admits_nobody_and_looks_up_nothing_for_the_list(role):
    story = Story()
    for told in (story.admitted(), story.discharged(), story.looked_up(METOPROLOL)):
        assert refused(story.when(by(told, role)), "R25")


def test_what_only_the_clock_tells_is_submitted_by_nobody():
    story = Story(METOPROLOL)
    ended = TreatmentEnded(provenance(), "metoprolol", story.row(METOPROLOL))
    assert refused(story.when(ended), "R25") == {"list": {Code.NOT_ALLOWED}}
