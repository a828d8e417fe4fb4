"""R29, R9: the answer of SFM to a lookup is one observation; it decides nothing, and says what it could not see."""

import pytest
from tests.formats.fhir.read_examples import (
    FNR,
    amendment,
    answer,
    bundle,
    concept,
    dispense,
    entry,
    extension,
    m25,
    named,
    part,
    patient,
    problems,
    reference,
    registered,
    sfm,
    taken,
    told,
    volven,
)

from carebus.domain.medication.beside import Gap, GapKind, Parameter, PrescriptionStatus
from carebus.domain.medication.events import ListObserved
from carebus.domain.medication.treatment import Dosing, Pause, Person
from carebus.domain.medication.waiting import Wish
from carebus.domain.problems import Code
from carebus.formats.format import Format

BUNDLE = "Parameters.parameter[0].resource"
PLACE = f"{BUNDLE}.entry[3].resource"
SECTION = {"code": {"coding": [{"code": "sectionMedication"}]}}


@pytest.fixture
def observed(provenance):
    return lambda *resources, **more: told(answer(*resources, **more), provenance)


def discontinued(at="2026-11-01", reason="X"):
    return sfm(
        "discontinuation",
        extension("timedate", valueDateTime=at),
        extension("reason", valueCodeableConcept=volven("7494", reason, "Annen årsak")),
    )


def test_an_answer_is_one_observation_named_by_its_bundle():
    message = taken(answer(entry()))
    assert (message.format, message.area, message.sender) == (Format.FHIR_SFM, "medication", ())
    (one,) = message.parts
    assert (one.subject.kind, one.message_id, one.name) == ("FNR", "answer-7", None)
    assert one.occurred.isoformat() == "2026-11-20T11:00:00+00:00"


def test_a_bundle_of_sfm_alone_is_an_answer_too(provenance):
    document = answer(entry())["parameter"][0]["resource"] | {"timestamp": "2026-11-20T12:00:00+01:00", "id": "b1"}
    assert taken(document).format is Format.FHIR_SFM
    one = part(document)
    assert (one.name, one.occurred.isoformat()) == (None, "2026-11-20T11:00:00+00:00")
    assert one.submission(provenance).places == ("SFM",)


def test_a_row_is_told_as_its_prescriber_wrote_it(observed):
    dose = extension(
        "repeatingdosage",
        extension("amount", valueQuantity={"value": 1.0, "unit": "tablett"}),
        extension("interval", valueQuantity={"value": 1.0, "unit": "Døgn"}),
        extension("timerange", valueCodeableConcept=volven("8325", "1", "Morgen")),
    )
    written = amendment(
        extension("dssn", valueString="1 tablett morgen\nmed vann"),
        extension("ereseptdosing", extension("starttime", valueDate="2026-10-01"), dose),
        extension("note", valueString="prøves ut"),
    )
    step = {
        "text": "1 tablett morgen",
        "extension": [
            sfm("use", valueCodeableConcept=volven("9101", "1", "Fast")),
            sfm("application-area", extension("text", valueString="BLODTRYKKSENKENDE")),
        ],
    }
    event = observed(
        entry(
            extension=[
                registered("1"),
                written,
                extension("effectiveDateTime", valueDate="2026-10-01"),
                sfm("generic-substitution", extension("genericSubstitutionAccepted", valueBoolean=False)),
                sfm("libitemcomment", extension("comment", valueString="se epikrise")),
            ],
            dosage=[step],
            reasonCode=[volven("7170", "K86", "Hypertensjon")],
        )
    )
    assert isinstance(event, ListObserved)
    (row,) = event.rows
    assert (row.id, row.prescriptions, row.medicine.name) == ("pll-1", ("rx-1",), "Metoprolol")
    assert row.dosage.text == "1 tablett morgen\nmed vann"
    (dosing,) = row.dosage.dosings
    assert dosing == Dosing("1.0", "tablett", "1.0", "Døgn", dosing.time_of_day, "2026-10-01")
    assert dosing.time_of_day.code == "1"
    assert (row.use.system, row.use.code) == ("2.16.578.1.12.4.1.1.9101", "1")
    assert [each.code or each.text for each in row.reasons] == ["K86", "BLODTRYKKSENKENDE"]
    assert (row.started, row.planned_end, row.substitution) == ("2026-10-01", None, False)
    assert row.note == "prøves ut\nse epikrise"
    assert row.decided_by == Person("Kari Holm", hpr="9144900")
    assert "16886699927" not in repr(event)
    assert (event.first, event.has_list) == (False, True)


