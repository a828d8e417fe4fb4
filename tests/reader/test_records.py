"""A person with several records (R23): every answer says so, each record is asked for by its name, and nothing of them is merged."""

from datetime import timedelta
from typing import Any

import pytest
from tests.domain.medication.builders import METOPROLOL
from tests.reader.critical import Ward
from tests.reader.given import LABORATORY, NORA, ODD, PAGES, Reader, key, told, view
from tests.reader.medicines import Clinic
from tests.reader.who import Register, name

from carebus.domain.identity.area import LINE
from carebus.domain.identity.units import person_of
from carebus.domain.work import Parked

KARI = "15076500565"
MORE = {
    "/v1/results/history": {"laboratory": LABORATORY, "report_id": "R-1"},
    "/v1/medication/explain": {"row": "metoprolol"},
    "/v1/critical-info/history": {"entry": "pen"},
}
ANSWERED = [page for page in (*PAGES, "/v1/cross-check") if not page.endswith("fhir")]
OF_ONE_RECORD = [page for page in ANSWERED if page not in ("/v1/cross-check", "/v1/identity/records")]


@pytest.fixture
def register(reader: Reader) -> Register:
    return Register(reader)


@pytest.fixture
def full(reader: Reader) -> Reader:
    """Nora's reports, list and entries under her number of today."""
    clinic, ward = Clinic(reader), Ward(reader)
    reader.publish(view(told()))
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    ward.tell(ward.story.registered())
    return reader


def ask(reader: Reader, page: str, number: str = NORA, record: str | None = None, **more: Any) -> Any:
    for_whom = {} if page.endswith("fhir") else {"audience": "clinician"}
    body = {"patient": {"number": number, "record": record}, **for_whom, **MORE.get(page, {}), **more}
    return reader.post(page, json=body)


def words(answer: Any) -> list[tuple[str, str]]:
    return [(each["word"], each["because"]) for each in answer.json()["missing"]]


def links_of(bundle: Any) -> dict[str, str]:
    [person] = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Patient"]
    return {link["other"]["reference"].removeprefix("Patient/"): link["type"] for link in person["link"]}


@pytest.mark.parametrize("page", ANSWERED)
def test_a_person_with_one_record_has_that_one_and_nothing_is_missing(full: Reader, page: str):
    answer = ask(full, page)

    assert [(each["record"], each["is_this"], each["ties"]) for each in answer.json()["records"]] == [
        (name(NORA), True, [])
    ]
    assert words(answer) == []


@pytest.mark.parametrize("page", ANSWERED)
@pytest.mark.parametrize("number", [NORA, ODD])
def test_every_answer_names_each_record_what_ties_them_and_which_prevails(
    full: Reader, register: Register, page: str, number: str
):
    register.replace()
    answer = ask(full, page, number, name(NORA))

    today, old = answer.json()["records"]

    assert (today["record"], today["prevails"], today["is_this"], today["gave_way_to"]) == (
        name(NORA),
        True,
        True,
        None,
    )
    assert (old["record"], old["prevails"], old["is_this"], old["gave_way_to"]) == (name(ODD), False, False, name(NORA))
    [tie], [back] = old["ties"], today["ties"]
    assert (tie["tie"], tie["other"], tie["gives_way"]) == ("replaced", name(NORA), True)
    assert (back["tie"], back["other"], back["gives_way"]) == ("replaced", name(ODD), False)
    assert tie["act"]["source"] == "folkeregisteret"


@pytest.mark.parametrize("page", OF_ONE_RECORD)
def test_what_is_of_one_record_says_that_there_may_be_more_under_another(full: Reader, register: Register, page: str):
    register.merge()

    assert words(ask(full, page)) == [("unknown", "this person has other records")]


@pytest.mark.parametrize(("page", "nothing"), [(PAGES[0], "absent"), ("/v1/medication/list", "absent")])
def test_an_empty_record_of_several_is_not_called_absent(full: Reader, register: Register, page: str, nothing: str):
    assert [word for word, _ in words(ask(full, page, ODD))] == [nothing]

    register.merge()

    assert [word for word, _ in words(ask(full, page, ODD))] == ["unknown"]


