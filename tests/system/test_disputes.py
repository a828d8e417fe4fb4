"""Understands that an id under two patients is seen, shown and alarmed on a whole bus, and that settling it takes the flag away (R13, R16)."""

import time
from datetime import UTC, datetime

import httpx
from prometheus_client.parser import text_string_to_metric_families

from carebus.domain.identity.events import DisputeSettled
from carebus.domain.verdicts import Outcome
from carebus.publish import Publisher, act

EMIL = {"type": "FNR", "number": "05895537820"}
NORA = {"type": "FNR", "number": "12837121246"}
PATIENCE = 60.0


def _asked(settings, page, patient):
    body = {"patient": patient, "audience": "clinician"}
    answer = httpx.post(f"{settings['CAREBUS_READER']}/v1/{page}", json=body, trust_env=False)
    return answer.raise_for_status().json()


def _flagged(settings, patient):
    reports = _asked(settings, "results/search", patient)["reports"]
    return sorted(each["report_id"] for each in reports if "identity disputed" in each["flags"])


def _until(settings, emil, nora):
    """Waits until so many of their reports are flagged."""
    deadline = time.monotonic() + PATIENCE
    while (found := (_flagged(settings, EMIL), _flagged(settings, NORA))) != (emil, nora):
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def _open(metrics):
    families = text_string_to_metric_families(httpx.get(metrics, trust_env=False).text)
    return {
        sample.labels["shared"]: sample.value
        for family in families
        for sample in family.samples
        if sample.name == "carebus_disputes_open"
    }


def test_two_examples_that_share_an_id_are_flagged_and_alarmed_until_somebody_settles_it(
    settings, published, gateway, metrics, carebus
):
    _until(settings, ["F-8001"], ["F-8001", "F-8002"])
    assert _open(metrics["disputes"]) == {"message-id": 1.0, "report-id": 1.0}
    assert "identity disputed" in carebus("show", typed=f"{EMIL['number']}\n").output

    disputes = _asked(settings, "identity/records", EMIL)["disputes"]
    with Publisher(gateway) as publisher:
        for number, dispute in enumerate(disputes):
            told = act(
                DisputeSettled,
                submission_id=f"settled-{number}",
                source={"kind": "HER", "value": "99000101"},
                at=datetime.now(UTC),
                key=EMIL,
                other=NORA,
                name=dispute["name"],
            )
            (verdict,) = publisher.publish(told, PATIENCE)
            assert verdict.outcome is Outcome.ACCEPTED, verdict

    _until(settings, [], [])
    deadline = time.monotonic() + PATIENCE
    while _open(metrics["disputes"]) != {"message-id": 0.0, "report-id": 0.0}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert all(each["settled"] for each in _asked(settings, "identity/records", EMIL)["disputes"])