def test_what_was_stopped_is_ceased_by_whom_and_why(observed):
    event = observed(entry(status="stopped", extension=[registered("1"), registered("3"), discontinued()]))
    (cease,) = event.ceased
    assert (cease.treatment.id, cease.ending.effective, cease.ending.reason.code) == ("pll-1", "2026-11-01", "X")
    assert (cease.ending.by.name, cease.row) == ("Kari Holm", None)
    assert event.rows == ()


@pytest.mark.parametrize(
    ("extensions", "effective"),
    [
        ([registered("3", at="2026-11-02T09:00:00Z")], "2026-11-02T09:00:00Z"),
        ([amendment(extension("lastchanged", valueDateTime="2026-11-03"))], "2026-11-03"),
    ],
)
def test_a_stop_without_a_discontinuation_is_dated_by_what_there_is(extensions, effective, observed):
    (cease,) = observed(entry(status="stopped", extension=extensions)).ceased
    assert cease.ending.effective == effective


def test_a_stop_that_nothing_dates_is_never_shown_as_taken():
    document = answer(entry(status="stopped", extension=[]))
    assert problems(document) == {(Code.MISSING_ELEMENT, f"{PLACE}.extension")}


def test_completed_is_not_stopped(observed):
    (row,) = observed(entry(status="completed", effectivePeriod={"start": "2026-01-01", "end": "2026-02-01"})).rows
    assert (row.started, row.planned_end) == ("2026-01-01", "2026-02-01")
    ends = [extension("ereseptdosing", extension("endtime", valueDate=day)) for day in ("2026-03-01", "2026-02-01")]
    (row,) = observed(entry(status="completed", extension=[amendment(*ends)])).rows
    assert row.planned_end == "2026-03-01"


def test_completed_without_an_end_is_told_as_ended_and_why(observed):
    changed = amendment(extension("lastchanged", valueDateTime="2026-11-03"), extension("ereseptdosing"))
    event = observed(entry(status="completed", extension=[changed]))
    assert event.rows == ()
    assert (event.ceased[0].ending.effective, event.ceased[0].ending.text) == ("2026-11-03", "status: completed")


def test_a_row_that_will_be_stopped_is_taken_until_then(observed):
    (row,) = observed(entry(extension=[discontinued("2027-01-01")])).rows
    assert row.planned_end == "2027-01-01"


def test_a_paused_row_stays_paused(observed):
    changed = amendment(extension("lastchanged", valueDateTime="2026-11-03"))
    (row,) = observed(entry(status="on-hold", statusReason=[{"text": "infeksjon"}], extension=[changed])).rows
    assert row.pause == Pause("2026-11-03", reason="infeksjon")
    nothing = answer(entry(status="on-hold", extension=[]))
    assert problems(nothing) == {(Code.MISSING_ELEMENT, f"{PLACE}.status")}


@pytest.mark.parametrize("status", ["intended", "unknown", "not-taken"])
def test_a_status_that_no_field_can_say_stands_in_the_note(status, observed):
    assert observed(entry(status=status)).rows[0].note == f"status: {status}"


def test_a_row_that_is_not_approved_says_so(observed):
    assert observed(entry(extension=[registered("1", status="2")])).rows[0].note == "registration: Til godkjenning"


