"""R10, R11, R26: what must be known of a patient, whether it holds, and the answers about allergies that are never one."""

from datetime import timedelta

import pytest
from tests.domain.critical_info.builders import DAY, HOLM, LATEX, VIK, at, coded, content
from tests.reader.critical import Ward
from tests.reader.given import NORA, ODD, Reader

from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind, Reaction, Scope, Severity, Verification
from carebus.domain.work import Parked

SNOMED = "2.16.578.1.12.4.1.1.9999"


@pytest.fixture
def ward(reader: Reader) -> Ward:
    return Ward(reader)


def answer(ward: Ward, **more):
    return ward.shown(**more)["allergies"]["answer"]


def entry(ward: Ward, name="pen", **more):
    return next(each for each in ward.shown(**more)["entries"] if each["id"] == name)


def test_an_entry_says_what_how_sure_how_grave_since_when_who_and_from_which_message(ward: Ward):
    told = content(
        codes=(coded("91936005", "Allergy to penicillin", SNOMED), coded("J01CE02", "Penicillin V")),
        text="Penicillin by mouth",
        severity=Severity.HIGH,
        reactions=(Reaction(Coding("7497", "1", "Anaphylaxis"), "within minutes", Coding("x", "1", "alvorlig")),),
        source_of_information=Coding("kj", "2", "Observed by who registers it"),
        onset="in childhood",
        started="1999",
        valid_until="2030-01",
        note="has an adrenaline pen",
    )
    sent = ward.story.registered(told=told, by=HOLM)
    ward.tell(sent)

    shown = entry(ward)

    assert (shown["kind"], shown["verification"], shown["severity"]) == ("drug-reaction", "confirmed", "high")
    assert shown["display"] == "Allergy to penicillin: Penicillin by mouth"
    assert [(each["code"], each["display"]) for each in shown["codes"]][1] == ("J01CE02", "Penicillin V")
    assert shown["reactions"][0]["manifestation"]["display"] == "Anaphylaxis"
    assert shown["reactions"][0]["severity"]["display"] == "alvorlig"
    assert shown["source_of_information"]["code"] == "2"
    assert (shown["onset"], shown["started"], shown["valid_until"]) == ("in childhood", "1999", "2030-01")
    assert (shown["active"], shown["why_not"], shown["version"]) == (True, None, 1)
    assert shown["recorder"]["by"]["name"] == "Dr Holm"
    assert shown["act"]["original"] == sent.provenance.original
    assert (shown["act"]["source"], shown["act"]["role"]) == ("fjordgata", "physician")


def test_the_code_that_a_person_chose_is_the_one_in_words(ward: Ward):
    chosen = coded("91936005", "Penicillin allergy", SNOMED)
    codes = (coded("J01CE02", "Phenoxymethylpenicillin"), type(chosen)(chosen.coding, user_selected=True))
    ward.tell(ward.story.registered(told=content(None, codes=codes)))

    assert entry(ward)["display"] == "Penicillin allergy"


def test_the_original_recorder_stands_apart_from_who_changed_it(ward: Ward):
    ward.tell(ward.story.registered(by=HOLM))
    ward.later(at(5)).tell(ward.story.updated(note="asked again", by=VIK, role="nurse", source="lynghei"))

    shown = entry(ward)

    assert (shown["recorder"]["by"]["name"], shown["recorder"]["at"]) == ("Dr Holm", "2026-03-02T08:00:00Z")
    assert (shown["updater"]["by"]["name"], shown["updater"]["at"]) == ("Nurse Vik", "2026-03-02T13:00:00Z")
    assert (shown["updater"]["source"], shown["updater"]["role"]) == ("lynghei", "nurse")


def test_what_has_ended_is_not_active_without_anybody_saying_so(ward: Ward):
    ward.tell(ward.story.registered(told=content(valid_until="2026-03-04")))

    assert (entry(ward)["active"], entry(ward)["why_not"]) == (True, None)
    ward.later(at(24 * 3))
    assert (entry(ward)["active"], entry(ward)["why_not"]) == (False, "expired")
    assert entry(ward)["expired"] is None


def test_what_is_refuted_stays_with_the_reason_and_is_not_active(ward: Ward):
    ward.tell(ward.story.registered())
    ward.tell(ward.story.refuted(reason="tested without reaction", by=HOLM))

    shown = entry(ward)

    assert (shown["active"], shown["why_not"], shown["reason"]) == (False, "refuted", "tested without reaction")
    assert (shown["display"], shown["updater"]["by"]["name"]) == ("Penicillin V", "Dr Holm")


def test_what_is_retracted_is_a_fact_without_content_and_without_a_message(ward: Ward):
    ward.tell(ward.story.registered(told=content(text="Penicillin", note="severe")))
    ward.later(at(1)).tell(ward.story.retracted(reason="this is Odd's penicillin", by=HOLM))

    answered = ward.entries()
    shown = entry(ward)

    assert (shown["verification"], shown["why_not"], shown["active"]) == ("entered-in-error", "retracted", False)
    assert (shown["updater"]["by"]["name"], shown["updater"]["at"]) == ("Dr Holm", "2026-03-02T09:00:00Z")
    assert "enicillin" not in answered.text
    empty = ("display", "text", "severity", "note", "reason", "act", "onset")
    assert [name for name in empty if shown[name] is not None] == []


