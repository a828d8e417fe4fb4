"""R10, R11, R26: what a nurse reads of critical information: the answer about allergies, the gravest first, what is withdrawn below."""

import pytest
from rich.console import Console
from tests.cli.medication_given import screen
from tests.domain.critical_info.builders import DAY, HOLM, LATEX, VIK, Story, at, content
from tests.formats.fhir.write_critical_examples import FULL

from carebus.cli.critical_info import critical_info
from carebus.cli.critical_words import KINDS, SCOPES, SEVERITIES, VERIFICATIONS
from carebus.domain.critical_info.entry import Kind, Scope, Severity, Verification
from carebus.reader.pictures.critical_info.allergies import AllergyAnswer
from carebus.reader.pictures.critical_info.answers import CriticalAnswer
from carebus.reader.pictures.critical_info.information import information
from carebus.reader.pictures.missing import Because, MissingPicture, Word
from carebus.reader.pictures.parts import Audience

WIDE = 400


def answer(story: Story, as_of=None, missing=()) -> CriticalAnswer:
    """The reader's answer."""
    return CriticalAnswer(
        audience=Audience.CLINICIAN,
        answered=story.now,
        age_seconds=2.0,
        missing=missing,
        as_of=as_of,
        information=information(story.picture, missing, Audience.CLINICIAN, story.now),
    )


def read(story: Story, width: int = WIDE, **more) -> str:
    return screen(critical_info(answer(story, **more)), width)


def everything() -> Story:
    """One entry that is severe, one that is suspected, and one each that is expired, refuted and retracted."""
    story = Story()
    story.and_then(story.registered("pen", FULL, by=HOLM))
    story.and_then(story.registered("latex", LATEX, Kind.OTHER_ALLERGEN, Verification.UNCONFIRMED))
    over = content(None, "Dialyse", valid_until="2026-03-02")
    story.and_then(story.registered("over", over, Kind.ONGOING_TREATMENT))
    story.and_then(story.registered("nuts", content(None, "Peanøtter"), Kind.OTHER_ALLERGEN))
    story.and_then(story.registered("wrong", content(None, "Hemmelig"), Kind.INFECTION))
    story.later(at(48)).and_then(story.refuted("nuts", reason="provosert uten reaksjon", by=VIK))
    story.and_then(story.updated("pen", note="Har to adrenalinpenner", by=VIK, source="lynghei", role="nurse"))
    return story.and_then(story.retracted("wrong", by=HOLM))


def styles(story: Story, word: str) -> str:
    """How the line with a word is drawn."""
    console = Console(width=WIDE)
    for part in critical_info(answer(story)):
        lines = console.render_lines(part)
        for line in lines:
            if word in "".join(segment.text for segment in line):
                return next(str(segment.style or "none") for segment in line if word in segment.text)
    raise AssertionError(word)


def test_the_gravest_stands_first_and_what_is_withdrawn_below():
    shown = read(everything())
    marks = (
        "Critical information · revision",
        "⚑ Known, see below.",
        "Active (2)",
        "⚑ Reaction to a drug (overfølsomhet, legemiddel): Allergi mot penicillin",
        "· Allergy, other than to drugs (overfølsomhet, annet): Latex  suspected (mistenkt)",
        "Expired: not active any more (1)",
        "Dialyse",
        "Refuted: found not to be so (1)",
        "Peanøtter",
        "Registered in error (1)",
    )
    places = [shown.find(mark) for mark in marks]
    assert -1 not in places, marks[places.index(-1)]
    assert places == sorted(places)


def test_an_active_entry_says_everything_that_was_said():
    shown = read(everything())
    for word in (
        "SEVERE (alvorlig), confirmed (bekreftet)",
        "Reactions: Anafylaksi (1), etter 10 minutter",
        "onset i barndommen, since 1999, valid until 2030-01 · source of information: Resultat av tester (1)",
        "Note: Har to adrenalinpenner",
        "Fenoksymetylpenicillin (J01CE02)",
        "entry pen, version 2",
        "recorded 2026-03-02 09:00 by Dr Holm (LE), Fjordgata legekontor; fjordgata (physician)",
        "updated 2026-03-04 09:00 by Nurse Vik (SP), Lynghei sykehjem; lynghei (nurse)",
        "from submission",
    ):
        assert word in shown, word


