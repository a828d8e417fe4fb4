"""R16: when two tellings say the same to a clinician."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import fields, replace
from tests.domain.results.builders import at, doctor, number, report, row, specimen

from carebus.domain.coding import Coding
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.report import Moment, Quantity, Report, Value

TOLD = report(0, "N", "F", row("CRP", "5", investigated=Moment("x", at(1))), collected=60, request="R1")


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "another"},
        {"generated": at(9)},
        {"generated_as": Moment("another")},
        {"issued": Moment("2024")},
        {"requester": doctor("Dr Dal")},
        {"responsible": (doctor("Dr Dal"),)},
        {"provider": doctor("Lab, telephone 1")},
        {"copies": (doctor("Dr Dal"),)},
        {"related": (doctor("Dr Dal"),)},
        {"documents_dropped": 3},
        {"items": (replace(TOLD.items[0], performers=(doctor("Bioengineer"),)),)},
        {"specimens": (replace(TOLD.specimens[0], performers=(doctor("Nurse"),)),)},
    ],
)
def test_who_asked_answered_and_received_and_which_message_it_was_are_not_clinical(change):
    assert clinical_digest(replace(TOLD, **change)) == clinical_digest(TOLD)


@pytest.mark.parametrize(
    "change",
    [
        {"service_type": "M"},
        {"status": "P"},
        {"comment": "hemolysed"},
        {"coded_comments": (Coding(None, "1"),)},
        {"items": ()},
        {"items": (replace(TOLD.items[0], value=number("5.0")),)},
        {"items": (replace(TOLD.items[0], value=number("5", comparator="LT")),)},
        {"items": (replace(TOLD.items[0], value=number("5", "mg/L")),)},
        {"items": (replace(TOLD.items[0], reference=("<5",)),)},
        {"items": (replace(TOLD.items[0], comment="see above"),)},
        {"items": (replace(TOLD.items[0], nested_in=0),)},
        {"items": (replace(TOLD.items[0], accredited=False),)},
        {"specimens": (specimen(61),)},
        {"requests": ()},
    ],
)
def test_what_was_found_in_what_and_how_sure_is_clinical(change):
    assert clinical_digest(replace(TOLD, **change)) != clinical_digest(TOLD)


def test_a_time_written_otherwise_is_the_same_time():
    local = datetime(2024, 5, 13, 10, 1, tzinfo=timezone(timedelta(hours=2)))
    same = replace(TOLD.items[0], investigated=Moment("2024-05-13T10:01:00+02:00", local))
    assert local.astimezone(UTC) == at(1)
    assert clinical_digest(replace(TOLD, items=(same,))) == clinical_digest(TOLD)


def test_the_digest_is_64_hexadecimal_digits_and_does_not_depend_on_itself():
    assert len(clinical_digest(TOLD)) == 64
    assert clinical_digest(replace(TOLD, clinical_digest="")) == clinical_digest(TOLD)


def test_a_number_and_a_text_of_the_same_letters_differ():
    assert clinical_digest(replace(TOLD, comment="5")) != clinical_digest(replace(TOLD, comment=None))
    quantity = replace(TOLD.items[0], value=Value(quantity=Quantity("5")))
    assert clinical_digest(replace(TOLD, items=(quantity,))) != clinical_digest(TOLD)


def test_every_field_of_a_report_is_either_clinical_or_left_out_on_purpose():
    left_out = (
        "message_id generated generated_as clinical_digest issued acknowledgement message_status documents_dropped"
    )
    who = "requester provider responsible copies related"
    clinical = (
        "laboratory report_id service_type status approved cancellation discipline comment coded_comments requests specimens "
        "items clinical_information"
    )
    assert {field.name for field in fields(Report)} == {*left_out.split(), *who.split(), *clinical.split()}
