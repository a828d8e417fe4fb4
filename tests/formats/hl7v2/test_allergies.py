"""AL1 and IAM: allergies beside what a message is about, each only ever added, as unconfirmed (R26)."""

import pytest
from tests.formats.hl7v2.wire import FNR, NORA, PID, RDS, STAY, dispensing, lines, message, msh, order, parts, segment

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind, Person, Severity, Verification
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Accepted
from carebus.domain.problems import Code
from carebus.formats.hl7v2.kinds import OF_ONE
from carebus.formats.hl7v2.messages import read

AL1 = {2: "DA^Drug allergy^HL70127", 3: "J01CE02^Fenoksymetylpenicillin^ATC", 4: "SV", 5: "Utslett", 6: "20190401"}
IAM = {2: "FA", 3: "256349002^Peanut^SCT", 4: "MO", 6: "A", 7: "A-9^VIDDA"}


def al1(fields=None) -> str:
    return segment("AL1", {1: "1"} | AL1 | (fields or {}))


def iam(fields=None) -> str:
    return segment("IAM", {1: "1"} | IAM | (fields or {}))


def adt(*segments: str, trigger: str = "A08", message_id: str = "M-1") -> bytes:
    return (lines(msh(f"ADT^{trigger}", {10: message_id}), PID, *segments) + "\r").encode()


def beside(data: bytes) -> tuple:
    """The parts of a message that are for critical information."""
    return tuple(each for each in parts(data) if each.area == CRITICAL_INFO.name)


def told(data: bytes, provenance):
    (one,) = beside(data)
    assert one.problems == ()
    return one.submission(provenance)


def problems(data: bytes) -> list[tuple[Code, str]]:
    (one,) = beside(data)
    assert one.submission is None
    return [(problem.code, problem.where) for problem in one.problems]


def test_an_allergy_is_told_with_all_that_its_segment_says(provenance):
    event = told(adt(al1({5: "Utslett~Tungpust"})), provenance)
    assert (event.kind, event.by) == (Kind.DRUG_REACTION, None)
    (coded,) = event.content.codes
    assert (coded.coding.system, coded.coding.code, coded.user_selected) == ("ATC", "J01CE02", False)
    assert (event.content.severity, event.content.onset) == (Severity.HIGH, "2019-04-01")
    assert [(each.text, each.severity.code) for each in event.content.reactions] == [
        ("Utslett", "SV"),
        ("Tungpust", "SV"),
    ]
    assert event.content.note == "at its source: DA (Drug allergy)"


@pytest.mark.parametrize(
    ("written", "severity"),
    [
        ("SV", Severity.HIGH),
        ("MO", Severity.LOW),
        ("MI", Severity.LOW),
        ("U", Severity.UNABLE_TO_ASSESS),
        ("9^fatal^L", None),
        ("", None),
    ],
)
def test_a_severity_is_graded_by_its_table_and_stays_as_written(provenance, written, severity):
    content = told(adt(al1({4: written, 5: ""})), provenance).content
    assert content.severity is severity
    assert [each.severity.code for each in content.reactions] == ([written.partition("^")[0]] if written else [])


@pytest.mark.parametrize("sort", ["FA", "EA", "MA", "AA", "PA", "LA", "ZZ"])
def test_whatever_is_no_drug_is_another_allergen(provenance, sort):
    assert told(adt(al1({2: sort})), provenance).kind is Kind.OTHER_ALLERGEN


def test_without_a_type_the_system_of_the_code_says_whether_it_is_a_drug(provenance):
    assert told(adt(al1({2: ""})), provenance).kind is Kind.DRUG_REACTION
    assert told(adt(al1({2: "", 3: "X^Lateks^L"})), provenance).kind is Kind.OTHER_ALLERGEN


def test_the_same_allergy_in_another_message_in_another_place_has_the_same_id(provenance):
    nuts = al1({2: "FA", 3: "^Nøtter"})
    first = told(adt(al1()), provenance).id
    later = beside(adt(nuts, al1({1: "2", 4: "MI", 5: "", 6: "20260101"}), trigger="A01", message_id="M-2"))
    assert [each.submission(provenance).id == first for each in later] == [False, True]
    assert len({each.name for each in later}) == 2


def test_what_is_told_again_is_a_duplicate_and_what_is_missing_later_stands(provenance):
    picture = None
    for data in (adt(al1(), iam()), adt(al1()), adt(al1(), trigger="A01")):
        for each in beside(data):
            decision = CRITICAL_INFO.decide({ENTRIES: picture}, each.submission(provenance), provenance.received)
            assert isinstance(decision, Accepted), decision
            for fact in decision.events:
                picture = CRITICAL_INFO.evolve(ENTRIES, picture, fact)
    assert [each.verification for each in picture.entries] == [Verification.UNCONFIRMED] * 2
    assert [each.version for each in picture.entries] == [1, 1]


