"""A person's two lists on the real bus: side by side, half reconciled, reconciled over a projector that is killed, and given back (R23)."""

from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest

from carebus.bus.registry import Registry
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.identity.events import PatientsMerged, PatientsUnmerged
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.treatment import Dosage, Medicine, Treatment, TreatmentId
from carebus.domain.medication.writes import (
    ListClosed,
    ListReopened,
    ListSubmitted,
    TreatmentChanged,
    TreatmentPaused,
)
from carebus.domain.problems import Code
from carebus.domain.verdicts import Outcome
from carebus.publish import Publisher, act

HOSPITAL = {"kind": "HER", "value": "99000101"}
GP = {"kind": "HER", "value": "99000201"}
ONE = {"type": "FNR", "number": "21896310051"}
OLD = {"type": "HNR", "number": "H-2301", "assigner": HOSPITAL}
PATIENCE = 60


def row(name: str, dose: str) -> Treatment:
    return Treatment(TreatmentId(f"system-{name}"), Medicine(name), Dosage(dose))


METOPROLOL, WARFARIN = row("Metoprolol", "1 morning"), row("Warfarin", "as agreed")
LESS = row("Warfarin", "half of it")


@pytest.fixture
def bus(gateway, settings, programs):
    """A publisher, and the projector of the medication lists, which may be killed."""
    projector = next(each for each in programs if each.name == "projector-medication")
    with Publisher(gateway) as publisher:
        yield SimpleNamespace(publisher=publisher, projector=projector, reader=settings["CAREBUS_READER"])


def said(kind, name: str, source, **more) -> bytes:
    return act(kind, submission_id=f"system-{name}", source=source, at=datetime.now(UTC), **more)


def based(base: int) -> dict[str, object]:
    return {"base": base, "read_at": datetime.now(UTC)}


def reconciled(name: str, base: int, other: int, warfarin: Treatment) -> bytes:
    taken = {"patient": OLD, "rows": [{"row": WARFARIN.id}], **based(other)}
    rows = (METOPROLOL, warfarin)
    return said(ListSubmitted, name, GP, patient=ONE, **based(base), rows=rows, reconciles=True, takes_in=[taken])


def outcomes(verdicts) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts]


def listed(bus, patient, revision: int):
    asked = {"type": patient["type"], "number": patient["number"]}
    if "assigner" in patient:
        asked["assigner"] = "99000101"
    body = {"patient": asked, "audience": "clinician", "min_revision": revision}
    answer = httpx.post(f"{bus.reader}/v1/medication/list", json=body, trust_env=False, timeout=30)
    return answer.raise_for_status().json()["list"]


def doses(shown) -> dict[str, str]:
    return {each["treatment"]["medicine"]["name"]: each["treatment"]["dosage"]["words"] for each in shown["rows"]}


def closings(settings) -> list[ListClosed]:
    wire = Wire(Registry(settings["CAREBUS_REGISTRY"]))
    records = read_whole(settings["CAREBUS_BROKERS"], MEDICATION.accepted)
    facts = [wire.decode(record.value, (record.key or b"").decode()) for record in records]
    wire.close()
    return [f for f in facts if isinstance(f, ListClosed) and f.provenance.submission_id.startswith("system-")]


def test_two_lists_are_reconciled_over_a_projector_that_is_killed_and_given_back(bus, settings, carebus, tmp_path):
    send = bus.publisher.publish
    for source, patient, only in ((GP, ONE, METOPROLOL), (HOSPITAL, OLD, WARFARIN)):
        made = said(ListSubmitted, f"list-{only.id}", source, patient=patient, **based(0), rows=(only,), create=True)
        assert outcomes(send(made, PATIENCE)) == [Outcome.ACCEPTED]
    assert outcomes(send(said(PatientsMerged, "merged", HOSPITAL, losing=OLD, surviving=ONE), PATIENCE)) == [
        Outcome.ACCEPTED
    ]

    bus.projector.kill()
    changed = said(TreatmentChanged, "less", HOSPITAL, patient=OLD, **based(1), treatment=LESS)
    taken = bus.publisher.send([changed, reconciled("half", 1, 1, WARFARIN)])
    bus.projector.start()
    verdicts = {each.submission_id: each for each in bus.publisher.verdicts(sum(taken, ()), PATIENCE)}
    assert verdicts["system-half"].outcome is Outcome.ACCEPTED
    half = verdicts["system-half/asks/0"]
    assert (half.outcome, half.rule, half.problems[0].code) == (Outcome.REFUSED, "R2", Code.STALE)
    [other] = listed(bus, ONE, verdicts["system-half"].revision)["taken_in"]
    assert (other["became"], other["version_now"]) == ("open: it stands beside this list", 2)
    assert closings(settings) == []

    [parts] = bus.publisher.send([reconciled("whole", 2, 2, LESS)])
    bus.projector.kill()
    bus.projector.start()
    verdicts = {each.submission_id: each for each in bus.publisher.verdicts(parts, PATIENCE)}
    assert outcomes(verdicts.values()) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    shown = listed(bus, ONE, verdicts["system-whole"].revision)
    assert doses(shown) == {"Metoprolol": "1 morning", "Warfarin": "half of it"}
    assert listed(bus, OLD, verdicts["system-whole/asks/0"].revision)["closed"] is not None
    assert len(closings(settings)) == 1

    paused = said(
        TreatmentPaused, "late", HOSPITAL, patient=OLD, **based(2), treatment=WARFARIN.id, pause={"since": "2026"}
    )
    [late] = send(paused, PATIENCE)
    assert (late.outcome, late.rule, late.problems[0].code) == (Outcome.REFUSED, "R23", Code.LIST_CLOSED)
    (tmp_path / "again.json").write_bytes(reconciled("again", 2, 2, LESS))
    again = carebus("publish", tmp_path / "again.json")
    assert again.exit_code == 0, again.output
    assert [line.split()[0] for line in again.output.splitlines() if "again.json" in line] == ["duplicate"] * 2
    assert "⇒ system-again/asks/0" in again.output

    assert outcomes(send(said(PatientsUnmerged, "unmerged", HOSPITAL, losing=OLD, surviving=ONE), PATIENCE)) == [
        Outcome.ACCEPTED
    ]
    [opened] = send(said(ListReopened, "opened", GP, patient=ONE, **based(3)), PATIENCE)
    assert (opened.outcome, opened.version) == (Outcome.ACCEPTED, 4)
    assert doses(listed(bus, ONE, opened.revision)) == {"Metoprolol": "1 morning"}
    other = listed(bus, OLD, half.revision + 2)
    assert (doses(other), other["closed"], other["version"]) == ({"Warfarin": "half of it"}, None, 2)
    verified = carebus("rebuild", "medication", "--verify")
    assert verified.exit_code == 0, verified.output
