"""What a nurse reads of a list that goes on in another record of the patient, and of the one in which it goes on (R23)."""

from tests.cli.medication_given import METOPROLOL, PARACET, answer, screen
from tests.domain.medication.builders import HOLM, Story, at
from tests.domain.medication.records import ANNA, HELP, Records

from carebus.cli.medication import medication
from carebus.domain.medication.view import MedicationList
from carebus.reader.pictures.medication import elsewhere
from carebus.reader.pictures.medication.lists import medication_list
from carebus.reader.pictures.parts import Audience

NAMES = {ANNA: "record-of-anna", HELP: "record-of-the-help-number"}


def reconciled() -> Records:
    records = Records(anna=(METOPROLOL,), help=(PARACET,))
    told = records.taking_in(ANNA, METOPROLOL, PARACET, takes_in=[records.reads(HELP)], by=HOLM)
    records.when(ANNA, told)
    return records


def read(records: Records, key, person=(ANNA, HELP)) -> str:
    story: Story = records.stories[key]
    known = elsewhere.Records(key, person, records.listed, NAMES.__getitem__)
    goes_on = elsewhere.elsewhere(story.listed, known, Audience.CLINICIAN, story.now)
    picture = medication_list(story.listed, (), Audience.CLINICIAN, story.now, goes_on)
    return " ".join(screen(medication(answer(story, list=picture)), 260).split())


def test_a_closed_list_says_first_where_it_goes_on_and_still_shows_its_rows():
    records = reconciled()
    records.settle()
    shown = read(records, HELP)
    assert "NO: it is closed" in shown
    assert "goes on in record record-of-anna: read that one, and decide there" in shown
    assert HOLM.name in shown
    assert shown.index("record-of-anna") < shown.index("Paracet")
    records.stories[HELP].and_then(records.stories[HELP].proposed("p1"))
    assert "something has come beside it since" in read(records, HELP)


def test_the_list_in_which_it_goes_on_says_what_it_took_in_and_whether_that_is_closed():
    records = reconciled()
    half = read(records, ANNA)
    assert "version 1 of the list of record record-of-the-help-number" in half
    assert "open: it stands beside this list; now version 1" in half
    records.settle()
    assert "it stands beside this list" not in read(records, ANNA)


def test_a_list_that_cannot_be_read_is_said_to_be_so():
    records = reconciled()
    listed: MedicationList = records.listed(ANNA)
    known = elsewhere.Records(ANNA, (), lambda _: None, NAMES.__getitem__)
    [taken] = elsewhere.elsewhere(listed, known, Audience.PATIENT, at(1)).taken_in
    assert (taken.became, taken.version_now) == (elsewhere.Became.UNREADABLE, None)


def test_a_list_whose_record_is_not_the_same_persons_any_more_says_what_to_do():
    records = reconciled()
    records.settle()
    assert "not known to be one person's now: it should be opened again" in read(records, HELP, person=())
    assert "not known to be one person's now: this list should be given back" in read(records, ANNA, person=())
    assert "not known to be" not in read(records, HELP) + read(records, ANNA)
