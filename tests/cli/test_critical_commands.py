"""`carebus show` with critical information, before a reader that really listens."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
import typer
from tests.domain.critical_info.builders import HOLM, VIK, at, content
from tests.reader.critical import Ward
from tests.reader.given import NORA, Reader, listening, told, view
from typer.testing import CliRunner, Result

from carebus import log
from carebus.cli.show import show


class Terminal:
    """A terminal of 200 columns, and a patient whose critical information the reader knows."""

    def __init__(self, ward: Ward, url: str) -> None:
        self.ward, self.story = ward, ward.story
        self._environment = {"CAREBUS_ENVIRONMENT": "test", "CAREBUS_READER": url, "COLUMNS": "200"}
        self._app = typer.Typer()
        self._app.command()(show)

    def __call__(self, *words: str, number: str = NORA) -> Result:
        return CliRunner().invoke(self._app, list(words), input=f"{number}\n", env=self._environment)


@pytest.fixture
def carebus(tmp_path: Path) -> Iterator[Terminal]:
    log.configure("reader", StringIO())
    reader = Reader(tmp_path)
    with listening(reader.app) as url:
        yield Terminal(Ward(reader), url)
    reader.copy.close()
    structlog.reset_defaults()


def test_critical_information_comes_first_then_the_medication_then_the_reports(carebus: Terminal):
    carebus.ward.tell(carebus.story.registered())
    carebus.ward.reader.publish(view(told()))

    result = carebus()

    assert result.exit_code == 0
    marks = ("Critical information ──", "Penicillin V", "Medication ──", "Laboratory reports ──", "Hemoglobin")
    places = [result.stdout.index(mark) for mark in marks]
    assert places == sorted(places)
    assert NORA not in result.output


def test_it_is_shown_alone(carebus: Terminal):
    carebus.ward.tell(carebus.story.registered())
    carebus.ward.reader.publish(view(told()))

    result = carebus("--area", "critical-info")

    assert result.exit_code == 0
    assert "Penicillin V" in result.stdout
    assert "Hemoglobin" not in result.stdout
    assert "medication list" not in result.stdout


def test_it_is_shown_as_it_was_known_and_the_reports_say_that_they_are_of_now(carebus: Terminal):
    carebus.ward.tell(carebus.story.none_known(by=HOLM))
    carebus.ward.later(at(5)).tell(carebus.story.registered())

    then = carebus("--as-of", "2026-03-02T12:00").stdout

    assert "No known allergies, said by Dr Holm" in then
    assert "Penicillin" not in then
    assert "As they are now: --as-of is not of laboratory reports." in then.split("Laboratory reports ──")[1]
    assert "Penicillin" in carebus("--area", "critical-info").stdout
    assert carebus("--as-of", "2026-03-02", "--area", "results").exit_code == 2


def test_the_history_of_an_entry_is_told_act_by_act(carebus: Terminal):
    carebus.ward.tell(carebus.story.registered(by=HOLM))
    carebus.ward.later(at(1)).tell(carebus.story.updated(note="again", by=VIK))
    carebus.ward.later(at(2)).tell(carebus.story.refuted(reason="tested", by=HOLM))

    result = carebus("--area", "critical-info", "--history", "pen")

    assert result.exit_code == 0
    marks = (
        "Now: not active (refuted). Oldest act first.",
        "1 of 3: 2026-03-02 09:00, registered · version 1",
        "Dr Holm (LE, HPR 1234567), Fjordgata legekontor",
        "2 of 3: 2026-03-02 10:00, updated · version 2",
        "note",
        "Nurse Vik",
        "3 of 3: 2026-03-02 11:00, refuted · version 3",
        "verification, reason",
        "tested",
    )
    places = [result.stdout.find(mark) for mark in marks]
    assert -1 not in places, marks[places.index(-1)]
    assert places == sorted(places)


def test_the_history_of_a_retracted_entry_tells_nothing_of_it(carebus: Terminal):
    carebus.ward.tell(carebus.story.registered(told=content(None, "Hemmelig")))
    carebus.ward.tell(carebus.story.retracted(reason="Hemmelig"))

    for words in (("--history", "pen"), ("--as-of", "2026-03-02T09:00"), ()):
        result = carebus("--area", "critical-info", *words)
        assert result.exit_code == 0
        assert "registered in error, content removed" in result.stdout
        assert "Hemmelig" not in result.stdout


def test_an_entry_that_is_not_there_is_refused_with_what_to_do(carebus: Terminal):
    result = carebus("--area", "critical-info", "--history", "nothing")

    assert result.exit_code == 1
    assert "no-such-entry" in result.stderr
    assert "use the id of one of them" in result.stderr


def test_json_has_it_by_name_among_the_others_and_alone_as_it_is(carebus: Terminal):
    carebus.ward.tell(carebus.story.registered())

    every, alone = json.loads(carebus("--json").stdout), json.loads(carebus("--json", "--area", "critical-info").stdout)

    assert list(every) == ["critical-info", "cross-check", "medication", "results"]
    assert every["critical-info"]["information"] == alone["information"]
    history = json.loads(carebus("--json", "--area", "critical-info", "--history", "pen").stdout)
    assert history["history"]["acts"][0]["record"] == "CriticalInfoRegistered"


def test_what_cannot_be_read_of_it_does_not_hide_the_others(carebus: Terminal):
    carebus.ward.reader.arrive("care.critical-info.view.v1", b"garbage", name="/entries")
    carebus.ward.reader.publish(view(told()))

    result = carebus()

    assert result.exit_code == 3
    assert "Critical information: not shown, and that is not to say that there is nothing." in result.stdout
    assert "Hemoglobin" in result.stdout