def test_a_row_registered_in_error_is_told_to_nobody(observed):
    event = observed(entry(status="entered-in-error"), entry("pll-2", "rx-2"))
    assert [each.id for each in event.rows] == ["pll-2"]


def test_a_status_of_no_code_holds_the_answer():
    assert problems(answer(entry(status="aktiv"))) == {(Code.INVALID_VALUE, f"{PLACE}.status")}


def test_what_has_no_pll_id_stands_apart_and_gets_none(observed):
    written = amendment(
        extension("dssn", valueString="1 tablett morgen"),
        extension("reseptdate", valueDate="2026-10-01"),
        extension("expirationdate", valueDate="2027-10-01"),
        extension("reit", valueString="3"),
        extension("amount", valueQuantity={"value": 98.0, "unit": "stk"}),
        extension("typeresept", valueCodeableConcept=volven("7491", "E", "Eresept")),
    )
    step = {"extension": [sfm("application-area", extension("text", valueString="SMERTESTILLENDE"))]}
    event = observed(entry(None, "rx-9", extension=[written, registered("1")], dosage=[step]))
    (one,) = event.prescribed
    assert (one.id, one.treatment, one.status) == ("rx-9", None, PrescriptionStatus.ACTIVE)
    assert (one.issued, one.valid_until, one.repeats, one.amount) == ("2026-10-01", "2027-10-01", "3", "98.0 stk")
    assert (one.kind.code, one.prescriber.hpr) == ("E", "9144900")
    assert one.dosage.text == "1 tablett morgen\nSMERTESTILLENDE"
    assert (event.rows, event.has_list) == ((), False)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"status": "stopped"}, PrescriptionStatus.RECALLED),
        ({"status": "completed"}, PrescriptionStatus.EXPIRED),
        ({"status": "on-hold"}, PrescriptionStatus.ON_HOLD),
        (
            {
                "extension": [
                    amendment(extension("recallinfo", extension("recallcode", valueCodeableConcept=concept("2"))))
                ]
            },
            PrescriptionStatus.RECALLED,
        ),
    ],
)
def test_what_became_of_a_prescription_is_told(content, status, observed):
    (one,) = observed(entry(None, "rx-9", **content)).prescribed
    assert one.status is status


def test_packages_are_an_amount_too(observed):
    written = amendment(extension("numberofpackages", valueDecimal=2.0))
    assert observed(entry(None, "rx-9", extension=[written])).prescribed[0].amount == "2.0 packages"


def test_an_older_prescription_of_a_chain_belongs_to_the_row_of_its_head(observed):
    head = {"fullUrl": "urn:uuid:head", "resource": entry("pll-1", "rx-2")}
    tail = entry(None, "rx-1", status="completed", partOf=[reference("urn:uuid:head")])
    (one,) = observed(head, tail).prescribed
    assert (one.treatment, one.status) == ("pll-1", PrescriptionStatus.EXPIRED)


def test_a_statement_that_nothing_names_is_a_problem():
    assert problems(answer(entry(None, None))) == {(Code.MISSING_ELEMENT, f"{PLACE}.identifier")}


def test_a_locked_prescription_is_a_gap_and_nothing_else(observed):
    locked = amendment(extension("lockedresept", valueBoolean=True))
    event = observed(entry(extension=[locked], medicationCodeableConcept={"text": "Disulfiram"}))
    assert (event.rows, event.prescribed) == ((), ())
    assert [(each.kind, each.place) for each in event.gaps] == [(GapKind.LOCKED, "RF")]
    assert "Disulfiram" not in repr(event)