def test_an_update_of_a_person_is_held_as_before_and_its_allergies_are_taken():
    held, taken = parts(adt(al1()))
    assert [problem.code for problem in held.problems] == [Code.NOT_FOR_THIS_AREA]
    assert (held.area, taken.area, taken.problems) == ("medication", "critical-info", ())
    (problem,) = read(adt())
    assert (problem.code, problem.where) == (Code.NOT_FOR_THIS_AREA, "MSH-9")


@pytest.mark.parametrize(
    "data",
    [
        message(al1(), order()),
        message(al1(), STAY, order(), order()),
        message(al1(), dispensing(), kind=RDS),
        adt(al1(), segment("PV1", {2: "I", 19: "S-1", 44: "20260203101000+0100"}), trigger="A01"),
    ],
)
def test_what_a_message_is_about_is_told_first_and_keeps_its_name(data):
    *others, last = parts(data)
    assert {each.area for each in others} == {"medication"}
    assert (last.area, last.problems) == ("critical-info", ())
    assert [each.name for each in (*others, last)] == [f"M-1#{number}" for number in range(len(others) + 1)]


def test_allergies_in_results_are_taken_and_the_results_are_held():
    held, taken = parts(message(al1(), segment("OBX", {1: "1"}), kind="ORU^R01"))
    assert (len(held.problems), taken.problems) == (1, ())


@pytest.mark.parametrize("trigger", ["A11", "A17", "A40", "A45"])
def test_a_message_that_cancels_or_merges_tells_of_no_allergy(trigger):
    assert trigger not in OF_ONE
    got = read(adt(al1(), trigger=trigger))
    assert isinstance(got, tuple) or not beside(adt(al1(), trigger=trigger))


@pytest.mark.parametrize("what", ["NKDA^No known drug allergy^L", "716186003^^SCT", "^Ingen kjente allergier"])
def test_none_known_is_held_and_becomes_no_allergy(what):
    assert problems(adt(al1({3: what}))) == [(Code.NOT_FOR_THIS_AREA, "AL1-3")]


def test_an_allergy_to_nothing_is_a_problem_of_its_own_part():
    _, one, two = parts(adt(al1({3: ""}), al1()))
    assert [(problem.code, problem.where) for problem in one.problems] == [(Code.MISSING_ELEMENT, "AL1[1]-3")]
    assert two.problems == ()


def test_no_patient_is_a_problem_of_every_part():
    broken = adt(al1()).replace(f"{NORA}{FNR}".encode(), b"")
    assert [[problem.code for problem in each.problems] for each in beside(broken)] == [[Code.MISSING_PATIENT]]


def test_the_adverse_reaction_of_a_patient_keeps_its_id_and_who_recorded_it(provenance):
    recorded = {
        9: "AL^Allergy",
        11: "2019",
        17: "C^Confirmed",
        23: "9144900^Holm^Kari^^^^^^HPR&2.16.578.1.12.4.1.4.4&ISO",
    }
    event = told(adt(iam(recorded | {24: "20190402100000+0200"}), trigger="A60"), provenance)
    assert event.id == f"{provenance.source}/VIDDA:A-9"
    assert event.by == Person(name="Kari Holm", hpr="9144900")
    assert (event.content.onset, event.content.severity) == ("2019", Severity.LOW)
    assert event.content.note == "at its source: FA, AL (Allergy), C (Confirmed)"
    (one,) = beside(adt(iam({24: "20190402100000+0200"}), trigger="A60"))
    assert one.occurred.isoformat() == "2019-04-02T08:00:00+00:00"
    assert told(adt(iam({11: "", 12: "as a child"})), provenance).content.onset == "as a child"


@pytest.mark.parametrize(("number", "code"), [(6, "D"), (17, "I"), (17, "E")])
def test_what_takes_an_allergy_back_is_held_for_a_person(number, code):
    assert problems(adt(iam({number: code}))) == [(Code.NOT_FOR_THIS_AREA, f"IAM-{number}")]


def test_an_adverse_reaction_without_an_id_is_known_by_what_it_is_to(provenance):
    one, two = (told(adt(iam({7: "", 11: at})), provenance).id for at in ("2019", "2020"))
    assert one == two
    assert told(adt(iam()), provenance).id != one
