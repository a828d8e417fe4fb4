import pytest
from tests.formats.hl7v2.wire import (
    STAY,
    dispensing,
    made,
    message,
    order,
    parts,
    prescription,
    problems,
    segment,
    told,
)

from carebus.domain.coding import Coding
from carebus.domain.medication.events import PrescriptionIssued, PrescriptionRecalled, PrescriptionSuspended
from carebus.domain.medication.treatment import Dosing, Medicine, Person
from carebus.formats.hl7v2.control import CONTROLS, Effect

TABLE_0119 = """
AF CA CH CN CP CR DC DE DF DR FU HD HR LI MC NA NW OC OD OE OF OH OK OP OR PA
PR PY RE RF RL RO RP RQ RR RU SC SN SR SS UA UC UD UF UH UM UN UR UX XO XR XX
"""
EVENTS = {
    Effect.ISSUED: (PrescriptionIssued, {}),
    Effect.RECALLED: (PrescriptionRecalled, {}),
    Effect.SUSPENDED: (PrescriptionSuspended, {"released": False}),
    Effect.RELEASED: (PrescriptionSuspended, {"released": True}),
}


def test_every_order_control_code_of_hl7_has_an_effect_or_a_reason_for_none():
    assert sorted(CONTROLS) == TABLE_0119.split()
    assert all((control.effect is None) != (control.why == "") for control in CONTROLS.values())


@pytest.mark.parametrize(
    ("effect", "codes"),
    [
        (Effect.ISSUED, "AF NW OP PY RE RO XO XR XX"),
        (Effect.RECALLED, "CA CR DC DR OC OD RP RQ RU"),
        (Effect.SUSPENDED, "HD HR OH"),
        (Effect.RELEASED, "OE OR RL"),
    ],
)
def test_the_codes_of_r29_and_what_means_the_same_do_what_it_says(effect, codes):
    assert [code for code, control in CONTROLS.items() if control.effect is effect] == codes.split()


@pytest.mark.parametrize("code", [code for code, control in CONTROLS.items() if control.effect])
def test_an_order_becomes_the_event_of_its_code(code):
    event, fields = EVENTS[CONTROLS[code].effect]
    got = told(message(order(code)))
    assert (got.problems, got.submission.func) == ((), event)
    assert fields.items() <= got.submission.keywords.items()


@pytest.mark.parametrize(
    "code", [*(code for code, control in CONTROLS.items() if not control.effect), "ZZ", "nw", '""', ""]
)
def test_a_code_that_decides_nothing_holds_its_order(code):
    assert [where for _, where in problems(message(order(code)))] == ["ORC-1"]


def test_what_is_not_mapped_says_why():
    (problem,) = told(message(order("UC"))).problems
    assert problem.detail.startswith("UC, unable to cancel: ")


def test_a_code_of_nobody_is_not_shown():
    (problem,) = told(message(order("Nora"))).problems
    assert "Nora" not in problem.detail


def test_an_order_that_ends_needs_nothing_but_its_number():
    assert made(message("ORC|CA||R-1001^APOTEK")) == {"prescription": "APOTEK:R-1001"}


def test_a_prescription_is_what_its_order_says():
    got = prescription(order(rxe={4: "2", 7: "^1-2 tabletter ved smerter", 10: "100", 11: "stk^stykk", 12: "3"}))
    assert (got.id, got.issued, got.amount, got.repeats) == (
        "APOTEK:R-1001",
        "2026-02-03T10:00:00+01:00",
        "100 stykk",
        "3",
    )
    assert got.dosage.text == "1-2 tabletter ved smerter"
    assert got.dosage.dosings == (Dosing("1-2", "tablett"),)
    assert (got.valid_until, got.kind, got.treatment, got.encounter) == (None, None, None, None)


def test_the_transaction_says_when_it_was_issued():
    assert prescription(order(orc={9: "20260203", 15: "20260204"})).issued == "2026-02-03"


def test_a_unit_without_a_number_is_no_amount():
    got = prescription(order(rxe={10: "", 11: "stk", 25: "", 26: "mg", 33: "1", 34: "mL"}))
    assert (got.amount, got.medicine.strength) == (None, None)


def test_an_order_without_a_time_of_transaction_is_issued_when_it_takes_effect():
    assert prescription(order(orc={9: "", 15: "20260204"})).issued == "2026-02-04"


