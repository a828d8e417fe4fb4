"""R25: who may write critical information."""

import pytest
from tests.domain.critical_info.builders import Story, accepted, content, refused

from carebus.domain.critical_info.roles import Role
from carebus.domain.problems import Code

STAFF = [role.value for role in Role if role not in {Role.PATIENT, Role.CLOCK}]


def given() -> Story:
    story = Story()
    return story.and_then(story.registered(source="lynghei", role="nurse"))


@pytest.mark.parametrize("role", STAFF)
def test_whoever_works_with_patients_may_write(role):
    story = given()

    for told in (
        story.registered("b", role=role),
        story.updated(note="rash", role=role),
        story.observed("c", role=role),
        story.refuted(base=2, role=role),
    ):
        assert accepted(story.when(told))


@pytest.mark.parametrize("role", ["patient", None, "janitor"])
def test_the_patient_and_whoever_is_unknown_may_only_add_an_unconfirmed_allergy(role):
    story = given()
    acts = ["registered", "updated", "refuted", "retracted", "expired", "none_known"]

    for act in acts:
        assert refused(story.when(getattr(story, act)(role=role)), "R25") == {"entries": {Code.NOT_ALLOWED}}
    assert accepted(story.when(story.observed(role=role)))


def test_the_clock_announces_an_end_and_does_nothing_else():
    story = Story()
    story.and_then(story.registered(told=content(valid_until="2026-03-01")))

    for act in ("registered", "updated", "refuted", "retracted", "observed", "none_known"):
        assert refused(story.when(getattr(story, act)(role="clock")), "R25") == {"entries": {Code.NOT_ALLOWED}}
    assert accepted(story.when(story.expired(role="clock")))


def test_what_another_source_recorded_is_retracted_by_a_physician_alone():
    nurse, other, doctor = given(), given(), given()

    assert accepted(nurse.when(nurse.retracted(role="nurse", source="lynghei")))
    assert refused(other.when(other.retracted(role="nurse")), "R25") == {"pen": {Code.NOT_ALLOWED}}
    assert accepted(doctor.when(doctor.retracted()))
