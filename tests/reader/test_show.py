"""What a nurse reads in the terminal."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import typer
from tests.reader.given import LABORATORY, NOON, NORA, Reader, item, listening, told, view
from typer.testing import CliRunner, Result

from carebus.cli.show import show
from carebus.domain.coding import Coding
from carebus.domain.results.report import ResultItem, TextResult, Value
from carebus.domain.work import Parked

HOUR = timedelta(hours=1)
LONG = "A sentence of the laboratory that goes on for much longer than any column of a terminal is wide. " * 5


class Terminal:
    """A terminal of 100 columns before a reader that really listens."""

    def __init__(self, reader: Reader, url: str) -> None:
        self.reader = reader
        self._environment = {"CAREBUS_ENVIRONMENT": "test", "CAREBUS_READER": url, "COLUMNS": "100"}

    def show(self, *options: str, number: str = NORA) -> Result:
        app = typer.Typer()
        app.command()(show)
        return CliRunner().invoke(app, list(options), input=f"{number}\n", env=self._environment)


@pytest.fixture
def terminal(reader: Reader, lines: StringIO) -> Iterator[Terminal]:
    with listening(reader.app) as url:
        yield Terminal(reader, url)


def test_a_report_is_read_with_its_values_marks_and_status(terminal: Terminal):
    high = item(id="1", deviation=Coding(None, "1"), reference=("11.7 - 15.3",), comment="taken twice")
    terminal.reader.publish(view(told(items=(high,))))

    result = terminal.show()

    assert result.exit_code == 0
    for words in (
        "Fürst laboratorium · R-1",
        "Hemoglobin",
        "13.4 g/dL ↑ above",
        "11.7 - 15.3",
        "final",
        "taken twice",
        "Follow-up open since 2026-03-01 13:00: Magnar Koman",
        "Released to the patient",
        "revision 1",
    ):
        assert words in result.stdout
    assert NORA not in result.stdout


def test_nothing_is_cut_off_at_100_columns(terminal: Terminal):
    text = ResultItem(
        id="1", codes=(Coding(None, None, LONG),), status="3", value=Value(text=TextResult(LONG)), comment=LONG
    )
    terminal.reader.publish(view(told(items=(text,), comment=LONG)))

    result = terminal.show()

    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "…" not in result.stdout
    assert result.stdout.count("sentence") == 4 * 5


def test_the_words_of_a_report_cannot_steer_the_terminal(terminal: Terminal):
    hostile = "[red]\x1b[2J\x1b]0;title\x07 \x9b31m \u202ereversed [/]"
    terminal.reader.publish(view(told(items=(item(hostile, id="1"),), comment=hostile)))

    for result in (terminal.show(), terminal.show("--json")):
        assert result.exit_code == 0
        assert not set("\x1b\x07\x9b\u202e") & set(result.stdout)
    assert "[red]" in terminal.show().stdout


def test_rows_that_are_not_current_stand_under_their_own_heading(terminal: Terminal):
    tree = (item("Sodium", id="1"), item("Potassium", id="2"))
    amended = told("M", NOON + HOUR, items=(item("Calcium", id="9", refers_to="404"),))
    terminal.reader.publish(view(told(items=tree), amended))

    result = terminal.show()

    assert "Apart: kept, and not to be taken for current" in result.stdout
    assert "root missing" in result.stdout


def test_the_history_tells_each_version(terminal: Terminal):
    cancelled = item(id="1", service_type="C", comment="mixed up")
    terminal.reader.publish(view(told(), told("M", NOON + HOUR, items=(cancelled,))))

    result = terminal.show("--history", "R-1")

    assert result.exit_code == 0
    assert "1 of 2: 2026-03-01 13:00, new (F/N)" in result.stdout
    assert "2 of 2: 2026-03-01 14:00, changed (F/M)" in result.stdout
    assert "withdrawn, its message says" in result.stdout
    assert "mixed up" in result.stdout


def test_the_history_of_a_report_that_two_laboratories_have_asks_which(terminal: Terminal):
    terminal.reader.publish(view(told()))
    other = view(told())
    terminal.reader.publish(type(other)(**{**_fields(other), "laboratory": "911111111"}), unit="911111111/R-1")

    assert terminal.show("--history", "R-1").exit_code == 1
    assert terminal.show("--history", "R-1", "--laboratory", LABORATORY).exit_code == 0


def test_json_is_the_answer_of_the_reader(terminal: Terminal):
    terminal.reader.publish(view(told()))

    answer = json.loads(terminal.show("--area", "results", "--json").stdout)

    assert answer["reports"][0]["occurrences"][0]["rows"][0]["value"]["shown"] == "13.4 g/dL"


def test_nothing_recorded_is_said_in_words(terminal: Terminal):
    result = terminal.show()

    assert result.exit_code == 0
    assert "nobody has recorded any report" in result.stdout


def test_a_held_patient_is_said_to_be_so_first(terminal: Terminal):
    terminal.reader.publish(view(told()))
    terminal.reader.publish(Parked(since=NOON, reason="a defect", first=0, next=1), unit="parked")

    assert terminal.show("--area", "results").stdout.startswith(
        "Unknown since 2026-03-01 13:00: records of this patient are held"
    )


def test_a_patient_is_shown_that_something_is_withheld_and_nothing_of_it(terminal: Terminal):
    terminal.reader.publish(view(told(discipline=Coding(None, "PAT", "Patologi"))))

    shown = terminal.show("--audience", "patient").stdout

    assert "Withheld until 2026-03-15 13:00" in shown
    assert "Hemoglobin" not in shown


def test_an_invalid_number_is_refused_with_what_to_do_and_not_repeated(terminal: Terminal):
    result = terminal.show(number="13116900217")

    assert result.exit_code == 1
    assert "invalid-identifier" in result.stderr
    assert "13116900217" not in result.output


def test_a_report_that_is_not_there_ends_with_status_one(terminal: Terminal):
    assert terminal.show("--history", "nothing").exit_code == 1


def test_no_reader_ends_with_status_three_and_says_how_to_start_one(reader: Reader):
    result = Terminal(reader, "http://127.0.0.1:1").show()

    assert result.exit_code == 3
    assert "carebus reader" in result.stderr


def test_the_number_cannot_be_given_as_an_argument(terminal: Terminal):
    assert terminal.show(NORA).exit_code == 2


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}
