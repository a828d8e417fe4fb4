"""What is read of one row's history: every act, what it changed, who decided it, and from which message."""

from datetime import timedelta
from typing import Any

import pytest
from tests.cli.medication_given import FRAGMIN, HOLM, LIV, METOPROLOL, PARACET, screen, write
from tests.domain.medication.builders import Story, at, coding

from carebus.cli.medication_explained import explained
from carebus.domain.medication.treatment import Ending, Pause
from carebus.domain.medication.writes import TreatmentCeased, TreatmentPaused
from carebus.domain.record import replace
from carebus.reader.medication.explaining import explain
from carebus.reader.medication.history import Fact
from carebus.reader.pictures.medication.answers import ExplainAnswer
from carebus.reader.pictures.missing import Because, MissingPicture, Word
from carebus.reader.pictures.parts import Audience

HALF = replace(METOPROLOL, dosage=replace(METOPROLOL.dosage, text="½ tablett hver morgen"))


def read(story: Story, row: str = METOPROLOL.id, width: int = 100, **told: Any) -> str:
    facts = [Fact(fact.provenance.received + timedelta(minutes=1), fact) for fact in story.facts]
    audience = told.setdefault("audience", Audience.CLINICIAN)
    picture = explain(facts, row, audience, story.now, str)
    assert picture is not None
    usual = {"answered": story.now, "age_seconds": 1.0, "missing": (), "explained": picture}
    return screen(explained(ExplainAnswer(**(usual | told))), width)


@pytest.fixture
def story() -> Story:
    made = Story()
    made.and_then(made.whole(METOPROLOL, PARACET, create=True, by=LIV, submission="s-1"))
    made.later(at(1)).and_then(made.changed(replace(HALF, decided_by=HOLM), submission="s-2", source="vidda-sykehus"))
    made.later(at(2)).and_then(
        write(made, TreatmentPaused, METOPROLOL.id, Pause("2026-03-02", None, "bradykardi"), LIV)
    )
    ending = Ending("2026-03-02", coding("7494", "2", "Bivirkning"), "svimmel", LIV)
    made.later(at(3)).and_then(write(made, TreatmentCeased, METOPROLOL.id, ending))
    return made


def test_every_act_is_told_oldest_first_with_its_version(story: Story):
    shown = read(story)

    marks = (
        "Metoprolol Sandoz 50 mg · row pll-0001",
        "Now: stopped 2026-03-02. 4 acts, oldest first.",
        "1 of 4: 2026-03-02 09:00, added · version 1",
        "2 of 4: 2026-03-02 10:00, changed · version 2",
        "3 of 4: 2026-03-02 11:00, paused · version 3",
        "4 of 4: 2026-03-02 12:00, stopped · version 4",
    )
    places = [shown.index(mark) for mark in marks]
    assert places == sorted(places)


def test_what_an_act_changed_stands_before_and_after(story: Story):
    lines = read(story, width=160).splitlines()

    [dose] = [line for line in lines if line.startswith("│ dosage text")]
    assert dose.index("1 tablett hver morgen") < dose.index("½ tablett hver morgen")
    [pause] = [line for line in lines if line.startswith("│ pause")]
    assert pause.index("(nothing)") < pause.index("since 2026-03-02, bradykardi")
    [ending] = [line for line in lines if line.startswith("│ ending")]
    assert "from 2026-03-02, Bivirkning, svimmel" in ending


def test_the_first_act_has_no_field_that_it_changed_and_tells_the_whole_treatment(story: Story):
    first = read(story, width=200).split("2 of 4")[0]

    assert "Before" not in first
    assert "No field" not in first
    assert "After it      Metoprolol Sandoz 50 mg Depottablett; 1 tablett hver morgen" in first


def test_an_act_says_who_decided_in_which_role_from_where_and_which_message(story: Story):
    second = read(story, width=200).split("2 of 4")[1].split("3 of 4")[0]

    for words in (
        "Decided by    Jonas Holm (LE, HPR 9990002), Vidda sykehus",
        "Source        vidda-sykehus, physician (as the source registry has it); organisation vidda-sykehus",
        "submission s-2, avro, SHA-256",
        "received 2026-03-02 10:00",
        "TreatmentChanged, accepted 2026-03-02 10:01",
    ):
        assert words in second


def test_the_digest_of_the_message_is_short(story: Story):
    digest = story.facts[0].provenance.original

    shown = read(story, width=200)
    assert f"SHA-256 {digest[:12]}…" in shown


def test_a_treatment_that_left_the_list_is_told_as_it_last_stood(story: Story):
    last = read(story, width=300).split("4 of 4")[1]

    assert "½ tablett hver morgen" in last
    assert "(not on the list any more)" in last


def test_what_was_written_during_an_admission_says_so():
    story = Story()
    story.and_then(story.whole(PARACET, create=True)).and_then(story.admitted())
    story.and_then(story.added(FRAGMIN))

    assert "⚑ Written during an admission" in read(story, FRAGMIN.id)
    assert "⚑ Written during an admission" not in read(story, PARACET.id)


def test_what_was_registered_in_error_is_kept_in_the_history_and_masked_for_a_patient():
    story = Story()
    story.and_then(story.whole(METOPROLOL, PARACET, create=True)).and_then(story.retracted(METOPROLOL))

    told = read(story)
    assert "retracted: registered in error" in told
    assert "Metoprolol Sandoz" in told
    masked = read(story, audience=Audience.PATIENT)
    assert "A treatment · row pll-0001" in masked
    assert "Metoprolol" not in masked


def test_a_patient_reads_no_number_of_a_person(story: Story):
    assert "HPR" not in read(story, audience=Audience.PATIENT)


def test_what_may_be_missing_is_said_first(story: Story):
    behind = MissingPicture(word=Word.UNKNOWN, because=Because.BEHIND, since=at(0))

    assert read(story, missing=(behind,)).startswith("Unknown since 2026-03-02 09:00: the reader's copy is behind")


@pytest.mark.parametrize("width", [100, 160])
def test_no_line_is_too_long(story: Story, width: int):
    assert max(map(len, read(story, width=width).splitlines())) <= width