def test_locked_prescriptions_and_failed_lookups_are_gaps(observed):
    event = observed(
        KJHentetTidspunkt={"valueDateTime": "2026-11-20T12:00:01+01:00"},
        KJFeilkode={"valueCodeableConcept": concept("5", display="Ingen rettighet", text="TraceID: 1")},
        RFM96Feilkode={"valueCoding": {"code": "0", "display": "OK"}},
        RFHarLaste={"valueBoolean": True},
        KJHarLaste={"valueBoolean": False},
    )
    assert event.places == ("RF", "SFM")
    assert [(each.kind, each.place, each.code, each.text) for each in event.gaps] == [
        (GapKind.LOCKED, "RF", None, None),
        (GapKind.LOOKUP_FAILED, "KJ", "5", "Ingen rettighet"),
    ]
    assert event.gaps[1].since.second == 1
    assert Parameter("KJFeilkode", "5 | Ingen rettighet | TraceID: 1") in event.parameters
    assert Parameter("RFHarLaste", "true") in event.parameters
    assert len(event.parameters) == 6


def test_two_failures_at_one_register_are_one_gap_and_it_has_not_answered(observed):
    failed = {"valueCodeableConcept": concept("9", display="Tidsavbrudd")}
    event = observed(RFM96Feilkode=failed, RFM912Feilkode=failed)
    assert event.places == ("SFM",)
    assert [(each.place, each.code) for each in event.gaps] == [("RF", "9, 9")]


def test_a_register_that_was_not_asked_has_not_answered(observed):
    assert observed(KJFeilkode={"valueCodeableConcept": concept("0")}).places == ("RF", "SFM")


def test_every_parameter_is_kept_as_written_whatever_its_type(observed):
    event = observed(
        Antall={"valueInteger": 3},
        Tidsrom={"valuePeriod": {"start": "2026", "end": "2027"}},
        Tom={},
        Ny={"part": [{"name": "x", "valueString": "y"}]},
    )
    assert [(each.name, each.value) for each in event.parameters[1:]] == [
        ("Antall", "3"),
        ("Tidsrom", "2026 | 2027"),
        ("Ny.x", "y"),
    ]


@pytest.mark.parametrize(
    ("reason", "kinds"), [("nilknown", []), ("unavailable", [GapKind.SOURCE]), ("withheld", [GapKind.WITHHELD])]
)
def test_an_empty_list_says_why(reason, kinds, observed):
    empty = {"section": [SECTION | {"emptyReason": concept(reason, display="Hvorfor")}]}
    gaps = observed(composition=empty).gaps
    assert [each.kind for each in gaps] == kinds
    assert all((each.place, each.code, each.text) == ("SFM", reason, "Hvorfor") for each in gaps)


def test_a_medicine_that_is_named_and_missing_is_a_problem():
    named_only = {"section": [SECTION | {"entry": [reference("urn:uuid:gone")]}]}
    assert problems(answer(composition=named_only)) == {
        (Code.MISSING_ELEMENT, f"{BUNDLE}.entry[0].resource.section[0].entry[0].reference")
    }


def test_m25_1_dates_the_list_and_m25_2_is_a_wish_of_the_pharmacy(observed):
    pharmacy = {"fullUrl": "urn:uuid:a", "resource": {"resourceType": "Organization", "name": "Vågen apotek"}}
    wish = m25(
        "M25.2", "2026-11-02T10:00:00+01:00", extension("text", valueString="Bytte?"), author=reference("urn:uuid:a")
    )
    event = observed(pharmacy, m25("M25.1"), wish)
    assert event.listed.isoformat() == "2026-11-01T09:00:00+00:00"
    (asked,) = event.proposals
    assert (asked.id, asked.wish, asked.multidose, asked.text) == ("M25.2", Wish.OTHER, True, "Bytte?")
    assert (asked.made.isoformat(), asked.by.organisation) == ("2026-11-02T09:00:00+00:00", "Vågen apotek")
    assert event.has_list


def test_a_list_without_rows_is_a_list_and_m9_12_is_none(observed):
    assert observed(m25("M25.1")).has_list
    assert not observed(m25("M9.12")).has_list


