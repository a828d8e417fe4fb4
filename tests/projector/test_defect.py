"""Understands what a failure is blamed on: a record, a patient, or nobody."""

from datetime import UTC, datetime

import pytest

from carebus.bus.registry import NotRegistered, RegistryUnreachable
from carebus.bus.store import StoreDamaged
from carebus.domain.provenance import PatientKey
from carebus.projector.defect import Defect, pinned, pinned_to_patient
from carebus.projector.incoming import Incoming

RECORD = Incoming("care.results.submitted.v1", 3, 7, b"nora", b"v", [], datetime(2026, 3, 1, tzinfo=UTC), b"")


def test_a_failure_is_blamed_on_the_record_that_it_came_with_and_tells_no_content():
    with pytest.raises(Defect) as found, pinned(RECORD):
        raise ValueError("what the patient has")
    assert (found.value.place, found.value.reason) == ("care.results.submitted.v1/3/7", "ValueError")
    assert str(found.value) == "ValueError"


def test_a_failure_in_a_view_is_blamed_on_the_patient_until_the_record_is_found():
    with pytest.raises(Defect) as found, pinned_to_patient(PatientKey("nora")):
        raise OverflowError
    assert (found.value.patient, found.value.place) == ("nora", None)


@pytest.mark.parametrize("outage", [RegistryUnreachable, NotRegistered, StoreDamaged])
def test_an_outage_or_a_missing_schema_of_ours_is_no_patients_fault(outage: type[Exception]):
    with pytest.raises(outage), pinned(RECORD):
        raise outage("somewhere")
