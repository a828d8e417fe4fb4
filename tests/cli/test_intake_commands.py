import pytest
import typer
from tests.formats.svarrapport import message, patient, potassium, report
from typer.testing import CliRunner

from carebus.cli import sources
from carebus.cli.coverage import coverage_command
from carebus.cli.examples import examples_command
from carebus.examples.catalogue import examples


@pytest.fixture
def carebus(tmp_path):
    app = typer.Typer()
    app.command("coverage")(coverage_command)
    app.command("examples")(examples_command)
    app.add_typer(sources.app, name="sources")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def new_laboratory(tmp_path):
    path = tmp_path / "message.xml"
    path.write_text(message().replace("99000001", "99000777"))
    return path


def test_the_examples_are_written_as_they_are(carebus, tmp_path):
    assert carebus("examples", tmp_path / "new").exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {
        e.file: e.data for e in examples()
    }


def test_coverage_ends_with_0_where_everything_is_known(carebus, new_laboratory):
    assert carebus("coverage", new_laboratory).exit_code == 0


def test_coverage_ends_with_1_and_names_what_is_unknown(carebus, tmp_path):
    (tmp_path / "odd.xml").write_text(message(report(whom=patient(potassium(more="<Colour/>")))))
    told = carebus("coverage", tmp_path / "odd.xml")
    assert told.exit_code == 1
    assert "ResultItem/Colour" in told.output


def test_coverage_ends_with_1_where_a_file_is_no_svarrapport(carebus, tmp_path):
    (tmp_path / "page.html").write_text("<html/>")
    told = carebus("coverage", tmp_path / "page.html")
    assert told.exit_code == 1
    assert "unknown-vocabulary" in told.output


def test_a_new_laboratory_is_drafted_once_and_a_reviewed_file_is_never_overwritten(carebus, tmp_path, new_laboratory):
    assert carebus("sources", "draft", new_laboratory, "--into", tmp_path / "drafts").exit_code == 0
    (drafted,) = (tmp_path / "drafts").iterdir()
    drafted.write_text(drafted.read_text() + "# reviewed\n")
    assert carebus("sources", "draft", new_laboratory, "--into", tmp_path / "drafts").exit_code == 1
    assert drafted.read_text().endswith("# reviewed\n")
    assert carebus("sources", "check", "--folder", tmp_path / "drafts").exit_code == 0


def test_a_known_laboratory_is_not_drafted(carebus, tmp_path):
    (tmp_path / "known.xml").write_text(message())
    told = carebus("sources", "draft", tmp_path / "known.xml", "--into", tmp_path)
    assert (told.exit_code, list(tmp_path.glob("*.yaml"))) == (0, [])


def test_a_fault_in_a_source_file_is_told_by_file_and_field(carebus, tmp_path):
    (tmp_path / "odd.yaml").write_text("id: odd\n")
    told = carebus("sources", "check", "--folder", tmp_path)
    assert told.exit_code == 1
    assert "odd.yaml: environment: Field required" in told.output
