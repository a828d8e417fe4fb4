"""A report whose id another patient has too is flagged under both, until somebody settles it (R13, R16)."""

from datetime import timedelta
from io import StringIO

import pytest
from tests.domain.identity.builders import provenance
from tests.reader.given import LABORATORY, NOON, NORA, ODD, SECRET, Reader, key, listening, told, view
from tests.reader.who import Register
from typer.testing import CliRunner

from carebus.cli.show import show
from carebus.domain.identity.events import DisputeSettled
from carebus.domain.identity.raised import raised
from carebus.domain.identity.shared import message_name, report_name
from carebus.domain.identity.view import Shared

DISPUTED = "identity disputed"
REPORT_ID = Shared.REPORT_ID, report_name(SECRET.encode(), LABORATORY, "R-1")
MESSAGE_ID = Shared.MESSAGE_ID, message_name(SECRET.encode(), "laboratory-north", "message-1300")
BOTH = pytest.mark.parametrize("shared", [REPORT_ID, MESSAGE_ID], ids=["report id", "message id"])


@pytest.fixture
def register(reader: Reader) -> Register:
    return Register(reader)


@pytest.fixture
def two(reader: Reader) -> Reader:
    """Two patients with one report each that shares its ids with the other's, and one that does not."""
    for number in (NORA, ODD):
        reader.publish(view(told(), told("M", NOON + timedelta(hours=1))), number)
        other = view(told(report_id="R-2", at=NOON - timedelta(hours=1)))
        reader.publish(other, number, f"{LABORATORY}/R-2")
    return reader


def dispute(shared: tuple[Shared, str]):
    return raised(*shared, key(NORA), key(ODD), NOON)


def settled(shared: tuple[Shared, str]) -> DisputeSettled:
    return DisputeSettled(provenance(), key(NORA), key(ODD), shared[1])


def flagged(reader: Reader, number: str, audience: str = "clinician") -> list[str]:
    reports = reader.search(number, audience).json()["reports"]
    return [report["report_id"] for report in reports if DISPUTED in report["flags"]]


@BOTH
def test_the_report_is_flagged_under_both_patients_and_no_other_report_is(two: Reader, register: Register, shared):
    assert flagged(two, NORA) == flagged(two, ODD) == []
    register.tell(dispute(shared))
    assert flagged(two, NORA) == flagged(two, ODD) == flagged(two, NORA, "patient") == ["R-1"]


@BOTH
def test_nothing_of_it_is_hidden_and_nothing_of_the_other_patient_is_shown(two: Reader, register: Register, shared):
    def shown() -> list[object]:
        return [report["occurrences"] for report in two.search().json()["reports"]]

    before = shown()
    register.tell(dispute(shared))
    assert shown() == before
    assert key(ODD) not in two.search().text


@BOTH
def test_when_somebody_settles_it_the_flag_is_gone(two: Reader, register: Register, shared):
    register.tell(dispute(shared))
    register.tell(settled(shared))
    assert flagged(two, NORA) == flagged(two, ODD) == []


def test_while_another_dispute_of_the_report_is_open_the_flag_stays(two: Reader, register: Register):
    register.tell(dispute(REPORT_ID))
    register.tell(dispute(MESSAGE_ID))
    register.tell(settled(REPORT_ID))
    assert flagged(two, NORA) == ["R-1"]


def test_two_records_of_one_person_may_share_an_id_and_when_they_are_parted_they_may_not(
    two: Reader, register: Register
):
    register.tell(dispute(REPORT_ID))
    register.merge()
    assert flagged(two, NORA) == flagged(two, ODD) == []
    register.unmerge()
    assert flagged(two, NORA) == flagged(two, ODD) == ["R-1"]


def test_the_history_of_the_report_says_so_too(two: Reader, register: Register):
    assert two.history().json()["history"]["flags"] == []
    register.tell(dispute(REPORT_ID))
    assert two.history().json()["history"]["flags"] == [DISPUTED]
    assert two.history(report_id="R-2").json()["history"]["flags"] == []


def test_a_nurse_reads_it_in_the_terminal(two: Reader, register: Register, lines: StringIO):
    register.tell(dispute(REPORT_ID))
    with listening(two.app) as url:
        environment = {"CAREBUS_ENVIRONMENT": "test", "CAREBUS_READER": url, "COLUMNS": "100"}
        for options in ((), ("--history", "R-1")):
            shown = CliRunner().invoke(_app(), list(options), input=f"{NORA}\n", env=environment)
            assert f"⚑ {DISPUTED}" in shown.stdout, shown.output


def _app():
    import typer

    app = typer.Typer()
    app.command()(show)
    return app