def test_an_order_with_neither_has_no_time():
    got = told(message(order(orc={9: ""})))
    assert (got.submission.keywords["prescription"].issued, got.occurred) == (None, None)


@pytest.mark.parametrize(
    ("numbers", "known_as"),
    [
        ({2: "P-1^EPJ", 3: "R-1^APOTEK"}, "APOTEK:R-1"),
        ({2: "P-1^EPJ", 3: ""}, "EPJ:P-1"),
        ({2: "P-1^EPJ", 3: '""'}, "EPJ:P-1"),
        ({3: "R-1"}, "R-1"),
        ({3: "R-1^APOTEK^1.2.3^ISO"}, "1.2.3:R-1"),
        ({3: "R-1^^1.2.3^ISO"}, "1.2.3:R-1"),
    ],
)
def test_an_order_is_known_by_the_fillers_number_and_who_gave_it(numbers, known_as):
    assert prescription(order(orc=numbers)).id == known_as


@pytest.mark.parametrize("written", ["", '""', "^APOTEK"])
def test_an_order_without_a_number_is_held(written):
    assert problems(message(order(orc={3: written}))) == [("missing-element", "ORC-3")]


def test_a_number_too_long_for_an_id_is_held():
    assert problems(message(order(orc={3: "R" * 201}))) == [("invalid-value", "ORC-3")]


@pytest.mark.parametrize(
    ("patient_class", "stay"), [("I", "VIDDA:S-77"), ("E", "VIDDA:S-77"), ("O", None), ("P", None), ("", None)]
)
def test_an_order_of_an_inpatient_belongs_to_the_stay(patient_class, stay):
    assert prescription(STAY.replace("|I|", f"|{patient_class}|"), order()).encounter == stay


def test_without_a_visit_an_order_is_a_prescription():
    assert prescription(order()).encounter is None


@pytest.mark.parametrize(
    ("patient_class", "setting", "stay"), [("I", "O", None), ("O", "I", "VIDDA:S-77"), ("I", "X", "VIDDA:S-77")]
)
def test_what_an_order_says_of_itself_goes_before_the_patient_class(patient_class, setting, stay):
    assert prescription(STAY.replace("|I|", f"|{patient_class}|"), order(orc={29: setting})).encounter == stay


def test_an_order_of_a_stay_that_is_not_named_is_held_and_no_prescription():
    assert problems(message("PV1|1|I", order())) == [("missing-element", "PV1-19")]
    assert problems(message(order(orc={29: "I"}))) == [("missing-element", "PV1")]


def test_the_alternate_visit_id_stands_in_for_the_visit_number():
    visit = segment("PV1", {2: "I", 50: "A-5^^^VIDDA&1.2.3&ISO"})
    assert prescription(visit, order()).encounter == "1.2.3:A-5"


@pytest.mark.parametrize(
    ("code", "medicine"),
    [
        ("N02BE01^Paracet^ATC", Medicine("Paracet", atc=Coding("ATC", "N02BE01", "Paracet"))),
        ("161^acetaminophen^RXNORM", Medicine("acetaminophen", atc=Coding("RXNORM", "161", "acetaminophen"))),
        ("ID_7F3^Paracet tab 500 mg^FEST", Medicine("Paracet tab 500 mg", fest="ID_7F3")),
        (
            "ID_7F3^Paracet tab 500 mg^FEST^N02BE01^Paracetamol^2.16.578.1.12.4.1.1.7180",
            Medicine(
                "Paracet tab 500 mg", fest="ID_7F3", atc=Coding("2.16.578.1.12.4.1.1.7180", "N02BE01", "Paracetamol")
            ),
        ),
        ("88^Paracet^L^N02BE01^Paracetamol^WC", Medicine("Paracet", atc=Coding("WC", "N02BE01", "Paracetamol"))),
        ("^Sukkerpiller etter avtale", Medicine("Sukkerpiller etter avtale")),
        ("N02BE01^^ATC", Medicine("N02BE01", atc=Coding("ATC", "N02BE01"))),
    ],
)
def test_a_medicine_keeps_its_code_with_the_system_as_written(code, medicine):
    assert prescription(order(rxe={2: code})).medicine == medicine


def test_an_atc_code_among_the_supplementary_codes_goes_before_a_local_one():
    got = prescription(order(rxe={2: "88^Paracet^L", 31: "5^x^L~N02BE01^Paracetamol^ATC~ID_7F3^^FEST"})).medicine
    assert (got.name, got.fest, got.atc) == ("Paracet", "ID_7F3", Coding("ATC", "N02BE01", "Paracetamol"))


