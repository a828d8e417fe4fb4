"""The commands of the medication list, before a reader that really listens."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import httpx
import pytest
import structlog
import typer
from tests.cli.medication_given import LIV, METOPROLOL, PARACET
from tests.domain.medication.builders import at
from tests.reader.given import NORA, Reader, listening, told, view
from tests.reader.medicines import Clinic
from typer.testing import CliRunner, Result

from carebus import log
from carebus.cli.asked import Stop, asked
from carebus.cli.difference import difference
from carebus.cli.explain import explain
from carebus.cli.show import show
from carebus.cli.show_times import instant
from carebus.domain.record import replace
from carebus.domain.work import Parked
from carebus.reader.pictures.medication.answers import ExplainAnswer


class Terminal:
    """A terminal of 100 columns, and a patient whose medication the reader knows."""

    def __init__(self, clinic: Clinic, url: str) -> None:
        self.clinic, self.url = clinic, url
        self.story = clinic.story
        self._environment = {"CAREBUS_ENVIRONMENT": "test", "CAREBUS_READER": url, "COLUMNS": "100"}
        self._app = typer.Typer()
        for command in (show, explain, difference):
            self._app.command()(command)

    def __call__(self, *words: str, number: str = NORA) -> Result:
        return CliRunner().invoke(self._app, list(words), input=f"{number}\n", env=self._environment)


@pytest.fixture
def carebus(tmp_path: Path) -> Iterator[Terminal]:
    log.configure("reader", StringIO())
    reader = Reader(tmp_path)
    with listening(reader.app) as url:
        yield Terminal(Clinic(reader), url)
    reader.copy.close()
    structlog.reset_defaults()


def with_a_list(carebus: Terminal) -> Terminal:
    carebus.clinic.tell(carebus.story.whole(METOPROLOL, PARACET, create=True, by=LIV))
    return carebus


def test_show_begins_with_the_medication_and_goes_on_with_the_reports(carebus: Terminal):
    with_a_list(carebus).clinic.reader.publish(view(told()))

    result = carebus("show")

    assert result.exit_code == 0
    marks = (
        "Medication ──",
        "Medication list · version 1",
        "Metoprolol Sandoz 50 mg",
        "Laboratory reports ──",
        "Hemoglobin",
    )
    places = [result.stdout.index(mark) for mark in marks]
    assert places == sorted(places)
    assert NORA not in result.output


def test_one_area_is_shown_alone(carebus: Terminal):
    with_a_list(carebus).clinic.reader.publish(view(told()))

    medication, results = carebus("show", "--area", "medication"), carebus("show", "--area", "results")

    assert ("Metoprolol" in medication.stdout, "Hemoglobin" in medication.stdout) == (True, False)
    assert ("Metoprolol" in results.stdout, "Hemoglobin" in results.stdout) == (False, True)


def test_nothing_at_all_is_two_kinds_of_nothing(carebus: Terminal):
    result = carebus("show")

    assert result.exit_code == 0
    assert "nobody has made a medication list" in result.stdout
    assert "nobody has recorded any report" in result.stdout


def test_the_list_is_shown_as_it_was_known_and_the_reports_say_that_they_are_of_now(carebus: Terminal):
    with_a_list(carebus).clinic.later(at(5)).tell(carebus.story.stopped(METOPROLOL))
    carebus.clinic.reader.publish(view(told()))

    result = carebus("show", "--as-of", "2026-03-02T12:00")

    medication, reports = result.stdout.split("Laboratory reports ──")
    assert "2026-03-02 12:00: as it was known then, and not as it is now" in medication
    assert "In use (2)" in medication
    assert "As they are now: --as-of is not of laboratory reports." in reports
    assert "In use (1)" in carebus("show").stdout


def test_a_time_without_a_zone_is_that_of_norway_and_a_day_its_beginning():
    assert instant("2026-07-01T12:00") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert instant("2026-11-01T12:00") == datetime(2026, 11, 1, 11, tzinfo=UTC)
    assert instant("2026-11-01") == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert instant("2026-11-01T12:00+05:00") == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert instant("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the hour comes twice


def test_what_cannot_be_meant_is_a_wrong_command_line(carebus: Terminal):
    for words in (
        ("--as-of", "yesterday"),
        ("--as-of", "0001-01-01T00:00+14:00"),
        ("--as-of", "2026-03-02", "--area", "results"),
        ("--as-of", "2026-03-02", "--history", "R-1"),
        ("--history", "R-1", "--area", "medication"),
    ):
        assert carebus("show", *words).exit_code == 2, words


def test_a_moment_that_has_not_come_is_refused_and_the_reports_are_shown_all_the_same(carebus: Terminal):
    with_a_list(carebus).clinic.reader.publish(view(told()))

    result = carebus("show", "--as-of", "2030-01-01")

    assert result.exit_code == 1
    assert "as-of-ahead" in result.stderr
    assert "Medication: not shown, and that is not to say that there is nothing" in result.stdout
    assert "Hemoglobin" in result.stdout


def test_a_list_that_cannot_be_read_does_not_hide_the_reports(carebus: Terminal):
    with_a_list(carebus).clinic.reader.publish(view(told()))
    carebus.clinic.reader.arrive("care.medication.view.v1", b"garbage", name="/list")

    result = carebus("show")

    assert result.exit_code == 3
    assert "cannot-read" in result.stderr
    assert "Medication: not shown" in result.stdout
    assert "Hemoglobin" in result.stdout
    assert carebus("show", "--json").stdout == ""


def test_a_patient_whose_medication_is_held_is_told_so(carebus: Terminal):
    with_a_list(carebus).clinic.reader.arrive(
        "care.medication.work.v1", Parked(at(0), "a defect", 0, 1), name="/parked"
    )

    shown = carebus("show").stdout
    assert "Missing       ⚑ Unknown since 2026-03-02 09:00: records of this patient are held" in shown
    assert shown.count("are held until a fault") == 2, "the list, and what it is held against"


def test_json_has_both_answers_by_name_and_one_area_as_it_is(carebus: Terminal):
    with_a_list(carebus)

    both = json.loads(carebus("show", "--json").stdout)
    one = json.loads(carebus("show", "--json", "--area", "medication").stdout)

    assert list(both) == ["critical-info", "cross-check", "medication", "results"]
    assert both["medication"]["list"]["rows"][0]["treatment"]["id"] == "pll-0001"
    assert both["results"]["reports"] == []
    assert one["list"]["version"] == 1


def test_explain_tells_the_history_of_a_row(carebus: Terminal):
    with_a_list(carebus).clinic.later(at(1)).tell(carebus.story.stopped(METOPROLOL))

    result = carebus("explain", "pll-0001")

    assert result.exit_code == 0
    assert "1 of 2: 2026-03-02 09:00, added · version 1" in result.stdout
    assert "2 of 2: 2026-03-02 10:00, stopped · version 2" in result.stdout
    assert NORA not in result.output
    assert json.loads(carebus("explain", "pll-0001", "--json").stdout)["explained"]["row"] == "pll-0001"


def test_a_row_that_there_is_not_ends_with_status_one_and_what_to_do(carebus: Terminal):
    result = with_a_list(carebus)("explain", "pll-9999")

    assert result.exit_code == 1
    assert "no-such-row" in result.stderr


def test_difference_shows_what_a_refused_write_and_the_list_differ_in(carebus: Terminal):
    with_a_list(carebus).clinic.later(at(1)).tell(carebus.story.changed(replace(METOPROLOL, note="se an")))
    mine = carebus.story.changed(replace(PARACET, note="ved feber"), base=1, submission="s-9", source="vidda-sykehus")
    carebus.clinic.tell(mine)

    result = carebus("difference", "s-9", "--source", "vidda-sykehus")

    assert result.exit_code == 0
    assert "Refused: stale" in result.stdout
    assert "Next: read the list again (version 2 now)" in result.stdout
    as_json = json.loads(carebus("difference", "s-9", "--source", "vidda-sykehus", "--json").stdout)
    assert as_json["difference"]["version"] == 2


def test_the_difference_of_a_write_that_nobody_refused_ends_with_status_one(carebus: Terminal):
    result = with_a_list(carebus)("difference", "s-0", "--source", "vidda-sykehus")

    assert result.exit_code == 1
    assert "no-such-refusal" in result.stderr


def test_an_invalid_number_is_refused_once_and_not_repeated(carebus: Terminal):
    result = carebus("show", number="13116900217")

    assert result.exit_code == 1
    assert result.stderr.count("invalid-identifier") == 1
    assert "13116900217" not in result.output


def test_the_number_cannot_be_given_as_an_argument(carebus: Terminal):
    for words in (("show", NORA), ("explain", "pll-0001", NORA), ("difference", "s-9", "--source", "x", NORA)):
        assert carebus(*words).exit_code == 2, words


def test_no_reader_ends_with_status_three_and_is_said_once(carebus: Terminal):
    for words in (("show",), ("explain", "pll-0001"), ("difference", "s-9", "--source", "x")):
        result = Terminal(carebus.clinic, "http://127.0.0.1:1")(*words)

        assert result.exit_code == 3
        assert result.stderr.count("carebus reader") == 1
        assert result.stdout == ""


def test_an_answer_of_another_release_is_not_quoted(carebus: Terminal):
    body = {"patient": {"number": NORA}, "audience": "clinician"}
    with httpx.Client(base_url=with_a_list(carebus).url) as client, pytest.raises(Stop) as stop:
        asked(client, "/v1/medication/list", body, ExplainAnswer)

    assert "another release" in str(stop.value)
    assert stop.value.__suppress_context__  # a traceback would quote the answer
