"""The lists of a patient's records in the reader (R23): where each goes on, what became of those taken in, and why a row is as it is."""

import pytest
from tests.domain.medication.builders import HOLM, METOPROLOL, WARFARIN, provenance, treatment
from tests.reader.given import NORA, ODD, Reader, key
from tests.reader.medicines import Clinic
from tests.reader.who import Register, name

from carebus.domain.decision import Accepted
from carebus.domain.medication.treatment import Dosage
from carebus.domain.medication.writes import ListReopened, ListSubmitted, ListTaken, RowTaken
from carebus.domain.record import replace

SELO = treatment("Selo-Zok", "50 mg morning")


class Two:
    """Two records of one person: Nora's number, and another that goes on in it."""

    def __init__(self, reader: Reader) -> None:
        self.clinics = {key(number): Clinic(reader, number) for number in (NORA, ODD)}
        self.nora, self.other = self.clinics.values()
        self.nora.tell(self.nora.story.whole(METOPROLOL, create=True))
        self.other.tell(self.other.story.whole(WARFARIN, SELO, create=True))
        self.asked = []

    def reconciled(self, *, settled: bool = True) -> "Two":
        """Nora's list takes in the other: its warfarin as it is, its metoprolol as hers."""
        story, other = self.nora.story, self.other.story
        taken = ListTaken(key(ODD), other.version, story.now, (RowTaken(WARFARIN.id), RowTaken(SELO.id, METOPROLOL.id)))
        told = ListSubmitted(
            provenance(story.now),
            story.version,
            story.now,
            (METOPROLOL, WARFARIN),
            reconciles=True,
            takes_in=(taken,),
            key=key(NORA),
            by=HOLM,
        )
        self.tell(self.nora, told)
        return self.settle() if settled else self

    def tell(self, clinic: Clinic, submission) -> None:
        decision = clinic.tell(submission)
        assert isinstance(decision, Accepted), decision
        self.asked += decision.asks

    def settle(self) -> "Two":
        for asked in self.asked:
            self.clinics[asked.key].tell(asked.submission)
        self.asked = []
        return self

    def opened(self, clinic: Clinic) -> "Two":
        story = clinic.story
        self.tell(clinic, ListReopened(provenance(story.now), story.version, story.now))
        return self.settle()


@pytest.fixture
def two(reader: Reader) -> Two:
    return Two(reader)


def shown(clinic: Clinic, **more):
    return clinic.listed(**more).json()["list"]


def became(two: Two) -> list[str]:
    return [each["became"] for each in shown(two.nora)["taken_in"]]


def test_a_closed_list_says_where_it_goes_on_and_still_has_its_rows(two: Two):
    closed = shown(two.reconciled().other)
    assert closed["closed"]["record"] == name(NORA)
    assert (closed["closed"]["done"]["by"]["name"], closed["closed"]["done"]["version"]) == (HOLM.name, 1)
    assert not closed["authoritative"]
    assert "goes on in another record" in closed["why_not"]
    assert [row["treatment"]["id"] for row in closed["rows"]] == [WARFARIN.id, SELO.id]


def test_the_list_that_took_it_in_says_so_and_that_it_is_closed(two: Two):
    [taken] = shown(two.reconciled().nora)["taken_in"]
    assert (taken["record"], taken["version"], taken["became"]) == (name(ODD), 1, "closed")
    assert shown(two.nora)["closed"] is None


def test_a_half_done_reconciliation_is_seen_on_the_list_that_goes_on(two: Two):
    two.reconciled(settled=False)
    stronger = replace(SELO, dosage=Dosage("100 mg morning"))
    two.other.tell(two.other.story.changed(stronger))
    two.settle()
    [taken] = shown(two.nora)["taken_in"]
    assert (taken["became"], taken["version"], taken["version_now"]) == ("open: it stands beside this list", 1, 2)
    assert shown(two.other)["closed"] is None
    two.reconciled()
    assert became(two) == ["closed"]


def test_what_comes_beside_a_closed_list_is_seen_where_it_goes_on(two: Two):
    two.reconciled().other.tell(two.other.story.proposed("p1"))
    assert became(two) == ["closed, and something has come beside it since"]
    assert shown(two.other)["closed"]["told_of_since"]