@pytest.mark.parametrize("page", PAGES)
def test_neither_a_key_nor_a_number_is_in_any_answer(full: Reader, register: Register, page: str):
    register.replace()
    register.move(NORA, KARI)
    register.dispute(NORA, KARI)

    shown = ask(full, page).text

    assert not [secret for number in (NORA, ODD, KARI) for secret in (number, key(number)) if secret in shown]
    assert LINE not in shown


def test_another_record_is_asked_for_by_its_name_whichever_number_is_given(full: Reader, register: Register):
    full.publish(view(told(report_id="R-9")), ODD, unit=f"{LABORATORY}/R-9")
    register.merge()

    def found(number: str, record: str | None) -> list[str]:
        return [each["report_id"] for each in ask(full, PAGES[0], number, record).json()["reports"]]

    assert found(NORA, None) == found(ODD, name(NORA)) == found(NORA, name(NORA)) == ["R-1"]
    assert found(ODD, None) == found(NORA, name(ODD)) == ["R-9"]


@pytest.mark.parametrize("page", PAGES)
def test_a_record_of_somebody_else_is_refused_and_not_echoed(full: Reader, register: Register, page: str):
    register.merge()

    for record in (name(KARI), "nothing", key(ODD), ODD):
        answer = ask(full, page, NORA, record)
        assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (
            404,
            "no-such-record",
            ["record"],
        )
        assert record not in answer.text


def test_while_the_links_are_in_doubt_an_unknown_record_may_be_one(full: Reader, register: Register):
    register.parked(Parked(full.now, "a defect", 0, 1))

    assert ask(full, PAGES[0], NORA, name(ODD)).json()["code"] == "cannot-read"
    assert ask(full, PAGES[0], NORA, name(NORA)).status_code == 200


@pytest.mark.parametrize("page", ANSWERED)
def test_a_held_line_of_identity_is_said_in_every_answer(full: Reader, register: Register, page: str):
    register.parked(Parked(full.now, "a defect", 0, 1))

    assert words(ask(full, page)) == [("unknown", "which records are one person's is held until a fault is mended")]


@pytest.mark.parametrize("page", ANSWERED)
def test_where_records_of_some_persons_wait_only_the_answers_about_these_say_so(
    full: Reader, register: Register, page: str
):
    register.merge()
    elsewhere = words(ask(full, page))
    register.touched(KARI)
    register.parked(Parked(full.now, "a defect", 0, 1, by_name=True))

    assert words(ask(full, page)) == elsewhere

    register.touched(ODD)

    held = ("unknown", "which records are one person's is held until a fault is mended")
    assert words(ask(full, page, NORA)) == [*elsewhere, held]


@pytest.mark.parametrize("page", ANSWERED)
def test_a_copy_of_identity_that_is_behind_is_said_in_every_answer_and_counts_in_its_age(full: Reader, page: str):
    full.fall_behind(timedelta(minutes=2), "care.identity.")

    answer = ask(full, page)

    assert words(answer) == [("unknown", "the reader's copy of which records are one person's is behind")]
    assert answer.json()["age_seconds"] == 120


@pytest.mark.parametrize("page", ANSWERED)
@pytest.mark.parametrize("number", [NORA, ODD])
def test_a_record_of_identity_that_cannot_be_read_is_said_in_every_answer(
    full: Reader, register: Register, page: str, number: str
):
    register.merge()
    register.picture(person_of(key(number)), b"\x00\x00\x00\x02\x9ax")

    assert ("unknown", "which records are this person's cannot be read by this release") in words(ask(full, page))


def test_a_moment_is_answered_by_the_links_as_they_are_now(full: Reader, register: Register):
    before = full.now
    full.now += timedelta(days=1)
    full.measure()
    register.merge()

    answer = ask(full, "/v1/medication/list", as_of=before.isoformat())

    assert len(answer.json()["records"]) == 2
    assert words(answer) == [("unknown", "this person has other records")]


def test_records_linked_as_equals_have_none_that_prevails(full: Reader, register: Register):
    register.link()

    told_of = ask(full, PAGES[0]).json()["records"]

    assert [(each["prevails"], each["gave_way_to"], each["ties"][0]["gives_way"]) for each in told_of] == [
        (False, None, None)
    ] * 2