def test_m25_3_says_what_was_packed_for_which_days(observed):
    def packed(to, first, last, document=None):
        more = [extension("deliverydoc", valueReference=reference(document))] if document else []
        dates = (extension("datefirstdose", valueDateTime=first), extension("datelastdose", valueDateTime=last))
        return extension(
            "deliveryinformation", extension("prescriptionId", valueReference=reference(to)), *dates, *more
        )

    row = {"fullUrl": "urn:uuid:row", "resource": entry()}
    out = {"fullUrl": "urn:uuid:m10", "resource": dispense(medicationCodeableConcept={"text": "Selo-Zok"})}
    event = observed(
        row,
        out,
        m25(
            "M25.3",
            "2026-11-03T10:00:00+01:00",
            packed("urn:uuid:row", "2026-11-10", "2026-11-16", "urn:uuid:m10"),
            packed("urn:uuid:row", "2026-11-09", "2026-11-20"),
            author={"identifier": {"system": "urn:oid:2.16.578.1.12.4.1.2", "value": "8000123"}},
        ),
    )
    assert (event.packed.id, event.packed.first_dose, event.packed.last_dose) == ("M25.3", "2026-11-09", "2026-11-20")
    assert event.packed.pharmacy == "HER 8000123"
    assert [(each.name, each.prescription, each.treatment) for each in event.packed.items] == [
        ("Selo-Zok", "rx-1", "pll-1"),
        ("Metoprolol", "rx-1", "pll-1"),
    ]


def test_a_message_without_its_date_or_id_is_a_problem():
    undated = m25("M25.2") | {"extension": [], "identifier": []}
    assert problems(answer(undated)) == {
        (Code.MISSING_ELEMENT, f"{PLACE}.identifier"),
        (Code.MISSING_ELEMENT, f"{PLACE}.extension"),
    }


def test_a_prescription_that_is_no_medicine_is_passed_over(observed):
    event = observed({"resourceType": "Basic", "code": concept("bandage"), "identifier": [{"value": "b"}]})
    assert (event.proposals, event.packed, event.has_list) == ((), None, False)


@pytest.mark.parametrize(
    "document",
    [
        answer(entry(), composition={"relatesTo": [{"code": "appends", "targetIdentifier": {"value": "answer-6"}}]}),
        answer(entry(), m25("M25.1", "2026-11-01", extension("createPLL", valueBoolean=True))),
    ],
)
def test_a_list_that_is_sent_is_never_read_as_an_answer(document):
    assert {code for code, _ in problems(document)} == {Code.UNKNOWN_VOCABULARY}


def test_an_answer_may_say_that_no_list_is_asked_for(observed):
    assert observed(m25("M25.1", "2026-11-01", extension("createPLL", valueBoolean=False))).has_list


def test_an_answer_about_two_patients_is_held():
    other = entry(subject={"identifier": {"system": FNR, "value": "13877449947"}})
    assert problems(answer(entry(), other)) == {(Code.ANOTHER_SUBJECT, f"{BUNDLE}.entry[4].resource.subject")}


def test_an_answer_that_does_not_say_when_is_held():
    document = answer(RFHentetTidspunkt={})
    assert problems(document) == {(Code.MISSING_ELEMENT, f"{BUNDLE}.timestamp")}


def test_a_plain_list_of_statements_is_no_answer():
    assert taken(bundle(patient(), entry(id="s1"))).format is Format.FHIR_R4


def test_what_was_asked_when_stands_for_a_lock(observed):
    gap = observed(RFHarLaste={"valueBoolean": True}).gaps
    assert gap == (Gap(GapKind.LOCKED, "RF", gap[0].since),)
    assert gap[0].since.isoformat() == "2026-11-20T11:00:00+00:00"


def test_a_prescription_without_a_resept_id_keeps_the_name_it_has(observed):
    own = entry(None, None, identifier=[named("TreatmentId", "t-1")])
    assert observed(own).prescribed[0].id == "t-1"