def test_what_is_refuted_says_what_it_was_who_refuted_it_and_when():
    shown = read(everything())

    assert (
        "refuted: was Allergy, other than to drugs (overfølsomhet, annet): Peanøtter, "
        "by Nurse Vik (SP), Lynghei sykehjem, on 2026-03-04 09:00"
    ) in shown
    assert "Reason: provosert uten reaksjon" in shown


def test_what_is_retracted_says_that_its_content_is_removed_and_nothing_of_it():
    shown = read(everything())

    assert "registered in error, content removed" in shown
    assert "Hemmelig" not in shown
    assert "retracted 2026-03-04 09:00 by Dr Holm (LE)" in shown


def test_severe_is_red_confirmed_is_bold_and_what_is_over_is_grey():
    story = everything()
    story.and_then(story.registered("mild", content(None, "Mildt", severity=Severity.LOW)))
    maybe = content(None, "Kanskje", severity=Severity.HIGH)
    story.and_then(story.registered("maybe", maybe, verification=Verification.UNCONFIRMED))

    assert styles(story, "Allergi mot penicillin") == "bold red"
    assert styles(story, "Kanskje") == "red"
    assert styles(story, "Mildt") == "bold"
    assert styles(story, "Latex") == "none"
    for word in ("Dialyse", "Peanøtter", "content removed"):
        assert styles(story, word) == "dim"


def test_known_none_known_and_nobody_asked_are_three_sentences():
    story = Story()
    assert "Nobody has been asked about allergies." in read(story)
    assert "nobody has recorded any critical information" in read(story)

    story.and_then(story.none_known(by=HOLM))
    said = "No known allergies, said by Dr Holm (LE), Fjordgata legekontor on 2026-03-02 09:00"
    assert said in read(story)
    assert "Nobody" not in read(story)

    story.and_then(story.registered())
    assert "⚑ Known, see below." in read(story)
    assert said not in read(story)


def test_no_known_drug_allergy_says_nothing_of_others():
    story = Story()
    story.and_then(story.none_known(Scope.DRUG, by=HOLM))
    assert "No known drug allergies, said by Dr Holm" in read(story)
    assert "Nobody has been asked about other allergies than to drugs." in read(story)

    story.and_then(story.registered("latex", LATEX, Kind.OTHER_ALLERGEN))
    assert "⚑ Known, see below." in read(story)
    assert "No known drug allergies, said by Dr Holm" in read(story)
    assert "Nobody" not in read(story)


def test_refuting_the_last_allergy_is_not_that_none_is_known():
    story = Story()
    story.and_then(story.registered())
    story.and_then(story.refuted())

    assert "No allergy stands: what was stated is withdrawn. Nobody has said that none is known." in read(story)


def test_withheld_is_said_where_the_access_area_will_say_it():
    told = answer(Story())
    hidden = told.information.allergies.model_copy(update={"answer": AllergyAnswer.WITHHELD})
    shown = told.model_copy(update={"information": told.information.model_copy(update={"allergies": hidden})})

    text = screen(critical_info(shown), WIDE)
    assert "Withheld" in text
    assert "Nobody has been asked" not in text


def test_what_is_missing_is_said_first_and_nothing_is_called_absent():
    held = MissingPicture(word=Word.UNKNOWN, because=Because.HELD, since=DAY)
    shown = read(Story(), missing=(held,))

    assert shown.startswith("Unknown since 2026-03-02 09:00")
    assert "There may be more than is shown: see what is missing." in shown
    assert "Absent" not in shown


def test_as_of_says_that_it_is_not_now():
    shown = read(everything(), as_of=at(1))

    assert "2026-03-02 10:00: as it was known then, without what is registered in error now" in shown


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_word_stands_at_every_width(width: int):
    story = everything()
    words = set("".join(character if character.isalnum() else " " for character in read(story)).split())
    narrow = "".join(read(story, width).split())
    lost = {word for word in words if word not in narrow and len(word) < 12}
    assert lost == set()


def test_a_source_cannot_steer_the_terminal():
    told = answer(everything())
    entries = [each.model_copy(update={"display": "\x1b[2Jgone [bold]"}) for each in told.information.entries]
    steering = told.information.model_copy(update={"entries": tuple(entries)})

    shown = screen(critical_info(told.model_copy(update={"information": steering})), WIDE)

    assert "\x1b" not in shown
    assert "gone [bold]" in shown


def test_every_kind_degree_and_scope_has_words():
    tables = ((KINDS, Kind), (SEVERITIES, Severity), (VERIFICATIONS, Verification), (SCOPES, Scope))
    for table, names in tables:
        assert set(table) == set(names)
        assert len(set(table.values())) == len(table)