def test_what_holds_and_is_grave_comes_first(ward: Ward):
    low = content(None, "Rash", severity=Severity.LOW)
    ward.tell(ward.story.registered("low", low))
    ward.tell(ward.story.registered("gone", content(None, "Nickel")))
    ward.tell(ward.story.retracted("gone"))
    ward.tell(ward.story.registered("over", content(None, "Wasps", severity=Severity.HIGH, valid_until="2025")))
    ward.tell(ward.story.registered("not", content(None, "Nuts", severity=Severity.HIGH)))
    ward.tell(ward.story.refuted("not"))
    grave = content(None, "Eggs", severity=Severity.HIGH)
    ward.tell(ward.story.registered("maybe", grave, verification=Verification.UNCONFIRMED))
    ward.tell(ward.story.registered("grave", content(None, "Bees", severity=Severity.HIGH)))

    assert [each["id"] for each in ward.shown()["entries"]] == ["grave", "maybe", "low", "over", "not", "gone"]


def test_known_none_known_and_nobody_asked_are_three_answers(ward: Ward):
    assert answer(ward) == "nobody-asked"
    ward.tell(ward.story.none_known(by=HOLM))
    said = ward.shown()["allergies"]
    assert (said["answer"], said["scope"], said["at"]) == ("none-known", "any", "2026-03-02T08:00:00Z")
    assert said["by"]["name"] == "Dr Holm"
    ward.tell(ward.story.registered())
    assert ward.shown()["allergies"] == {"answer": "known", "scope": None, "at": None, "by": None}


def test_an_empty_answer_says_which_of_the_six_words_applies(ward: Ward):
    assert ward.shown()["word"] == "absent"
    ward.tell(ward.story.none_known())
    assert ward.shown()["word"] == "none known"
    ward.reader.fall_behind(timedelta(minutes=5))
    assert ward.shown()["word"] == "unknown"
    ward.tell(ward.story.registered("mrsa", content(None, "MRSA"), Kind.INFECTION))
    assert ward.shown()["word"] is None


def test_refuting_or_retracting_the_last_allergy_is_not_none_known(ward: Ward):
    ward.tell(ward.story.registered())
    ward.tell(ward.story.registered("latex", LATEX, Kind.OTHER_ALLERGEN))
    ward.tell(ward.story.refuted())
    assert answer(ward) == "known"
    ward.tell(ward.story.retracted("latex"))
    assert answer(ward) == "nobody-asked"


def test_an_infection_is_no_allergy(ward: Ward):
    ward.tell(ward.story.registered("mrsa", content(None, "MRSA"), Kind.INFECTION))

    assert answer(ward) == "nobody-asked"


def test_an_allergy_whose_period_is_over_is_known_still(ward: Ward):
    ward.tell(ward.story.registered(told=content(valid_until="2025")))

    assert (entry(ward)["active"], answer(ward)) == (False, "known")


def test_no_drug_allergy_beside_another_allergy_is_both(ward: Ward):
    ward.tell(ward.story.registered("latex", LATEX, Kind.OTHER_ALLERGEN))
    ward.tell(ward.story.none_known(Scope.DRUG))

    shown = ward.shown()

    assert shown["allergies"]["answer"] == "known"
    assert [(each["scope"], each["ended"]) for each in shown["none_known"]] == [("drug", None)]


def test_the_statement_that_says_most_counts_and_what_ended_stays(ward: Ward):
    ward.tell(ward.story.none_known(Scope.ANY))
    ward.later(at(1)).tell(ward.story.none_known(Scope.DRUG))
    assert ward.shown()["allergies"]["scope"] == "any"
    ward.later(at(2)).tell(ward.story.registered())

    ended = ward.shown()["none_known"]

    assert [(each["scope"], each["ended_by"]) for each in ended] == [("drug", "pen"), ("any", "pen")]


def test_nothing_gives_withheld_yet(ward: Ward):
    """R26: it is there for the access area; here it must never be made up."""
    answers = []
    for submission in (ward.story.none_known(), ward.story.registered(), None):
        if submission:
            ward.tell(submission)
        answers += [answer(ward, audience=each) for each in ("clinician", "patient")]
    assert set(answers) == {"none-known", "known"}
    described = ward.reader.get("/openapi.json").json()["components"]["schemas"]["AllergyAnswer"]
    assert described["enum"] == ["known", "none-known", "nobody-asked", "withheld"]


def test_a_patient_is_shown_no_number_of_anybody(ward: Ward):
    ward.tell(ward.story.none_known(by=HOLM))
    ward.tell(ward.story.registered(by=VIK))

    assert "1234567" in ward.entries().text
    for told in (ward.entries(audience="patient"), ward.history(audience="patient")):
        assert "1234567" not in told.text
        assert "7654321" not in told.text


def test_held_and_late_data_is_said_and_another_patient_sees_nothing(ward: Ward):
    ward.tell(ward.story.registered())
    held = Parked(DAY, "fault", 0, 1)
    ward.reader.arrive(CRITICAL_INFO.work, held, NORA, "/parked")

    assert [each["word"] for each in ward.entries().json()["missing"]] == ["unknown"]
    odd = Ward(ward.reader, ODD)
    assert (odd.shown()["entries"], odd.entries().json()["missing"]) == ([], [])


def test_what_this_release_cannot_read_is_not_answered_in_part(ward: Ward):
    ward.reader.arrive(CRITICAL_INFO.views, b"garbage", NORA, "/entries")

    for told in (ward.entries(), ward.fhir()):
        assert (told.status_code, told.json()["code"]) == (503, "cannot-read")


def test_a_write_of_ones_own_is_waited_for(ward: Ward):
    ward.tell(ward.story.registered())

    assert ward.entries(min_revision=1).status_code == 200
    told = ward.entries(min_revision=2)
    assert (told.status_code, told.json()["code"]) == (503, "not-yet")