def test_that_the_records_are_not_one_persons_any_more_is_said_on_both(two: Two):
    register = Register(two.nora.reader)
    register.merge()
    two.reconciled()
    assert shown(two.other)["closed"]["same_person"]
    assert shown(two.nora)["taken_in"][0]["same_person"]
    register.unmerge()
    assert not shown(two.other)["closed"]["same_person"]
    assert not shown(two.nora)["taken_in"][0]["same_person"]


def test_after_an_unmerge_both_are_as_they_were(two: Two):
    before = [shown(clinic)["rows"] for clinic in (two.nora, two.other)]
    two.reconciled().opened(two.nora)
    assert [shown(clinic)["rows"] for clinic in (two.nora, two.other)] == before
    assert (shown(two.nora)["taken_in"], shown(two.other)["closed"]) == ([], None)
    assert shown(two.other)["authoritative"]


def test_a_row_is_explained_through_the_records_that_it_was_on(two: Two):
    two.reconciled()
    assert deeds(two.nora, WARFARIN.id) == [("taken in from the list of another record", name(ODD), WARFARIN.id)]
    assert deeds(two.nora, METOPROLOL.id) == [
        ("added", None, None),
        ("a row of another record's list goes on as it", name(ODD), SELO.id),
    ]
    closed = "its list was closed: it goes on in another record"
    assert deeds(two.other, SELO.id) == [("added", None, None), (closed, name(NORA), METOPROLOL.id)]
    two.opened(two.nora)
    assert deeds(two.other, SELO.id)[-1] == ("its list was opened again", name(NORA), None)
    given_back = "given back as it stood before another record's list was taken in"
    assert deeds(two.nora, WARFARIN.id)[-1] == (given_back, None, None)
    assert len(deeds(two.nora, METOPROLOL.id)) == 2


def test_a_closed_list_is_a_retired_list_in_fhir_that_says_where_it_goes_on(two: Two):
    two.reconciled()
    [retired, current] = (listed(clinic) for clinic in (two.other, two.nora))
    assert (retired["status"], retired["mode"]) == ("retired", "snapshot")
    assert f"closed: goes on in another record of the patient ({name(NORA)})" in notes(retired)
    assert (current["status"], current["mode"]) == ("current", "working")
    assert f"took in version 1 of the list of another record of the patient ({name(ODD)})" in notes(current)


def test_the_list_as_it_was_known_before_it_was_closed_is_open(two: Two):
    before = two.nora.story.now
    later = before.replace(hour=before.hour + 1)
    for clinic in two.clinics.values():
        clinic.later(later)
    two.reconciled()
    assert shown(two.other, as_of=before.isoformat())["closed"] is None
    assert shown(two.nora, as_of=before.isoformat())["taken_in"] == []


def test_a_refused_closing_has_its_difference(two: Two):
    two.reconciled(settled=False)
    stronger = replace(SELO, dosage=Dosage("100 mg morning"))
    two.other.tell(two.other.story.changed(stronger))
    [asked] = two.asked
    two.settle()
    told = two.other.difference(asked.submission).json()["difference"]
    assert (told["refused"]["record"], told["refused"]["problems"]) == ("ListClosed", ["stale"])
    assert [row["row"] for row in told["rows"]] == [SELO.id]


def test_no_answer_shows_a_key(two: Two):
    two.reconciled()
    for clinic in (two.nora, two.other):
        for answer in (clinic.listed(), clinic.fhir(), clinic.explain(WARFARIN.id)):
            assert not [number for number in (NORA, ODD) if key(number) in answer.text or number in answer.text]


def deeds(clinic: Clinic, row: str):
    told = clinic.explain(row).json()["explained"]["deeds"]
    return [(deed["what"], deed["other_record"], deed["other_row"]) for deed in told]


def listed(clinic: Clinic):
    [found] = [e["resource"] for e in clinic.fhir().json()["entry"] if e["resource"]["resourceType"] == "List"]
    return found


def notes(listed) -> str:
    return " ".join(note["text"] for note in listed["note"])
