"""The examples, published through the real bus by the SDK and the command line, as their users would."""

import re

from carebus.domain.verdicts import Outcome
from carebus.examples.catalogue import examples

EXAMPLES = examples()
NORA = "05895537820"
NEW_LABORATORY = next(example.data for example in EXAMPLES if "unknown-source" in example.file)


def test_every_example_gets_the_verdict_that_it_is_written_for(published):
    given = {file: tuple(verdict.outcome for verdict in verdicts) for file, verdicts in published.items()}
    assert given == {example.file: example.parts for example in EXAMPLES}


def test_a_held_or_refused_example_names_its_problems(published):
    for example in EXAMPLES:
        told = {problem.code for verdict in published[example.file] for problem in verdict.problems}
        assert told >= set(example.problems), example.file


def test_a_message_that_is_sent_again_gets_its_first_verdict_again(published):
    (verdict,) = published["07-again.xml"]
    assert verdict.repeat
    assert verdict.outcome is Outcome.ACCEPTED


def test_the_patient_is_shown_by_her_number_from_standard_input(published, carebus):
    shown = carebus("show", typed=f"{NORA}\n")
    assert shown.exit_code == 0, shown.output
    assert "F-2002" in shown.output
    assert "4.4 mmol/L" in shown.output
    assert NORA not in shown.output


def test_the_history_goes_from_preliminary_by_final_and_amended_to_a_cancelled_item(published, carebus):
    shown = carebus("show", "--history", "F-2002", typed=f"{NORA}\n").output
    steps = [shown.index(word) for word in ("1 of 4", "2 of 4", "3 of 4", "4 of 4")]
    assert steps == sorted(steps)
    assert "Preliminary" in shown[: steps[1]]
    assert "withdrawn" in shown[steps[3] :]


def test_what_is_held_is_listed_with_its_reasons_and_no_patient(published, carebus):
    listed = carebus("held", "list").output
    for code in ("unknown-source", "forbidden-xml", "another-subject"):
        assert code in listed
    assert not re.search(r"\d{11}", listed)


def test_a_new_laboratory_is_drafted_reviewed_and_its_held_message_released(published, carebus, tmp_path, monkeypatch):
    message = tmp_path / "new.xml"
    message.write_bytes(NEW_LABORATORY.replace(b"12837121246", b"24900264042"))
    assert carebus("publish", message).exit_code == 1
    listed = carebus("held", "list").output
    name = [line.split("│")[1].strip() for line in listed.splitlines() if "unknown-source" in line and "│" in line][-1]
    drafts = tmp_path / "sources"
    assert carebus("sources", "draft", message, "--into", drafts).exit_code == 0
    monkeypatch.setenv("CAREBUS_SOURCES", str(drafts))
    released = carebus("held", "release", name)
    assert released.exit_code == 0, released.output
    again = carebus("publish", message)
    assert again.exit_code == 0, again.output
    assert "accepted" in again.output


def test_the_view_is_what_the_log_tells(published, carebus):
    verified = carebus("rebuild", "results", "--verify")
    assert verified.exit_code == 0, verified.output
    assert "identical" in verified.output


def test_no_line_of_any_service_shows_a_patient(published, logs):
    numbers = set(re.findall(rb"(?<!\d)\d{11}(?!\d)", b" ".join(example.data for example in EXAMPLES)))
    written = b"".join(log.read_bytes() for log in logs)
    assert written
    assert not [number for number in numbers if number in written]
    assert not re.search(rb"[0-9a-f]{64}", written)


def test_the_medication_list_is_shown_first_with_who_decided_what_and_why_it_is_not_authoritative(published, carebus):
    shown = carebus("show", typed=f"{NORA}\n").output
    assert shown.index("Medication list") < shown.index("F-2002")
    for told in ("2 tabletter hver morgen", "Liv Lege", "On hold", "lav natrium", "NO: admitted", "Ikke lenger behov"):
        assert told in shown


def test_one_row_is_explained_from_its_first_act_to_its_last(published, carebus):
    told = carebus("explain", "pll-0001", typed=f"{NORA}\n")
    assert told.exit_code == 0, told.output
    assert told.output.index("1 tablett hver morgen") < told.output.index("2 tabletter hver morgen")


def test_a_refused_write_is_answered_with_base_yours_and_now(published, carebus):
    told = carebus("difference", "vidda-m1", typed=f"{NORA}\n")
    assert told.exit_code == 0, told.output
    for dose in ("1 tablett hver morgen", "3 tabletter hver morgen", "2 tabletter hver morgen"):
        assert dose in told.output


def test_the_list_as_it_was_known_before_there_was_one_is_nothing_and_says_so(published, carebus):
    told = carebus("show", "--area", "medication", "--as-of", "2026-01-01", typed=f"{NORA}\n")
    assert told.exit_code == 0, told.output
    assert "Metoprolol" not in told.output


def test_the_medication_view_is_what_the_log_tells(published, carebus):
    verified = carebus("rebuild", "medication", "--verify")
    assert verified.exit_code == 0, verified.output
    assert "identical" in verified.output
