"""Real messages: SFM's answer for a multidose patient, and the patients of Synthea, from bytes to what the rules make of them."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind, Verification
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Accepted
from carebus.domain.medication.beside import GapKind, PrescriptionStatus
from carebus.domain.medication.decide import decide
from carebus.domain.medication.events import ListObserved, PrescriptionIssued, PrescriptionRecalled
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.reading import not_on_the_list, packed, waiting
from carebus.domain.medication.units import LIST, ceased, units_changed_by, units_of
from carebus.domain.medication.view import Gone
from carebus.domain.problems import Code
from carebus.formats.coverage import Coverage
from carebus.formats.fhir.coverage import coverage
from carebus.formats.fhir.messages import read
from carebus.formats.format import Format
from carebus.formats.told import Message

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def after(views, event):
    """The pictures after an event that must be accepted."""
    decision = decide({unit: views.get(unit) for unit in units_of(event)}, event, NOW)
    assert isinstance(decision, Accepted), decision
    for fact in decision.events:
        for unit in units_changed_by(fact):
            views[unit] = evolve(unit, views.get(unit), fact)
    return decision


def of_area(message, area):
    """The parts of a message that are for one area."""
    return [one for one in message.parts if one.area == area]


@pytest.fixture(scope="module")
def answer(shared_data):
    return (shared_data / "sfm" / "multidose_getmedication_response.json").read_bytes()


@pytest.fixture(scope="module")
def patients(shared_data):
    return {path: path.read_bytes() for path in sorted((shared_data / "synthea").glob("*.json"))}


@pytest.fixture(scope="module")
def lookup(answer, provenance):
    message = read(answer)
    assert isinstance(message, Message)
    assert message.format is Format.FHIR_SFM
    (one,) = message.parts
    assert (one.problems, one.subject.kind, one.message_id) == ((), "FNR", "52b5dfbf-7fa9-4765-a219-65986cb4e511")
    assert one.occurred == datetime(2024, 1, 25, 11, 32, 47, 213000, tzinfo=UTC)
    return one.submission(provenance)


def test_the_ten_statements_of_the_answer_are_rows_ceased_ones_and_one_prescription(lookup):
    assert isinstance(lookup, ListObserved)
    assert [len(lookup.rows), len(lookup.ceased), len(lookup.prescribed)] == [4, 5, 1]
    assert {row.medicine.name for row in lookup.rows} == {
        "Deksametason/Neomycin/Polymyksin B øyedr, susp 1 mg/ml/3500 IE/ml/6000 IE/ml",
        "Akamprosat enterotab 333 mg",
        "Lapatinib tab 250 mg",
        "Metode folsyre&jod gravid tab 400 mikrog/175 mikrog",
    }
    assert [each.medicine.name for each in lookup.prescribed] == ["Myalepta pulv til inj væske, oppl 3 mg"]
    assert (lookup.has_list, lookup.first) == (True, False)


def test_the_whole_text_of_each_dosage_is_the_one_that_the_prescriber_wrote(lookup):
    told = {row.medicine.name: row.dosage for row in (*lookup.rows, *(cease.treatment for cease in lookup.ceased))}
    atorvastatin = told["Atorvastatin tab 40 mg"]
    assert atorvastatin.text.endswith("Vær forsiktig med elektrisk tannbørste")
    assert atorvastatin.text.count("\n") == 3
    assert [(each.amount, each.starts, each.ends) for each in atorvastatin.dosings] == [
        *[("1.0", "2023-09-28", "2023-10-01")] * 2,
        *[("1.0", "2023-10-02", "2023-10-24")] * 4,
    ]
    drops = told["Deksametason/Neomycin/Polymyksin B øyedr, susp 1 mg/ml/3500 IE/ml/6000 IE/ml"]
    assert [each.time_of_day.display for each in drops.dosings] == ["Morgen", "Midt på dagen", "Kveld"]


def test_every_code_of_the_answer_is_of_the_system_that_the_list_knows(lookup):
    assert {row.medicine.form.system for row in lookup.rows} == {"2.16.578.1.12.4.1.1.7448"}
    assert {row.use.system for row in lookup.rows} == {"2.16.578.1.12.4.1.1.9101"}
    assert {cease.ending.reason.system for cease in lookup.ceased} == {"2.16.578.1.12.4.1.1.7494"}
    assert {row.medicine.atc.code for row in lookup.rows if row.medicine.atc} == {"S01CA01", "N07BB03", "L01EH01"}
    assert {row.decided_by.hpr for row in lookup.rows} == {"431001110"}


def test_what_the_answer_could_not_see_is_said(lookup):
    assert [(gap.kind, gap.place, gap.code) for gap in lookup.gaps] == [
        (GapKind.LOCKED, "RF", None),
        (GapKind.LOOKUP_FAILED, "KJ", "5"),
    ]
    assert lookup.places == ("RF", "SFM")
    assert len(lookup.parameters) == 8


def test_the_old_messages_of_multidose_are_told_with_their_dates(lookup):
    assert lookup.listed.date().isoformat() == "2023-12-08"
    assert [(each.made.date().isoformat(), each.multidose) for each in lookup.proposals] == [("2023-09-27", True)]
    assert (lookup.packed.first_dose[:10], lookup.packed.pharmacy) == ("2023-09-29", "Testapotek Monier")
    assert [each.name for each in lookup.packed.items] == ["Ibux Tab 600 mg"]


def test_the_rules_make_a_first_list_of_the_answer_imported_and_not_reconciled(lookup):
    views = {}
    decision = after(views, lookup)
    assert decision.alarms == ()
    listed = views[LIST]
    assert (listed.version, len(listed.rows), listed.imported, listed.reconciled) == (1, 4, True, None)
    assert {views[ceased(each.treatment.id)].gone for each in lookup.ceased} == {Gone.STOPPED}
    assert [each.id for each in not_on_the_list(listed)] == ["3443ea32-0b2c-4b61-9d41-234c2b15ef20"]
    assert (waiting(listed), packed(listed)) == ((), None)
    assert len(listed.gaps) == 2


def test_the_same_answer_again_changes_no_row_and_differs_in_nothing(lookup):
    views = {}
    after(views, lookup)
    after(views, lookup)
    assert (views[LIST].version, views[LIST].observed.differs) == (1, ())


def test_nothing_of_the_answer_is_unknown(answer):
    counted = coverage(answer)
    assert isinstance(counted, Coverage)
    assert not counted.unknown
    assert counted.used / counted.total > 0.65


def test_every_request_of_every_synthea_patient_becomes_what_its_status_says(patients, provenance):
    found = Counter()
    for data in patients.values():
        message = read(data)
        if not isinstance(message, Message):
            assert [each.code for each in message] == [Code.NO_REPORT]
            assert b'"MedicationRequest"' not in data
            assert b'"AllergyIntolerance"' not in data
            continue
        views = {}
        for one in of_area(message, "medication"):
            assert (one.problems, one.subject.kind, one.subject.assigner) == ((), "LOK", None)
            assert one.occurred is not None
            event = one.submission(provenance)
            found[type(event)] += bool(after(views, event).events)
        if LIST in views:
            statuses = Counter(each.status for each in views[LIST].prescriptions)
            assert set(statuses) <= {PrescriptionStatus.ACTIVE, PrescriptionStatus.RECALLED}
            assert views[LIST].rows == ()
    assert found == {PrescriptionIssued: 15, PrescriptionRecalled: 40}


def test_a_synthea_prescription_is_told_as_written(patients, provenance):
    messages = [message for data in patients.values() if isinstance(message := read(data), Message)]
    events = [one.submission(provenance) for message in messages for one in of_area(message, "medication")]
    issued = [event.prescription for event in events if isinstance(event, PrescriptionIssued)]
    assert {each.medicine.atc.system for each in issued} == {"http://www.nlm.nih.gov/research/umls/rxnorm"}
    assert all(each.medicine.name and each.prescriber and each.encounter is None for each in issued)
    dosed = [each.dosage.dosings for each in issued if each.dosage and each.dosage.dosings]
    assert {(dose.amount, dose.interval, dose.interval_unit) for dosings in dosed for dose in dosings} == {
        ("1", "1", "d")
    }


def test_every_allergy_of_every_synthea_patient_is_added_once_as_unconfirmed(patients, provenance):
    entries, recorded = [], []
    for data in patients.values():
        picture = None
        for _ in range(2):
            message = read(data)
            for one in of_area(message, "critical-info") if isinstance(message, Message) else ():
                recorded.append(one.occurred)
                event = one.submission(provenance)
                decision = CRITICAL_INFO.decide({ENTRIES: picture}, event, NOW)
                assert isinstance(decision, Accepted), decision
                for fact in decision.events:
                    picture = CRITICAL_INFO.evolve(ENTRIES, picture, fact)
        entries += picture.entries if picture else ()
    assert Counter(each.kind for each in entries) == {Kind.OTHER_ALLERGEN: 11}
    assert {(each.verification, each.version) for each in entries} == {(Verification.UNCONFIRMED, 1)}
    assert {code.coding.system for each in entries for code in each.content.codes} == {"http://snomed.info/sct"}
    assert all("confirmed" in each.content.note for each in entries)
    assert min(recorded).year < 1990


def test_an_ordinary_condition_of_a_synthea_patient_is_left_out_with_the_reason(patients):
    total = Coverage()
    for data in patients.values():
        total.add(coverage(data))
    reasons = [reason for reason in total.dropped if "no critical information by itself" in reason]
    assert [total.dropped[reason] > 500 for reason in reasons] == [True, True]


def test_nothing_of_the_synthea_patients_is_unknown(patients):
    total = Coverage()
    for data in patients.values():
        total.add(coverage(data))
    assert not total.unknown
    assert total.dropped["not this area: Observation"] > 1000


def test_two_readings_are_alike(answer, provenance):
    one, two = (read(answer).parts[0] for _ in range(2))
    assert one.submission(provenance) == two.submission(provenance)
