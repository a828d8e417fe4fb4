"""R7, R29: a foreign MedicationStatement is a report; it changes no row."""

import pytest
from tests.formats.fhir.read_examples import (
    amendment,
    bundle,
    extension,
    named,
    patient,
    problems,
    reference,
    statement,
    submitted,
)

from carebus.domain.medication.events import DiscrepancyReported
from carebus.domain.medication.treatment import Person
from carebus.domain.problems import Code

PLACE = "Bundle.entry[1].resource"


def test_a_foreign_statement_is_a_report_of_what_is_taken(provenance):
    event = submitted(
        statement(
            meta={"lastUpdated": "2026-11-20T10:00:00Z"},
            dateAsserted="2026-11-19T20:00:00+01:00",
            informationSource=reference("Patient/nora"),
            effectivePeriod={"start": "2026-01", "end": "2026-12-31"},
            dosage=[{"text": "en tablett hver kveld"}],
            reasonCode=[{"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7170", "code": "K86"}]}],
            note=[{"text": "kjøpt i utlandet"}],
        ),
        provenance,
    )
    assert isinstance(event, DiscrepancyReported)
    report = event.discrepancy
    assert (report.id, report.treatment, report.text) == ("MedicationStatement/r1@2026-11-20T10:00:00Z", None, None)
    assert report.made.isoformat() == "2026-11-19T19:00:00+00:00"
    assert report.by == Person(role="patient")
    told = report.content
    assert (told.id, told.medicine.name, told.dosage.text) == ("", "Metoprolol", "en tablett hver kveld")
    assert (told.started, told.planned_end, told.note) == ("2026-01", "2026-12-31", "kjøpt i utlandet")
    assert (told.reasons[0].system, told.reasons[0].code) == ("2.16.578.1.12.4.1.1.7170", "K86")


def test_no_row_is_given_an_invented_id(provenance):
    own = submitted(statement(identifier=[{"value": "local-1"}]), provenance).discrepancy
    assert (own.treatment, own.content.id) == (None, "")
    listed = submitted(statement(identifier=[named("PLL", "pll-1")]), provenance).discrepancy
    assert (listed.treatment, listed.content.id) == ("pll-1", "pll-1")


@pytest.mark.parametrize("status", ["completed", "intended", "stopped", "on-hold", "unknown", "not-taken"])
def test_whatever_is_not_simply_taken_says_so_in_the_text(status, provenance):
    reason = [{"text": "kvalme"}]
    report = submitted(statement(status=status, statusReason=reason), provenance).discrepancy
    assert report.text == f"status: {status}\nkvalme"


def test_a_report_cannot_be_taken_back():
    document = bundle(patient(), statement(status="entered-in-error"))
    assert problems(document) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.status")}


def test_an_unknown_status_is_a_problem():
    assert problems(bundle(patient(), statement(status="paused"))) == {(Code.INVALID_VALUE, f"{PLACE}.status")}


def test_what_sfm_has_in_extensions_is_read_in_a_single_statement_too(provenance):
    whole = amendment(extension("dssn", valueString="2 tabletter morgen"))
    report = submitted(statement(extension=[whole]), provenance).discrepancy
    assert report.content.dosage.text == "2 tabletter morgen"


def test_a_report_without_id_and_date_has_those_of_its_submission(provenance):
    report = submitted(statement(id=None), provenance).discrepancy
    assert (report.id, report.made) == (provenance.submission_id, provenance.recorded)
