import importlib
import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from carebus.bus.metrics import LoopMetrics
from carebus.domain.problems import Code
from carebus.projector.metrics import ProjectorMetrics
from carebus.settings import ALL

ROOT = Path(__file__).parents[2]
PROBLEMS = (ROOT / "docs" / "problems.md").read_text()


@pytest.mark.parametrize("code", Code)
def test_every_problem_has_its_cause_or_meaning_and_its_remedy_in_the_documents(code):
    section = re.search(rf"^### {code}\n(.*?)(?=^##|\Z)", PROBLEMS, re.MULTILINE | re.DOTALL)
    assert section, f"docs/problems.md has no heading {code}"
    assert "*Remedy*" in section[1]


def test_the_documents_explain_no_problem_that_does_not_exist():
    assert set(re.findall(r"^### (\S+)$", PROBLEMS, re.MULTILINE)) == set(Code)


def test_every_hop_of_an_event_in_the_architecture_exists():
    rows = re.findall(r"^\| (\d) \| `(carebus[\w.]*)` \|", (ROOT / "ARCHITECTURE.md").read_text(), re.MULTILINE)
    assert [number for number, _ in rows] == ["1", "2", "3", "4", "5", "6"]
    for _, name in rows:
        importlib.import_module(name)


def test_every_module_that_the_architecture_names_exists():
    for name in set(re.findall(r"`(carebus(?:\.\w+)+)`", (ROOT / "ARCHITECTURE.md").read_text())):
        importlib.import_module(name)


def test_every_setting_is_in_the_documents_and_no_other():
    told = set(re.findall(r"^\| `(CAREBUS_\w+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert told == {f"CAREBUS_{field.upper()}" for settings in ALL for field in settings.model_fields}


def test_every_metric_of_the_projector_is_in_the_documents():
    registry = CollectorRegistry()
    LoopMetrics("results", registry)
    ProjectorMetrics("results", registry)
    told = set(re.findall(r"`(carebus_\w+)`", (ROOT / "docs" / "metrics.md").read_text()))
    counted = {m.name + ("_total" if m.type == "counter" else "") for m in registry.collect()}
    assert counted <= told


def test_every_decision_is_numbered_without_a_gap_and_its_title_is_a_sentence():
    titles = [path.read_text().splitlines()[0] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert [title.split(".")[0] for title in titles] == [f"# {n}" for n in range(1, len(titles) + 1)]


def test_every_document_that_the_readme_links_to_exists():
    for target in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "README.md").read_text()):
        assert (ROOT / target).exists(), target


def test_nothing_tracked_names_a_package_registry_or_a_path_of_one_machine():
    forbidden = re.compile(r"pypi\.org|files\.pythonhosted|repo1?\.maven|registry\.npmjs|/ro" + "ot/|/ho" + "me/")
    places = [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *(ROOT / "requirements").iterdir(),
        *(ROOT / "docs").rglob("*.md"),
    ]
    places += [
        *(ROOT / "services").rglob("*.py"),
        *(ROOT / "deploy").rglob("*.*"),
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]
    for place in places:
        assert not forbidden.search(place.read_text(errors="replace")), place


def test_every_problem_of_the_reader_is_in_its_document():
    written = "".join(path.read_text() for path in (ROOT / "services" / "carebus" / "reader").rglob("*.py"))
    said = set(re.findall(r'refusal\(\s*(?:\d+|status), "([a-z-]+)"', written))
    table = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs" / "reader.md").read_text()))
    assert "no-such-record" in said
    assert said <= table
