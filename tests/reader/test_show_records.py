"""What a nurse reads in the terminal of a person with several records: side by side, the critical of all first, and nothing merged (R4, R23)."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from tests.domain.critical_info.builders import content
from tests.domain.medication.builders import METOPROLOL, WARFARIN, coding, treatment
from tests.reader.critical import Ward
from tests.reader.given import NORA, ODD, Reader, listening, told, view
from tests.reader.medicines import Clinic
from tests.reader.test_show import Terminal
from tests.reader.who import Register, name

from carebus.domain.critical_info.entry import Severity
from carebus.domain.medication.treatment import Medicine
from carebus.domain.work import Parked

AMOXICILLIN = treatment("Amoxicillin", medicine=Medicine("Amoxicillin", atc=coding("7180", "J01CA04")))


@pytest.fixture
def terminal(reader: Reader, lines: StringIO) -> Iterator[Terminal]:
    """Nora's list and report under her number of today; her allergy and another list under the old one."""
    clinic, old, ward = Clinic(reader), Clinic(reader, ODD), Ward(reader, ODD)
    clinic.tell(clinic.story.whole(METOPROLOL, AMOXICILLIN, create=True))
    old.tell(old.story.whole(WARFARIN, create=True))
    ward.tell(ward.story.registered(told=content("J01CA", "Penicillins", severity=Severity.HIGH)))
    reader.publish(view(told()))
    with listening(reader.app) as url:
        yield Terminal(reader, url)


def test_an_allergy_under_an_old_number_stands_before_all_else(terminal: Terminal):
    Register(terminal.reader).replace()

    shown = terminal.show().stdout

    places = [
        shown.index(words)
        for words in (
            "2 records",
            "An allergy is known by the entries of record 2.",
            "Nobody has been asked",
            "Penicillins",
            "Metoprolol",
            "Warfarin",
            "Hemoglobin",
        )
    ]
    assert places == sorted(places)


def test_each_part_says_which_record_it_is_from_and_what_ties_the_records(terminal: Terminal):
    Register(terminal.reader).replace()

    shown = terminal.show("--area", "medication").stdout

    assert "Record 1 of 2 · prevails · asked about" in shown
    assert "its number was replaced by that of record 1: told by folkeregisteret" in shown
    first, second = shown.index("▌ Record 1 of 2"), shown.index("▌ Record 2 of 2")
    assert first < shown.index("Metoprolol") < second < shown.index("Warfarin")
    assert shown.count("Medication list ·") == 2


def test_a_medicine_and_a_reaction_of_two_records_say_whose_they_are(terminal: Terminal):
    Register(terminal.reader).merge()

    shown = " ".join(terminal.show("--area", "cross-check").stdout.split())

    assert "Amoxicillin is on the list, and there is a reaction to: Penicillins" in shown
    assert "row amoxicillin of record 1" in shown
    assert "entry pen of record 2" in shown


def test_whichever_number_is_given_the_same_records_are_shown(terminal: Terminal):
    Register(terminal.reader).merge()

    today, old = (terminal.show(number=number).stdout for number in (NORA, ODD))

    assert _but_for_whom(today) == _but_for_whom(old)


def test_a_death_and_a_protected_address_of_any_record_are_told(terminal: Terminal):
    register = Register(terminal.reader)
    register.merge()
    register.dead(ODD)
    register.protect("6", ODD)

    shown = terminal.show().stdout

    assert "⚑ dead, 2026-01-03" in shown
    assert "⚑ address protected: strictly confidential" in shown


def test_a_person_with_one_record_sees_nothing_of_records(terminal: Terminal):
    before = terminal.show().stdout
    register = Register(terminal.reader)
    register.merge()
    register.unmerge()

    assert "ecord 1" not in before
    assert terminal.show().stdout == before


def test_one_record_alone_is_shown_by_its_name_and_says_that_there_are_others(terminal: Terminal):
    Register(terminal.reader).merge()

    shown = terminal.show("--area", "medication", "--record", name(ODD)).stdout

    assert "Warfarin" in shown
    assert "Metoprolol" not in shown
    assert "this person has other records" in shown
    assert terminal.show("--record", "nothing").exit_code == 1


def test_json_is_of_the_record_asked_about_and_names_the_others(terminal: Terminal):
    Register(terminal.reader).merge()

    answer = json.loads(terminal.show("--area", "medication", "--json").stdout)

    assert [each["record"] for each in answer["records"]] == [name(NORA), name(ODD)]
    assert [row["treatment"]["id"] for row in answer["list"]["rows"]] == ["metoprolol", "amoxicillin"]


def test_what_cannot_be_read_of_one_record_hides_nothing_of_the_other(terminal: Terminal):
    Register(terminal.reader).merge()
    terminal.reader.arrive("care.medication.view.v1", b"garbage", ODD, "/list")

    result = terminal.show()

    assert result.exit_code == 3
    assert "Metoprolol" in result.stdout
    assert "not shown, and that is not to say that there is nothing" in result.stdout


def test_links_that_are_held_are_said(terminal: Terminal):
    Register(terminal.reader).parked(Parked(terminal.reader.now, "a defect", 0, 1))

    assert "which records are one person's is held" in " ".join(terminal.show("--area", "results").stdout.split())


def _but_for_whom(shown: str) -> list[str]:
    return shown.replace(" · asked about", "").split()
