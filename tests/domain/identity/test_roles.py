"""R25: who may tell what of a patient's identity."""

import pytest
from tests.domain.identity.builders import (
    disputed,
    given,
    merged,
    protected,
    provenance,
    refused_by,
    settled,
    stands,
)

from carebus.domain.identity.area import IDENTITY
from carebus.domain.identity.roles import MAY, Role, role_of


def test_every_record_of_the_area_has_its_roles():
    assert MAY.keys() == set(IDENTITY.submissions)


@pytest.mark.parametrize("role", ["patient", "somebody", None])
def test_r25_a_patient_and_whoever_is_not_known_merges_nobody(role):
    assert refused_by(given().when(merged("a", "b", role=role)))[:2] == ("R25", "role")


@pytest.mark.parametrize("role", ["physician", "nurse", "health-worker", "register"])
def test_r25_staff_and_a_register_may(role):
    assert stands(given().when(protected("a", "6", role=role)))


def test_r25_what_watches_the_bus_raises_disputes_and_does_nothing_else():
    story = given()

    assert stands(story.when(disputed("a", "b", role="watch")))
    assert refused_by(story.when(settled("a", "b", role="watch")))[0] == "R25"
    assert refused_by(story.when(merged("a", "b", role="watch")))[0] == "R25"


def test_an_unknown_role_counts_as_the_patient():
    assert role_of(provenance("nobody knows")) is Role.PATIENT
