"""What a patient takes and may react to: both pictures as they are at the question, so no change of either goes without a check."""

from typing import Any

import pytest
from tests.domain.critical_info.builders import content
from tests.domain.medication.builders import coding, treatment
from tests.reader.critical import Ward
from tests.reader.given import NORA, ODD, Reader
from tests.reader.medicines import Clinic
from tests.reader.who import Register, name

from carebus.domain.critical_info.entry import Severity
from carebus.domain.medication.treatment import Medicine

METOPROLOL = treatment("Metoprolol", medicine=Medicine("Metoprolol", atc=coding("7180", "C07AB02", "metoprolol")))
BETA_BLOCKERS = content("C07AB", "Selective beta blockers", severity=Severity.HIGH)


@pytest.fixture
def clinic(reader: Reader) -> Clinic:
    return Clinic(reader)


@pytest.fixture
def ward(reader: Reader) -> Ward:
    return Ward(reader)


def checked(reader: Reader) -> dict[str, Any]:
    body = {"patient": {"number": NORA}, "audience": "clinician"}
    told: dict[str, Any] = reader.post("/v1/cross-check", json=body).json()
    return told


def test_a_match_names_both_and_where_each_came_from(reader: Reader, clinic: Clinic, ward: Ward):
    listed, known = clinic.story.whole(METOPROLOL, create=True), ward.story.registered(told=BETA_BLOCKERS)
    clinic.tell(listed)
    ward.tell(known)

    [match] = checked(reader)["matches"]

    assert (match["medicine"], match["reaction"]) == ("Metoprolol", "Selective beta blockers")
    assert (match["kinship"], match["by"], match["severity"]) == ("group", "ATC", "high")
    assert match["decided"]["original"] == listed.provenance.original
    assert match["stated"]["original"] == known.provenance.original


def test_it_is_answered_anew_at_every_change_of_either(reader: Reader, clinic: Clinic, ward: Ward):
    assert checked(reader)["matches"] == []
    ward.tell(ward.story.registered(told=BETA_BLOCKERS))
    assert checked(reader)["matches"] == []
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    assert len(checked(reader)["matches"]) == 1
    ward.tell(ward.story.refuted())
    assert checked(reader)["matches"] == []


def test_what_has_no_code_is_named_instead_of_passed_over(reader: Reader, clinic: Clinic, ward: Ward):
    clinic.tell(clinic.story.whole(treatment("Herb"), create=True))
    ward.tell(ward.story.registered(told=content(None, "Something in the drip")))

    told = checked(reader)

    assert (len(told["rows_uncompared"]), len(told["entries_uncompared"])) == (1, 1)


def test_a_medicine_of_one_record_is_held_against_a_reaction_of_another_while_they_are_linked(reader: Reader):
    clinic, ward, register = Clinic(reader), Ward(reader, ODD), Register(reader)
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    ward.tell(ward.story.registered(told=BETA_BLOCKERS))
    assert checked(reader)["matches"] == []

    register.merge()

    [match] = checked(reader)["matches"]
    assert (match["taken_in"], match["known_in"]) == (name(NORA), name(ODD))
    assert checked(reader)["missing"] == []

    register.unmerge()

    assert checked(reader)["matches"] == []


def test_a_picture_of_another_record_that_cannot_be_read_is_not_passed_over(reader: Reader):
    Register(reader).merge()
    reader.arrive("care.critical-info.view.v1", b"garbage", ODD, "/entries")

    answer = reader.post("/v1/cross-check", json={"patient": {"number": NORA}, "audience": "clinician"})

    assert (answer.status_code, answer.json()["code"]) == (503, "cannot-read")