def test_deaths_and_the_strictest_protection_of_all_records_are_told_together(full: Reader, register: Register):
    register.merge()
    register.dead(ODD)
    register.protect("7", NORA)
    register.protect("a level that nobody knows", ODD)

    answer = ask(full, "/v1/identity/records").json()

    assert (answer["protection"], answer["deceased"]) == ("strictly-confidential", True)
    today, old = answer["records"]
    assert (today["deceased"], today["protection"]["level"]) == (None, "confidential")
    assert (old["deceased"]["at"], old["protection"]["written"]) == ("2026-01-03", "a level that nobody knows")
    assert [each["at"] for each in old["deaths"]] == ["2026-01-03"]
    assert [each["written"] for each in today["protections"]] == [today["protection"]["written"]]


def test_protection_that_cannot_be_read_is_the_strictest(full: Reader, register: Register):
    register.merge()
    register.picture(person_of(key(ODD)), b"\x00\x00\x00\x02\x9ax")

    assert ask(full, "/v1/identity/records").json()["protection"] == "strictly-confidential"


def test_visits_that_were_moved_and_disputes_are_told_of_every_record(full: Reader, register: Register):
    register.merge()
    register.move(ODD, KARI)
    register.dispute(NORA, KARI)

    answer = ask(full, "/v1/identity/records").json()

    [visit], [dispute] = answer["visits"], answer["disputes"]
    assert (visit["record"], visit["here"], visit["visit"], visit["other"]) == (name(ODD), False, "V-1", name(KARI))
    assert (dispute["record"], dispute["other"], dispute["shared"], dispute["settled"]) == (
        name(NORA),
        name(KARI),
        "report-id",
        None,
    )


def test_a_patient_is_told_of_a_visit_and_a_dispute_and_nothing_of_the_other_patient(full: Reader, register: Register):
    register.move(NORA, KARI)
    register.dispute(NORA, KARI)

    answer = ask(full, "/v1/identity/records", audience="patient")

    assert len(answer.json()["visits"]) == len(answer.json()["disputes"]) == 1
    assert name(KARI) not in answer.text
    assert "V-1" not in answer.text


def test_a_visit_that_cannot_be_read_is_said_to_be_missing(full: Reader, register: Register):
    register.picture(f"{key(NORA)}/visit/vidda/1", b"\x00\x00\x00\x02\x9ax")

    assert [word for word, _ in words(ask(full, "/v1/identity/records"))] == ["unknown"]


@pytest.mark.parametrize("page", ["/v1/medication/fhir", "/v1/critical-info/fhir"])
def test_a_bundle_of_one_record_of_several_links_to_the_others_and_is_a_snapshot(
    full: Reader, register: Register, page: str
):
    def mode(bundle: Any) -> str:
        return next(e["resource"]["mode"] for e in bundle["entry"] if e["resource"]["resourceType"] == "List")

    before = ask(full, page).json()
    register.merge()
    register.link(NORA, KARI)

    assert (mode(before), mode(ask(full, page).json())) == ("working", "snapshot")
    assert "Patient" not in {each["resource"]["resourceType"] for each in before["entry"]}
    assert links_of(ask(full, page).json()) == {name(ODD): "replaces", name(KARI): "seealso"}
    assert links_of(ask(full, page, NORA, name(ODD)).json()) == {name(NORA): "replaced-by", name(KARI): "seealso"}


def test_a_write_of_ones_own_is_waited_for_in_the_record_that_is_asked_about(full: Reader, register: Register):
    register.merge()

    assert ask(full, "/v1/medication/list", ODD, name(NORA), min_revision=1).status_code == 200
    assert ask(full, "/v1/medication/list", NORA, name(ODD), min_revision=1).json()["code"] == "not-yet"


@pytest.mark.parametrize("page", PAGES)
def test_law_a_merge_that_is_undone_leaves_every_answer_exactly_as_it_was(full: Reader, register: Register, page: str):
    register.dead(ODD)
    register.protect("7", NORA)
    before = [ask(full, page, number).content for number in (NORA, ODD)]

    register.merge()
    assert [ask(full, page, number).content for number in (NORA, ODD)] != before
    register.unmerge()

    assert [ask(full, page, number).content for number in (NORA, ODD)] == before
