"""R29: only a list submission with a base changes rows; the answer to a lookup decides nothing."""

from tests.domain.medication.builders import METOPROLOL, WARFARIN, Story, at, days, provenance, refused, treatment

from carebus.domain.medication.beside import Packing, Prescription, PrescriptionStatus
from carebus.domain.medication.events import PrescriptionSuspended
from carebus.domain.medication.reading import age, not_on_the_list, orders, packed, waiting
from carebus.domain.medication.treatment import Ending, Medicine
from carebus.domain.medication.view import Gone, RowFields
from carebus.domain.medication.waiting import Proposal, Wish
from carebus.domain.medication.writes import Cease
from carebus.domain.problems import Code
from carebus.domain.record import replace


def test_a_lookup_makes_version_1_where_no_list_exists_imported_and_not_reconciled():
    story = Story()
    gone = (Cease(WARFARIN, Ending("2026-01-01")),)
    story.and_then(story.looked_up(METOPROLOL, ceased=gone, prescribed=(Prescription("rx9", Medicine("Insulin")),)))
    assert (story.version, story.names(), story.listed.imported) == (1, ["Metoprolol"], True)
    assert age(story.listed, days(1)) is None
    assert story.left(WARFARIN).gone is Gone.STOPPED
    assert [each.id for each in not_on_the_list(story.listed)] == ["rx9"]


def test_a_first_list_based_on_nothing_is_stale_after_a_lookup_made_one():
    story = Story()
    story.and_then(story.looked_up(METOPROLOL))
    assert refused(story.when(story.whole(WARFARIN, create=True, base=0)), "R2").keys() == {"list", "metoprolol"}


def test_a_lookup_changes_no_row_of_a_list_that_exists_and_yields_a_difference_for_a_person():
    story = Story(METOPROLOL, WARFARIN)
    insulin = treatment("Insulin")
    gone = (Cease(WARFARIN, Ending("2026-01-01")),)
    story.and_then(story.looked_up(replace(METOPROLOL, note="x"), insulin, ceased=gone))
    assert (story.version, story.names()) == (1, ["Metoprolol", "Warfarin"])
    assert story.left(WARFARIN) is None
    assert story.listed.observed.differs == (
        RowFields("metoprolol", ("note",)),
        RowFields("warfarin", ("only here",)),
        RowFields("insulin", ("only there",)),
    )


def test_a_lookup_cannot_call_itself_the_first():
    story = Story(METOPROLOL)
    forged = replace(story.looked_up(WARFARIN, ceased=(Cease(METOPROLOL, Ending("2026-01-01")),)), first=True)
    story.and_then(forged)
    assert story.names() == ["Metoprolol"]
    assert not story.facts[-1].first


def test_a_register_without_a_list_makes_none():
    story = Story()
    story.and_then(story.looked_up(has_list=False, prescribed=(Prescription("rx9", Medicine("Insulin")),)))
    assert (story.version, len(not_on_the_list(story.listed))) == (0, 1)


def test_a_first_lookup_with_rows_that_make_no_sense_is_refused():
    story = Story()
    twice = story.looked_up(METOPROLOL, METOPROLOL)
    assert refused(story.when(twice), "R1") == {"metoprolol": {Code.DUPLICATE_ROW}}
    both = story.looked_up(METOPROLOL, ceased=(Cease(METOPROLOL, Ending("2026-01-01")),))
    assert refused(story.when(both), "R4") == {"metoprolol": {Code.CEASED_AND_ACTIVE}}
    shared = [replace(row, prescriptions=("rx1",)) for row in (METOPROLOL, WARFARIN)]
    assert refused(story.when(story.looked_up(*shared)), "R1") == {"warfarin": {Code.PRESCRIPTION_IN_TWO_ROWS}}


def test_a_lookup_with_too_much_or_with_control_characters_is_refused_also_where_a_list_is():
    story = Story(METOPROLOL)
    many = story.looked_up(*(treatment(f"M{n}") for n in range(501)))
    assert refused(story.when(many), "R1") == {"list": {Code.TOO_MANY_ROWS}}
    dirty = story.looked_up(prescribed=(Prescription("rx1", Medicine("\x1b[2J")),))
    assert refused(story.when(dirty), "R1") == {"list": {Code.CONTROL_CHARACTERS}}


