"""Understands that a person with two numbers is asked about by either, from the gateway to the terminal, until it is undone (R23)."""

import time
from datetime import UTC, datetime, timedelta

import httpx
from tests.domain.medication.builders import treatment

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Severity, Verification
from carebus.domain.critical_info.events import CriticalInfoRegistered
from carebus.domain.identity.events import PatientsMerged, PatientsUnmerged
from carebus.domain.medication.treatment import Medicine
from carebus.domain.medication.writes import ListSubmitted
from carebus.domain.verdicts import Outcome
from carebus.publish import Publisher, act

TODAY, OLD = {"type": "FNR", "number": "13116900216"}, {"type": "FNR", "number": "05073500186"}
ATC = "2.16.578.1.12.4.1.1.7180"
_PATIENCE = 60


def _told(record, name, /, **said):
    return act(record, submission_id=name, source={"kind": "HER", "value": "99000201"}, at=datetime.now(UTC), **said)


def _listed(name, patient, medicine):
    row = treatment(medicine, medicine=Medicine(medicine, atc=Coding(ATC, "J01CA04")))
    read = datetime.now(UTC) - timedelta(seconds=1)
    return _told(ListSubmitted, name, patient=patient, base=0, read_at=read, rows=(row,), create=True)


def _reacts(name, patient):
    content = Content((Coded(Coding(ATC, "J01C")),), "Penicillins", Severity.HIGH)
    entry = {"id": EntryId("pen"), "kind": Kind.DRUG_REACTION, "verification": Verification.CONFIRMED}
    return _told(CriticalInfoRegistered, name, patient=patient, content=content, **entry)


class Asked:
    """The reader, asked about either number."""

    def __init__(self, url):
        self.url = url

    def post(self, page, patient, **more):
        body = {"patient": {**patient, **more}, "audience": "clinician"}
        answer = httpx.post(f"{self.url}{page}", json=body, trust_env=False, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def rows(self, patient, **more):
        shown = self.post("/v1/medication/list", patient, **more)["list"]
        return [row["treatment"]["id"] for row in shown["rows"]] if shown else []

    def records(self, patient):
        return [each["record"] for each in self.post("/v1/identity/records", patient)["records"]]

    def until(self, seen):
        patience = time.monotonic() + _PATIENCE
        while not seen():
            assert time.monotonic() < patience, f"not seen within {_PATIENCE} s"
            time.sleep(0.02)


def test_two_numbers_of_one_person_are_asked_by_either_until_the_merge_is_undone(settings, gateway, carebus):
    reader = Asked(settings["CAREBUS_READER"])
    with Publisher(gateway) as publisher:

        def accepted(message):
            (verdict,) = publisher.publish(message, _PATIENCE)
            assert verdict.outcome is Outcome.ACCEPTED, verdict

        accepted(_listed("person-1", TODAY, "Amoxicillin"))
        accepted(_listed("person-2", OLD, "Metoprolol"))
        accepted(_reacts("person-3", OLD))
        reader.until(lambda: reader.rows(TODAY) and reader.rows(OLD))
        alone = [reader.post("/v1/identity/records", each)["records"] for each in (TODAY, OLD)]

        accepted(_told(PatientsMerged, "person-4", losing=OLD, surviving=TODAY))
        reader.until(lambda: len(reader.records(TODAY)) == len(reader.records(OLD)) == 2)

        today, old = reader.records(OLD)
        assert reader.records(TODAY) == [today, old]
        assert reader.rows(TODAY) == reader.rows(OLD, record=today) == ["amoxicillin"]
        assert reader.rows(OLD) == reader.rows(TODAY, record=old) == ["metoprolol"]
        matches = reader.post("/v1/cross-check", TODAY)["matches"]
        assert {(each["taken_in"], each["known_in"]) for each in matches} >= {(today, old)}
        shown = carebus("show", typed=f"{TODAY['number']}\n").stdout
        assert shown.index("Penicillins") < shown.index("Amoxicillin") < shown.rindex("Metoprolol")

        accepted(_told(PatientsUnmerged, "person-5", losing=OLD, surviving=TODAY))
        reader.until(lambda: len(reader.records(TODAY)) == len(reader.records(OLD)) == 1)

        assert [reader.post("/v1/identity/records", each)["records"] for each in (TODAY, OLD)] == alone
        assert (reader.rows(TODAY), reader.rows(OLD)) == (["amoxicillin"], ["metoprolol"])
        assert reader.post("/v1/cross-check", TODAY)["matches"] == []
