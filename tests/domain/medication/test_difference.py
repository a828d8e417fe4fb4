"""R2: what a stale write is answered with, when a reader shows its content."""

from tests.domain.medication.builders import METHOTREXATE, METOPROLOL, WARFARIN, treatment

from carebus.domain.medication.difference import ROW, Difference, difference
from carebus.domain.medication.treatment import Dosage
from carebus.domain.record import replace


def mg(amount):
    return replace(METOPROLOL, dosage=Dosage(f"{amount} mg"))


def test_both_changed_the_same_field():
    (told,) = difference([mg(50)], [mg(75)], [mg(100)])
    assert told == Difference("metoprolol", "dosage.text", "50 mg", "75 mg", "100 mg", is_yours=True, has_moved=True)


def test_each_changed_another_field():
    yours, now = replace(mg(50), note="x"), mg(100)
    told = difference([mg(50), WARFARIN], [yours, WARFARIN], [now, WARFARIN])
    assert [(each.field, each.is_yours, each.has_moved) for each in told] == [
        ("dosage.text", False, True),
        ("note", True, False),
    ]


def test_a_row_that_one_of_you_added_or_ended_is_told_as_a_row():
    insulin = treatment("Insulin")
    told = difference([METOPROLOL, WARFARIN], [METOPROLOL, WARFARIN, insulin], [METHOTREXATE, WARFARIN])
    assert [(each.row, each.field, each.is_yours, each.has_moved) for each in told] == [
        ("methotrexate", ROW, False, True),
        ("metoprolol", ROW, False, True),
        ("insulin", ROW, True, False),
    ]
    assert (told[1].base, told[1].yours, told[1].now) == (METOPROLOL, METOPROLOL, None)


def test_what_is_written_otherwise_and_means_the_same_is_no_difference():
    assert difference([mg(50)], [replace(mg(50), note=" ")], [mg(50)]) == ()