def test_what_is_ceased_ahead_in_a_register_and_not_listed_there_is_told_as_ceased():
    story = Story()
    story.and_then(story.looked_up(METOPROLOL, ceased=(Cease(WARFARIN, Ending("2027-01-01")),)))
    assert story.left(WARFARIN).gone is Gone.STOPPED


def test_m25_2_and_m25_3_older_than_m25_1_are_closed():
    story = Story(METOPROLOL)
    asked = tuple(Proposal(name, Wish.ADD, made, multidose=True) for name, made in (("old", at(-9)), ("new", at(-1))))
    told = story.looked_up(METOPROLOL, listed=at(-5), proposals=asked, packed=Packing("m25.3", at(-9)))
    other = Story()
    other.and_then(told)
    assert [each.id for each in waiting(other.listed)] == ["new"]
    assert other.listed.packed is None
    story.and_then(told)
    assert waiting(story.listed) == ()


def test_a_newer_packing_is_shown_until_a_newer_list_is_made():
    story = Story(METOPROLOL)
    story.later(at(1)).and_then(story.looked_up(METOPROLOL, listed=at(0), packed=Packing("m25.3", at(0.5))))
    assert packed(story.listed).id == "m25.3"
    story.later(at(2)).and_then(story.whole(METOPROLOL))
    assert packed(story.listed) is None


def test_a_prescription_never_changes_a_row():
    story = Story(METOPROLOL)
    rows = story.listed.rows
    story.and_then(story.prescribed("rx1", METOPROLOL)).and_then(story.recalled("rx1"))
    assert story.listed.rows == rows


def test_the_order_of_an_admission_is_no_prescription_and_moves_nothing():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("order", encounter="stay"))
    assert (story.version, not_on_the_list(story.listed)) == (1, ())
    assert [each.id for each in orders(story.listed)] == ["order"]


def test_a_prescription_is_changed_suspended_and_released():
    story = Story(METOPROLOL)
    story.and_then(story.prescribed("rx1", amount="98")).and_then(story.prescribed("rx1", amount="28"))
    assert [each.amount for each in story.listed.prescriptions] == ["28"]
    story.and_then(PrescriptionSuspended(provenance(), "rx1"))
    assert story.listed.prescriptions[0].status is PrescriptionStatus.ON_HOLD
    story.and_then(PrescriptionSuspended(provenance(), "rx1", released=True))
    assert story.listed.prescriptions[0].status is PrescriptionStatus.ACTIVE


def test_a_recall_that_comes_first_stands():
    story = Story(METOPROLOL)
    story.and_then(story.recalled("rx1")).and_then(story.prescribed("rx1"))
    (known,) = story.listed.prescriptions
    assert (known.status, known.medicine.name) == (PrescriptionStatus.RECALLED, "rx1")
    assert not_on_the_list(story.listed) == ()


def test_prescriptions_before_any_list_are_known_and_make_none():
    story = Story()
    story.and_then(story.prescribed("rx1"))
    assert (story.version, len(not_on_the_list(story.listed))) == (0, 1)


def test_of_what_stands_beside_the_list_the_newest_is_shown():
    story = Story(METOPROLOL)
    for number in range(120):
        story.and_then(story.prescribed(f"rx{number}")).and_then(story.dispensed(f"d{number}", "rx0", when=at(number)))
    assert [len(story.listed.prescriptions), len(story.listed.dispensings)] == [100, 3]
    for number in range(20, 120):
        story.and_then(story.recalled(f"rx{number}"))
    assert len(story.listed.prescriptions) == 10


def test_a_prescription_that_is_long_too_old_gives_way_to_newer_ones():
    story = Story(METOPROLOL)
    for number in range(20):
        story.and_then(story.prescribed(f"old{number}", valid_until="2025-01-01"))
    story.and_then(story.prescribed("new", valid_until="2026-12-31"))
    assert [each.id for each in story.listed.prescriptions] == [*(f"old{n}" for n in range(10, 20)), "new"]


def test_an_old_dispensing_that_comes_late_is_a_fact_though_there_is_no_room_for_it():
    story = Story(METOPROLOL)
    for number in range(5):
        story.and_then(story.dispensed(f"d{number}", "rx1", when=at(number)))
    before = len(story.facts)
    story.and_then(story.dispensed("late", "rx1", when=at(-99)))
    assert len(story.facts) == before + 1
    assert [each.id for each in story.listed.dispensings] == ["d2", "d3", "d4"]
