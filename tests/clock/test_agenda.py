"""Understands that the clock announces what is due, each once, by the newest picture and nothing older (R11)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carebus.clock.agenda import Agenda
from carebus.domain.critical_info.due import announcement, due
from carebus.domain.critical_info.entry import Content, EntryId, Kind, Verification
from carebus.domain.critical_info.view import Act, CriticalInformation, Entry, Recorder
from carebus.domain.provenance import PatientKey

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACT = Act("tindgard-legekontor", "s-1", "ab" * 32, None, "999999999", "physician", NOON, NOON)
NORA, LARS = PatientKey("a" * 26), PatientKey("b" * 26)


def entry(hours: int | None, name: str = "e1", version: int = 1, **more) -> Entry:
    until = None if hours is None else (NOON + timedelta(hours=hours)).isoformat()
    recorder = Recorder(ACT.source, ACT.organisation, ACT.role, NOON)
    told = {"verification": Verification.CONFIRMED, "content": Content(text="MRSA", valid_until=until)} | more
    return Entry(EntryId(name), version, Kind.INFECTION, recorder=recorder, updated=NOON, act=ACT, **told)


def picture(*entries: Entry) -> CriticalInformation:
    return CriticalInformation(1, entries)


def reached(agenda: Agenda, hours: int, most: int = 99) -> list[tuple[PatientKey, str]]:
    now = NOON + timedelta(hours=hours)
    return [(patient, entry.id) for patient, _end, entry in agenda.reached(now, most)]


def test_an_end_is_announced_when_it_is_reached_and_once():
    agenda = Agenda()
    agenda.note(NORA, picture(entry(2)))
    assert (reached(agenda, 1), reached(agenda, 2), reached(agenda, 3)) == ([], [(NORA, "e1")], [])


def test_an_end_that_was_moved_is_announced_at_its_new_moment():
    agenda = Agenda()
    agenda.note(NORA, picture(entry(2)))
    agenda.note(NORA, picture(entry(5, version=2)))
    assert (reached(agenda, 4), reached(agenda, 5)) == ([], [(NORA, "e1")])


def test_what_was_refuted_retracted_announced_or_taken_away_is_not_announced():
    agenda = Agenda()
    gone = (
        picture(entry(2, verification=Verification.REFUTED)),
        picture(entry(2, verification=Verification.ENTERED_IN_ERROR, content=None)),
        picture(entry(2, expired=NOON)),
        picture(),
        None,
    )
    for newest in gone:
        agenda.note(NORA, picture(entry(2)))
        agenda.note(NORA, newest)
        assert (reached(agenda, 9), len(agenda)) == ([], 0)


def test_no_more_than_was_asked_for_at_once():
    agenda = Agenda()
    agenda.note(NORA, picture(entry(1, "a"), entry(1, "b"), entry(1, "c")))
    assert (len(reached(agenda, 2, 2)), len(reached(agenda, 2, 2))) == (2, 1)


def test_the_same_end_is_announced_under_one_submission_id_and_another_under_another():
    one, moved = entry(2), entry(5, version=2)
    (end, _), (later, _) = *due(picture(one)), *due(picture(moved))
    first, again = (announcement(one, end, NOON + timedelta(days=days)).provenance for days in (0, 1))
    assert (first.submission_id, first.original) == (again.submission_id, again.original)
    assert announcement(moved, later, NOON).provenance.submission_id != first.submission_id


NOTES = st.lists(
    st.tuples(st.sampled_from([NORA, LARS]), st.dictionaries(st.sampled_from("abc"), st.integers(0, 5)), st.booleans()),
    max_size=12,
)


@given(NOTES, st.integers(0, 6))
def test_law_what_is_reached_is_what_the_newest_pictures_say(notes, hours):
    agenda, newest = Agenda(), {}
    for patient, ends, stands in notes:
        newest[patient] = picture(*(entry(end, name) for name, end in ends.items())) if stands else None
        agenda.note(patient, newest[patient])
    now = NOON + timedelta(hours=hours)
    brute = {(who, each.id) for who, told in newest.items() if told for end, each in due(told) if end <= now}
    found = reached(agenda, hours)
    assert (set(found), len(found)) == (brute, len(brute))
