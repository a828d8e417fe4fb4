"""What a nurse reads of a medication list: everything, in the order in which it is asked for, at every width."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.cli.medication_given import (
    ADA,
    CALCIUM,
    FRAGMIN,
    HOLM,
    IBUX,
    LIV,
    METHOTREXATE,
    METOPROLOL,
    PARACET,
    PREDNISOLON,
    answer,
    everything,
    read,
    screen,
    write,
)
from tests.domain.medication.builders import Story, at, coding, days, provenance, treatment

from carebus.cli.medication import medication
from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Dispensing, Gap, GapKind, PackedItem, Packing, Parameter, Part
from carebus.domain.medication.events import (
    Dispensed,
    LockedItemReported,
    MultidosePacked,
    MultidoseResponsibilityRegistered,
    ProposalDeclined,
)
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause, Treatment
from carebus.domain.medication.writes import TreatmentCeased, TreatmentPaused
from carebus.domain.record import replace
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.medication.nothing import missing_from
from carebus.reader.pictures.missing import Because, MissingPicture, Word
from carebus.reader.pictures.parts import Audience

WIDE = 800
"""Columns in which nothing is broken into lines."""

_FOR_PROGRAMS = {
    *("system", "original", "submission_id", "message_id", "hpr", "fest"),
    *("audience", "kind", "word", "because", "status", "unknown_codes", "why_not"),
}
"""What stands in `--json` alone, or is said in other words."""

_LINES = re.compile("[─╭╮╰╯│]")


def listed(*rows: Treatment, **told: Any) -> Story:
    story = Story()
    return story.and_then(story.whole(*rows, create=True, **told))


def words(text: str) -> Counter[str]:
    return Counter(_LINES.sub(" ", text).split())


def leaves(content: Any, name: str = "") -> Iterator[tuple[str, str]]:
    match content:
        case dict():
            for key, each in content.items():
                if key != "code" or not content.get("display"):  # with its words a code may be left out
                    yield from leaves(each, key)
        case list() | tuple():
            for each in content:
                yield from leaves(each, name)
        case str():
            yield name, content


def position(text: str, *marks: str) -> list[int]:
    places = [text.find(mark) for mark in marks]
    assert -1 not in places, marks[places.index(-1)]
    return places


def test_every_text_of_the_picture_stands_on_the_screen():
    told = answer(everything())
    shown = screen(medication(told), WIDE)

    said = [(name, text) for name, text in leaves(told.list.model_dump()) if name not in _FOR_PROGRAMS]
    lost = {(name, text) for name, text in said if text.lower() not in shown.lower()}

    assert len(said) > 300
    assert lost == {("id", "U-RX-1001"), ("id", "U-RX-1009")}  # of what was handed out: a pharmacy's own


@pytest.mark.parametrize("width", [100, 120, 160])
def test_no_word_is_lost_and_no_line_too_long_at_any_width(width: int):
    wide, shown = read(everything(), WIDE), read(everything(), width)

    assert max(map(len, shown.splitlines())) <= width
    assert words(shown) == words(wide)
    assert "…" not in shown


def test_the_list_is_read_from_how_far_to_trust_it_to_what_stands_beside_it():
    shown = read(everything())

    places = position(
        shown,
        "Medication list · version 8 · revision 15",
        "Authoritative",
        "Missing",
        "Reconciled",
        "Last edited",
        "Waits",
        "In use (10)",
        "On hold: not to be taken (1)",
        "To begin: not to be taken yet (1)",
        "Lately ended: not taken any more (2)",
        "Waits for an answer (1 proposal, 1 discrepancy report)",
        "Prescribed, and not on the list (1)",
        "carebus explain ROW",
        "Answered 2026-03-28 09:00",
    )
    assert places == sorted(places)


def test_a_row_says_what_how_why_since_when_who_decided_it_and_where():
    shown = read(listed(METOPROLOL, by=LIV), 160)

    for words_ in (
        "Metoprolol Sandoz 50 mg",
        "Depottablett · C07AB02",
        "1 tablett hver morgen",
        "1 tablett, every 1 d, Morgen",
        "Fast",
        "Hypertensjon ukomplisert (K86)",
        "2019-03-12",
        "Liv Lege (fastlege), Tindgard",
        "row pll-0001 · changed 2026-03-02 09:00, version 1, by fjordgata (physician)",
    ):
        assert words_ in shown


def test_a_row_on_hold_stands_apart_with_since_when_until_when_and_why():
    story = listed(METOPROLOL, METHOTREXATE)
    story.and_then(write(story, TreatmentPaused, METHOTREXATE.id, Pause("2026-03-02", "2026-03-09", "infeksjon")))

    first, apart = read(story).split("On hold: not to be taken (1)")
    assert "Methotrexate" not in first
    assert "⚑ On hold until 2026-03-09, since 2026-03-02: infeksjon" in apart

    _, apart = read(story.later(days(9))).split("On hold: not to be taken (1)")
    assert "⚑ On hold, pause ended, needs decision, since 2026-03-02, until 2026-03-09: infeksjon" in apart


def test_a_row_that_is_on_hold_and_ceased_ahead_says_both():
    story = listed(METHOTREXATE)
    story.and_then(write(story, TreatmentPaused, METHOTREXATE.id, Pause("2026-03-02", None, None)))
    story.and_then(write(story, TreatmentCeased, METHOTREXATE.id, Ending("2026-03-20", None, "virker ikke")))

    shown = read(story)
    assert "⚑ On hold, ends 2026-03-20, since 2026-03-02, with no end: reason not said" in shown
    assert "⚑ Ceased from 2026-03-20: virker ikke" in shown


def test_a_pause_that_is_to_come_is_said_of_a_row_in_use():
    story = listed(METHOTREXATE)
    story.and_then(write(story, TreatmentPaused, METHOTREXATE.id, Pause("2026-03-09", None, "operasjon")))

    shown = read(story)
    assert "In use (1)" in shown
    assert "⚑ Active, on hold from 2026-03-09" in shown
    assert "⚑ Pause: since 2026-03-09, with no end: operasjon" in shown


def test_a_row_that_ends_ahead_is_in_use_and_says_when_it_ends_why_and_who_decided():
    story = listed(PREDNISOLON)
    ending = Ending("2026-03-20", coding("7494", "1", "Behandling avsluttet"), "nedtrappet", HOLM)
    story.and_then(write(story, TreatmentCeased, PREDNISOLON.id, ending))

    shown = read(story, 160)
    assert "In use (1)" in shown
    assert "⚑ Active, ends 2026-03-20: Behandling avsluttet (1); nedtrappet; by Jonas Holm (LE), Vidda sykehus" in shown


def test_what_was_written_during_an_admission_says_so_in_the_row_and_above_the_list():
    story = listed(METOPROLOL)
    story.and_then(story.admitted("E-1")).and_then(story.added(FRAGMIN))

    shown = read(story)
    assert "Authoritative ⚑ NO: admitted since 2026-03-02 09:00 at hospital (encounter E-1)" in shown
    assert shown.count("Written during an admission") == 1
    assert "more than 60 days without an end" in read(story.later(days(61)), WIDE)

    story.and_then(story.discharged("E-1"))
    assert "⚑ NO: discharged 2026-05-02 10:00, and not reconciled since" in read(story)
    assert "Authoritative yes" in read(story.later(days(62)).and_then(story.reconciled()))


def test_a_treatment_that_lately_ended_says_why_who_and_when_it_left():
    story = listed(METOPROLOL, IBUX)
    ending = Ending("2026-03-02", coding("7494", "2", "Bivirkning"), "magesmerter", LIV)
    story.and_then(write(story, TreatmentCeased, IBUX.id, ending))

    _, ended = read(story, WIDE).split("Lately ended: not taken any more (1)")
    assert "⚑ Stopped 2026-03-02: Bivirkning (2); magesmerter; by Liv Lege (fastlege), Tindgard legekontor" in ended
    assert "left the list 2026-03-02 09:00 by tindgard-legekontor (physician)" in ended


def test_an_unknown_code_is_shown_with_what_it_is():
    odd = replace(
        CALCIUM,
        medicine=Medicine("Calcigran", Coding(None, "9xx"), None, Coding("urn:x", "A99", "kalsium"), "1 g"),
        use=Coding("urn:x", "SOS"),
        reasons=(Coding("urn:x", "Q1", "skjørt"),),
    )
    story = listed(odd)
    story.and_then(write(story, TreatmentCeased, odd.id, Ending("2026-09-01", Coding("urn:x", "77"))))

    shown = read(story, 160)
    for unknown in ("9xx", "A99", "SOS", "skjørt Q1", "ends 2026-09-01: 77"):
        assert f"{unknown} (unknown code)" in shown


def test_one_unknown_code_among_several_is_said_of_them_together():
    odd = replace(
        METOPROLOL,
        reasons=(*METOPROLOL.reasons, Coding("urn:x", "Q1")),
        dosage=Dosage("som avtalt", (Dosing("1", "tablett", time_of_day=Coding("urn:x", "T")),)),
    )
    shown = read(listed(odd), WIDE)
    assert "(an unknown code is among them)" in shown
    assert "(an unknown code is among the times of day)" in shown


def test_a_dose_in_structure_alone_is_said_once_and_none_at_all_is_said_to_be_missing():
    structured = treatment("Fragmin", dosage=Dosage(None, (Dosing("1", "sprøyte", "1", "d"),)))
    shown = read(listed(structured, treatment("Xalatan", dosage=Dosage())))

    assert shown.count("1 sprøyte, every 1 d") == 1
    assert "not said" in next(line for line in shown.splitlines() if line.startswith("Xalatan"))


def test_a_number_is_never_parted_from_what_it_counts():
    long = treatment("Methotrexate", medicine=Medicine("Methotrexate Orion Pharma", strength="2,5 mg"))
    for width in range(60, 140):
        assert "2,5 mg" in read(listed(long), width)


def test_prescriptions_and_what_was_handed_out_stand_beside_their_row():
    story = listed(replace(METOPROLOL, prescriptions=("p1", "p9")), PARACET)
    other = Medicine("Metoprolol Orion", strength="50 mg")
    story.and_then(
        story.prescribed("p1", METOPROLOL, medicine=METOPROLOL.medicine, issued="2026-01-15", repeats="3", amount="98")
    )
    given = Dispensing("d1", at(1), other, "p1", None, "98", "tablett", "Apotek Nordlys")
    story.and_then(Dispensed(provenance(at(1), "pharmacist"), given))

    first, second = read(story, WIDE).split("Paracet 500 mg")
    assert "· Prescription p1: active, issued 2026-01-15, amount 98, repeats 3" in first
    assert "· Prescription p9: its id alone is known here" in first
    assert "· Handed out 2026-03-02 10:00: Metoprolol Orion 50 mg, 98 tablett, Apotek Nordlys, on p1" in first
    assert "Handed out" not in second


def test_what_belongs_to_no_row_stands_below():
    story = listed(PARACET)
    story.and_then(story.prescribed("p1", medicine=Medicine("Voltaren")))
    story.and_then(story.prescribed("o1", medicine=Medicine("Heparin"), encounter="E-1"))
    story.and_then(story.prescribed("p2", medicine=Medicine("Ibux"))).and_then(story.recalled("p2"))
    story.and_then(story.dispensed("d1", "p1"))

    shown = read(story, WIDE)
    places = position(
        shown,
        "Prescribed, and not on the list (1)",
        "Prescription p1: active, Voltaren",
        "Orders of an admission (1)",
        "Order o1 of admission E-1: active, Heparin",
        "Prescriptions not in force any more (1)",
        "Prescription p2: recalled, Ibux",
        "Handed out  of no row shown here",
        "medicine not said, on p1",
    )
    assert places == sorted(places)


def test_multidose_says_who_answers_for_it_and_what_was_packed():
    story = listed(METOPROLOL)
    story.and_then(MultidoseResponsibilityRegistered(provenance(at(0)), Part.PHYSICIAN, "8142519", LIV, True))
    items = (PackedItem("Metoprolol", "RX-1001", METOPROLOL.id), PackedItem("Sobril"))
    packing = Packing("m1", at(2), "2026-03-09", "2026-03-22", "Apotek Nordlys", items)
    story.later(at(2)).and_then(MultidosePacked(provenance(at(2), "pharmacist"), packing))

    shown = read(story, WIDE)
    assert "Responsible physician: Liv Lege (fastlege), Tindgard legekontor, HER-id 8142519, since" in shown
    assert "registered by a colleague of the office" in shown
    assert "Packed 2026-03-02 11:00 for 2026-03-09 to 2026-03-22, Apotek Nordlys:" in shown
    assert "Metoprolol (row pll-0001, prescription RX-1001)" in shown
    assert "Sobril (of no row, on no prescription that was told)" in shown


def test_what_a_register_tells_otherwise_is_shown_with_its_parameters():
    story = listed(METOPROLOL)
    other = replace(METOPROLOL, dosage=Dosage("2 tabletter"))
    story.and_then(story.looked_up(other, PARACET, parameters=(Parameter("RFHarLaste", "true"),)))

    shown = read(story, WIDE)
    assert "⚑ tells otherwise of row pll-0001: dosage text, dosage dosings" in shown
    assert "⚑ tells otherwise of row pll-0004: only there" in shown
    assert "RFHarLaste = true" in shown


def test_what_waits_is_counted_above_and_shows_the_row_as_it_is_and_as_it_should_be():
    story = listed(METOPROLOL)
    wish = replace(METOPROLOL, dosage=Dosage("½ tablett hver morgen"))
    told = {"treatment": METOPROLOL.id, "content": wish, "by": ADA, "text": "svimmel", "multidose": True}
    story.later(at(1)).and_then(story.proposed("F-1", "pharmacist", **told))
    story.later(at(2)).and_then(story.reported("A-1", treatment="gone", text="tar den ikke"))

    shown = read(story, WIDE)
    assert "Waits         ⚑ 1 proposal, 1 discrepancy report: a physician's answer is awaited" in shown
    places = position(
        shown,
        "⚑ Proposal F-1 to change Metoprolol Sandoz 50 mg (row pll-0001): svimmel",
        "2026-03-02 10:00 by Ada Apoteker (FA), Apotek Nordlys; home care (pharmacist), M25.2 (multidose)",
        "on the list: Metoprolol Sandoz 50 mg Depottablett; 1 tablett hver morgen",
        "as it should be: Metoprolol Sandoz 50 mg Depottablett; ½ tablett hver morgen",
        "⚑ Discrepancy report A-1 on row gone, which is not shown: tar den ikke",
    )
    assert places == sorted(places)


def test_what_was_answered_says_what_and_by_whom():
    story = listed(METOPROLOL)
    story.and_then(story.proposed("F-1", text="svimmel"))
    story.later(at(1)).and_then(ProposalDeclined(provenance(at(1)), "F-1", LIV, "sees på time"))

    shown = read(story, WIDE)
    assert "Waits" not in shown
    assert "· Proposal F-1 to change: svimmel" in shown
    assert "declined 2026-03-02 10:00 by Liv Lege (fastlege), Tindgard legekontor: sees på time" in shown


def test_reconciled_stands_apart_from_edited_and_says_that_rows_have_changed_since():
    story = listed(METOPROLOL)
    assert "Reconciled    ⚑ never: nobody has found the whole list right" in read(story)

    story.and_then(story.reconciled(by=LIV))
    assert "rows have changed since then" not in read(story)

    story.later(days(3)).and_then(story.added(PARACET))
    shown = read(story.later(days(4)), WIDE)
    assert "Reconciled    2026-03-02 09:00, 4 days old, version 1, by Liv Lege (fastlege), Tindgard legekontor" in shown
    assert "⚑ rows have changed since then" in shown
    assert "Last edited   2026-03-05 09:00, 1 day old, version 2" in shown


def test_each_gap_is_said_once_with_its_place_and_what_the_reader_itself_lacks_beside_it():
    story = listed(METOPROLOL)
    story.and_then(LockedItemReported(provenance(at(0), "health-worker"), "Reseptformidleren"))
    story.and_then(story.looked_up(METOPROLOL, gaps=(Gap(GapKind.WITHHELD, "Kjernejournal", at(0), "7", "sperret"),)))
    held = MissingPicture(word=Word.UNKNOWN, because=Because.HELD, since=at(0))

    shown = read(story, WIDE, missing=(held, *missing_from(story.listed, (), empty=False)))

    for gap in (
        "⚑ Unknown since 2026-03-02 09:00: records of this patient are held until a fault is mended. There may be more",
        "⚑ Unknown since 2026-03-02 09:00: prescriptions are locked at a register, at Reseptformidleren. There may be",
        "⚑ Withheld since 2026-03-02 09:00: a register withholds rows, at Kjernejournal (code 7: sperret). There may be",
    ):
        assert shown.count(gap) == 1
    assert shown.count("Missing") == 3


def test_a_gap_of_the_list_that_the_answer_does_not_name_is_shown_all_the_same():
    story = listed(METOPROLOL)
    story.and_then(LockedItemReported(provenance(at(0), "health-worker"), "Reseptformidleren"))

    assert "locked prescriptions, at Reseptformidleren. There may be" in read(story, WIDE, missing=())


def test_an_imported_list_says_that_nobody_decided_it_here():
    story = Story()
    story.and_then(story.looked_up(METOPROLOL))

    assert "made from the answer to a lookup, not by a decision here" in read(story)


def test_each_kind_of_nothing_has_words_of_its_own_and_no_table():
    story = listed(METOPROLOL)
    story.and_then(story.whole(stopped=(METOPROLOL,)))
    ended = read(story)
    story.and_then(story.whole(none_known=True, by=LIV))
    none_known = read(story)
    gap = read(story.and_then(LockedItemReported(provenance(at(0), "health-worker"), "RF")))
    beside = Story()
    beside.and_then(beside.prescribed("p1"))
    no_list = read(beside)

    assert "Absent: the list has no rows, and nobody says that nothing is taken." in ended
    assert "None known: a person said 2026-03-02 09:00 that nothing is taken." in none_known
    assert "None known    2026-03-02 09:00" in none_known
    assert "No row is shown; what is missing, as said above, may be why. Ask the patient." in gap
    assert "Absent: nobody has made a medication list of this patient" in no_list
    assert "Medication list · nobody has made it yet" in no_list
    for shown in (ended, none_known, gap, no_list):
        assert "In use" not in shown


def test_without_any_list_the_word_alone_is_said():
    absent = answer(Story(), list=None, missing=missing_from(None, (), empty=True))
    behind = absent.model_copy(update={"missing": (MissingPicture(word=Word.UNKNOWN, because=Because.BEHIND),)})

    assert screen(medication(absent)).startswith("Absent: nobody has made a medication list of this patient")
    assert "Unknown: the reader's copy is behind" in screen(medication(behind))
    assert "That is not to say that nothing is taken." in screen(medication(behind))
    assert "As it was known" in screen(medication(absent.model_copy(update={"as_of": at(0)})))


def test_an_earlier_list_says_first_that_it_is_not_the_present_one():
    shown = read(everything(), as_of=days(3))

    assert shown.splitlines()[1].startswith(
        "│ As of         2026-03-05 09:00: as it was known then, and not as it is now"
    )


def test_a_patient_reads_names_and_no_numbers_of_people():
    shown = read(everything(), audience=Audience.PATIENT)

    assert "Liv Lege" in shown
    assert LIV.hpr not in shown


def test_what_a_source_writes_cannot_steer_the_terminal():
    hostile = "[red]\x1b[2J\x1b]0;title\x07 \x9b31m \u202ereversed [/]"
    told = answer(everything()).model_dump(mode="json")
    changed = {"name", "display", "words", "text", "site", "reason", "note", "organisation", "place", "id", "source"}

    def disturbed(content: Any, name: str = "") -> Any:
        match content:
            case dict():
                return {key: disturbed(each, key) for key, each in content.items()}
            case list():
                return [disturbed(each, name) for each in content]
            case str() if name in changed:
                return hostile + content
            case _:
                return content

    shown = screen(medication(ListAnswer.model_validate(disturbed(told))))
    assert not set("\x1b\x07\x9b\u202e") & set(shown)
    assert shown.count("[red]") > 100
