"""A reconciliation over records at the gateway (R23): one message, one submission, and every record in it a key; or held with all that is wrong."""

from datetime import UTC, datetime

import pytest

from carebus import shipped
from carebus.domain.identifiers import Kind, PatientNumber, patient_key
from carebus.domain.medication.taking_in import asked
from carebus.domain.medication.writes import ListReopened, ListSubmitted, ListTaken, RowTaken
from carebus.domain.problems import Code
from carebus.formats.avro import codec_of
from carebus.formats.json_acts import write
from carebus.gateway.intake import take
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Ready, Withheld
from carebus.settings import Environment

SECRET = b"a secret of the test, long enough for it"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOURCES = Sources.load(shipped.folder("sources"))
NUMBER, OTHER, TYPO = "05895537820", "12837121246", "05895537821"
TINDGARD = {"kind": "HER", "value": "99000201"}


def patient(number: str = NUMBER) -> dict[str, str]:
    return {"type": "FNR", "number": number}


def key(number: str) -> str:
    return patient_key(SECRET, PatientNumber(Kind.FNR, number))


def message(*others: str, own: str = NUMBER) -> bytes:
    lists = [
        {"patient": patient(other), "base": 3, "read_at": NOW, "rows": [{"row": "a"}, {"row": "b", "goes_on_as": "c"}]}
        for other in others
    ]
    said = {"submission_id": "gp-1", "source": TINDGARD, "at": NOW, "patient": patient(own), "base": 1, "read_at": NOW}
    return write(ListSubmitted, **said, reconciles=True, takes_in=lists)


def taken(data: bytes) -> Ready | Withheld:
    (made,) = take(data, sources=SOURCES, environment=Environment.TEST, patient_secret=SECRET, received=NOW)
    return made


def test_each_list_that_is_taken_in_is_named_by_the_key_of_its_record():
    made = taken(message(OTHER))
    assert isinstance(made, Ready), made
    assert made.patient_key == made.submission.key == key(NUMBER)
    rows = (RowTaken("a"), RowTaken("b", "c"))
    assert made.submission.takes_in == (ListTaken(key(OTHER), 3, NOW, rows),)


def test_what_it_leads_to_is_known_by_the_names_of_the_verdicts():
    made = taken(message(OTHER))
    assert isinstance(made, Ready)
    assert made.leads_to == ("gp-1/asks/0",)
    assert [each.submission.provenance.submission_id for each in asked(made.submission)] == [*made.leads_to]


def test_one_bad_number_holds_the_whole_message_with_every_problem():
    made = taken(message(OTHER, TYPO, own=TYPO))
    assert isinstance(made, Withheld)
    assert {(each.code, each.where) for each in made.problems} == {
        (Code.INVALID_IDENTIFIER, "/patient/number"),
        (Code.INVALID_IDENTIFIER, "/takes_in/1/patient/number"),
    }
    assert len(made.problems) == 2


def test_no_number_is_in_the_submission_and_no_source_names_a_key():
    made = taken(message(OTHER))
    assert isinstance(made, Ready)
    bytes_ = codec_of(made.submission).encode(made.submission)
    assert not [number for number in (NUMBER, OTHER) if number.encode() in bytes_]
    keyed = message(OTHER).replace(b'"takes_in"', b'"key":"' + key(OTHER).encode() + b'","takes_in"')
    assert [each.code for each in taken(keyed).problems] == [Code.UNEXPECTED_ELEMENT]


def test_a_whole_list_that_takes_in_nothing_names_nobody():
    made = taken(message())
    assert isinstance(made, Ready)
    assert (made.submission.key, made.submission.takes_in, made.leads_to) == (None, (), ())


@pytest.mark.parametrize("field", ["into", "back"])
def test_a_list_is_opened_by_its_own_number_alone(field):
    said = {"submission_id": "gp-2", "source": TINDGARD, "at": NOW, "patient": patient(), "base": 1, "read_at": NOW}
    data = write(ListReopened, **said)
    assert isinstance(taken(data), Ready)
    [problem] = taken(data.replace(b'"base"', f'"{field}":"x","base"'.encode())).problems
    assert problem.code is Code.UNEXPECTED_ELEMENT
