import pytest
import yaml

from carebus import shipped
from carebus.domain.results.report import Identifier
from carebus.gateway.sources import Sources, SourcesProblem, check, is_organisation_number
from carebus.settings import Environment

FJORDLAB = {
    "id": "fjordlab",
    "name": "Fjordlab AS",
    "organisation": "315000009",
    "her_ids": ["99000001", "99000002"],
    "other_ids": [{"kind": "RSH", "value": "7700"}, {"kind": "LAV", "value": "M"}],
    "laboratory": "315000009",
    "assigner": "99000001",
    "formats": ["kith-svarrapport-1.4"],
    "areas": ["results"],
    "roles": ["laboratory"],
    "cadence": "PT6H",
    "environment": "test",
}
VIDDA = {
    "id": "vidda",
    "organisation": "315000017",
    "her_ids": ["99000101"],
    "other_ids": [],
    "laboratory": "315000017",
}
"""What another source's file has of its own."""


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, changed in files.items():
            data = {key: value for key, value in {**FJORDLAB, **changed}.items() if value != "left out"}
            (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True))
        return tmp_path

    return write


@pytest.mark.parametrize(
    "kind_value", [("ENH", "315000009"), ("HER", "99000002"), ("RSH", "7700"), ("ENH", "315 000 009")]
)
def test_a_laboratory_is_one_source_by_whichever_of_its_ids(folder, kind_value):
    kind, value = kind_value
    found = Sources.load(folder(fjordlab={})).of([Identifier("unknown", "HER"), Identifier(value, kind)])
    assert found is not None
    assert (found.id, found.environment) == ("fjordlab", Environment.TEST)


@pytest.mark.parametrize("kind_value", [("LAV", "M"), ("HER", "315000009"), (None, "99000001")])
def test_a_local_id_or_one_of_another_kind_names_nobody(folder, kind_value):
    kind, value = kind_value
    assert Sources.load(folder(fjordlab={})).of([Identifier(value, kind)]) is None


def test_ids_of_two_sources_are_nobodys(folder):
    known = Sources.load(folder(fjordlab={}, vidda=VIDDA))
    both = [Identifier("315000009", "ENH"), Identifier("99000101", "HER")]
    assert known.of(both) is None
    assert len(known.matching(both)) == 2


def test_an_id_that_two_sources_claim_is_a_problem(folder):
    other = {**VIDDA, "her_ids": FJORDLAB["her_ids"]}
    where = folder(fjordlab={}, vidda=other)
    assert check(where) == (
        "vidda: HER 99000001 belongs to fjordlab already",
        "vidda: HER 99000002 belongs to fjordlab already",
    )
    with pytest.raises(SourcesProblem, match="HER 99000001"):
        Sources.load(where)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"organisation": "315000008"}, "organisation"),
        ({"organisation": 315000009}, "organisation"),
        ({"her_ids": ["HER-1"]}, "her_ids.0"),
        ({"laboratory": "a/b"}, "laboratory"),
        ({"assigner": "a|b"}, "assigner"),
        ({"environment": "somewhere"}, "environment"),
        ({"formats": ["fax"]}, "formats.0"),
        ({"formats": []}, "formats"),
        ({"id": "Fjord Lab"}, "id"),
        ({"colour": "red"}, "colour"),
        ({"name": "left out"}, "name"),
        ({"organisation": None, "her_ids": [], "other_ids": []}, "file"),
    ],
)
def test_every_fault_of_a_file_is_told_by_file_and_field(folder, changed, field):
    problems = check(folder(fjordlab=changed))
    assert any(problem.startswith(f"fjordlab.yaml: {field}: ") for problem in problems)


def test_the_faults_of_all_files_are_told_together(folder):
    where = folder(fjordlab={"name": "", "id": "?"}, vidda={"environment": "x"})
    (where / "broken.yaml").write_text("a: [")
    (where / "list.yaml").write_text("- a")
    assert [problem.split(":")[0] for problem in check(where)] == [
        *("broken.yaml", "fjordlab.yaml", "fjordlab.yaml", "list.yaml", "vidda.yaml")
    ]


def test_a_folder_that_is_not_there_or_empty_is_a_problem(tmp_path):
    assert len(check(tmp_path)) == 1
    assert len(check(tmp_path / "nowhere")) == 1


def test_the_shipped_sources_are_in_order_and_invented():
    assert check(shipped.folder("sources")) == ()
    known = Sources.load(shipped.folder("sources"))
    assert all((source.organisation or "3")[0] in "23" for source in known.all), (
        "synthetic organisations start with 2 or 3"
    )


@pytest.mark.parametrize(
    ("number", "right"), [("315000009", True), ("315000008", False), ("31500000", False), ("315000050", False)]
)
def test_the_check_digit_of_an_organisation_number(number, right):
    assert is_organisation_number(number) is right


def test_a_source_numbers_its_messages_area_by_area_unless_its_file_says_as_a_whole(folder):
    other = {**VIDDA, "numbering": "whole-source"}
    assert Sources.load(folder(fjordlab={}, vidda=other)).numbered_as_one == {"vidda"}


def test_a_numbering_that_nobody_knows_is_told_with_the_words_that_there_are(folder):
    (problem,) = check(folder(fjordlab={"numbering": "sometimes"}))
    assert "fjordlab.yaml: numbering" in problem
    assert "whole-source" in problem
