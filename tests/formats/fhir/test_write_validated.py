"""The examples before an independent validator of FHIR R4 (HAPI), where `write_validator` has prepared one.

Its class path stands in `CAREBUS_FHIR_VALIDATOR`. Warnings are no faults: no code system of Volven is at hand, and no narrative is written.
"""

import json
import os
import re
import subprocess

import pytest
from tests.domain.identity.builders import key, provenance
from tests.formats.fhir import write_critical_examples as critical
from tests.formats.fhir.write_examples import STORIES, of
from tests.formats.fhir.write_validator import ORACLE, SETTING

from carebus.domain.identity.acts import act
from carebus.domain.identity.link import Link, Tie
from carebus.formats.fhir.write_patient import patient
from carebus.local import java

PATH = os.environ.get(SETTING)
LINKS = tuple(
    Link(tie, key("today"), key(other), act(provenance()))
    for tie, other in ((Tie.REPLACED, "tomorrow"), (Tie.LINKED, "elsewhere"))
)
LINKED = {key("today"): "7f3a", key("tomorrow"): "7f3b", key("elsewhere"): "7f3c"}
PATIENTS = {
    "reference": "Patient/7f3a",
    "resource": {"resourceType": "Patient", "id": "7f3a"},
    "linked": patient(key("today"), LINKED, LINKS),
}

pytestmark = pytest.mark.skipif(
    not PATH or not ORACLE.is_dir(), reason=f"no FHIR validator: {SETTING}, ../shared/oracles"
)


def test_the_validator_finds_no_error_in_any_example(tmp_path):
    files = [str(_file(tmp_path, name, kind)) for name in STORIES for kind in PATIENTS]
    assert _errors(files) == []


def test_the_validator_finds_no_error_in_any_example_of_critical_information(tmp_path):
    files = [
        str(_written(tmp_path, f"{name}-{kind}", critical.of(critical.STORIES[name](), PATIENTS[kind])))
        for name in critical.STORIES
        for kind in PATIENTS
    ]
    assert _errors(files) == []


def test_the_validator_does_find_an_error_where_there_is_one(tmp_path):
    told = of(STORIES["paused"]())
    told["entry"][1]["resource"]["status"] = "paused"
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(told))
    assert any("status" in each for each in _errors([str(wrong)]))


def _errors(files):
    run = subprocess.run([java.binary(), "-cp", PATH, "V", *files], capture_output=True, text=True, check=False)
    looked_at = len(re.findall(r"^(?:OK|FAIL) ", run.stdout, re.MULTILINE))
    assert looked_at == len(files), run.stderr
    return re.findall(r"(?:ERROR|FATAL) .*", run.stdout)


def _file(folder, name, kind):
    return _written(folder, f"{name}-{kind}", of(STORIES[name](), PATIENTS[kind]))


def _written(folder, name, told):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(told))
    return path