def test_form_and_strength_are_as_written():
    got = prescription(order(rxe={6: "TAB^Tablett^7448", 25: "0.50", 26: "mg^mg", 33: "1", 34: "mL"})).medicine
    assert (got.form, got.strength) == (Coding("7448", "TAB", "Tablett"), "0.50 mg/1 mL")


@pytest.mark.parametrize("written", ["", '""', "^^ATC"])
def test_an_order_without_a_medicine_is_held(written):
    assert problems(message(order(rxe={2: written}))) == [("missing-element", "RXE-2")]


def test_a_field_that_is_null_is_told_apart_from_one_that_is_empty():
    empty, null = (told(message(order(rxe={2: written}))).problems[0].detail for written in ("", '""'))
    assert "null" in null
    assert "null" not in empty


def test_null_is_never_a_value():
    nulls = dict.fromkeys((3, 5, 6, 7, 10, 11, 12, 21, 25), '""')
    got = prescription(order(orc={9: '""'}, rxe=nulls))
    assert '""' not in repr(got)
    assert (got.amount, got.repeats, got.dosage) == (None, None, None)


def test_the_prescriber_is_the_one_of_the_order_with_the_hpr_number():
    orc = {12: "9144889^Holm&von^Dag^Erik^^^^^&2.16.578.1.12.4.1.4.4&ISO", 21: "Vidda sykehus"}
    assert prescription(order(orc=orc)).prescriber == Person("Dag Erik Holm", None, "9144889", "Vidda sykehus")


def test_a_number_that_is_no_hpr_number_is_not_taken_for_one():
    assert prescription(order(orc={12: "12837121246^Holm^Dag"})).prescriber == Person("Dag Holm")


def test_the_ordering_provider_may_stand_as_a_participation():
    others = "PRT||AD||AD^Admitting^HL70912|1^Berg^Lise"
    own = "PRT||AD||OP^Ordering^HL70912|9144889^Holm^Dag^^^^^^^^^^HPR"
    assert prescription(order("NW", {}, {}, others, own)).prescriber == Person("Dag Holm", None, "9144889")


def test_an_old_message_names_the_prescriber_in_the_order_itself():
    assert prescription(order(rxe={13: "AB123^Holm^Dag"})).prescriber == Person("Dag Holm")


def test_nobody_is_named_where_nobody_is():
    assert prescription(order(orc={21: "Vidda sykehus"})).prescriber is None


def test_each_order_of_a_message_stands_or_falls_by_itself():
    got = parts(message(order(), order("CH"), order("DC", {3: "R-1003^APOTEK"})))
    assert [each.submission is None for each in got] == [False, True, False]
    assert [each.part for each in got] == [0, 1, 2]
    assert [each.name for each in got] == ["M-1#0", "M-1#1", "M-1#2"]
    assert [problem.where for problem in got[1].problems] == ["ORC[2]-1"]


def test_a_place_says_which_of_several_segments_it_is_in():
    got = parts(message(order(), order(rxe={2: ""})))
    assert [problem.where for problem in got[1].problems] == ["RXE[2]-2"]


def test_all_problems_of_an_order_are_told_and_not_only_the_first():
    bad = order("NW", {3: "", 9: "yesterday"}, {2: "", 10: "1~2"}, "TQ1|1||||||20261345")
    assert set(problems(message(bad))) == {
        ("missing-element", "ORC-3"),
        ("invalid-time", "ORC-9"),
        ("missing-element", "RXE-2"),
        ("invalid-time", "TQ1-7"),
        ("unexpected-element", "RXE-10[2]"),
    }


def test_an_order_without_its_encoding_is_held():
    assert problems(message("ORC|NW||R-1")) == [("missing-element", "ORC/RXE")]


def test_an_order_with_two_encodings_is_held():
    assert problems(message(order("NW", {}, {}, "RXE||X^Y"))) == [("unexpected-element", "RXE[2]")]


def test_a_message_without_orders_says_so():
    assert problems(message()) == [("missing-element", "ORC")]


def test_a_dispensing_in_a_message_of_orders_is_an_order_without_encoding():
    assert ("missing-element", "ORC/RXE") in problems(message(dispensing()))
