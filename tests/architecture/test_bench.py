"""Understands that the benchmark measures what it says: its parts work; no time is asserted."""

import json
import random
import time
from dataclasses import asdict
from itertools import islice

from bench import document, messages, persons_copy, reports
from bench.figures import Contest, Goal
from bench.pace import send
from bench.reference import event
from bench.reference.reading import reader
from bench.reference.rows import Rows, merge
from bench.sizes import QUICK
from tests.domain.identity.builders import given, replaced

from carebus.domain.identifiers import PatientNumber, is_synthetic, parse
from carebus.formats.avro import codec
from carebus.formats.kith.messages import read

CHANCE = random.Random(7)


def test_an_event_of_the_reference_job_has_some_414_bytes():
    sizes = [len(event.encode(event.invented(n, "pat-0000001", CHANCE))) for n in (1_000, 1_000_000)]
    assert all(400 <= size <= 420 for size in sizes)


def test_the_compiled_reader_reads_the_event_as_fastavro_does():
    read_event = reader(json.loads(event.FILE.read_text()))
    for number in (0, 63, 64, 1_000_000):
        value = event.encode(event.invented(number, "pat-0000001", CHANCE))
        assert read_event(value, len(event.FRAME)) == (event.decode(value), len(value))


def test_the_newest_row_of_each_medicine_stands_and_there_are_at_most_ten():
    rows: Rows = {}
    told = [event.invented(number, "pat-0000001", CHANCE) for number in range(200)]
    for each in (*told, told[3]):
        merge(rows, each)
    newest = {each["medicine"]["code"]: each["version"] for each in told}
    assert {code: row["version"] for code, row in rows.items()} == newest
    assert len(rows) <= 10


def test_a_report_of_the_load_has_nine_items_and_survives_the_wire():
    patient, told = next(reports.many(1, 10))
    submitted = reports.issued(told, told.generated)
    assert len(told.items) == 9
    assert len(patient) == 64
    assert codec(type(submitted)).decode(codec(type(submitted)).encode(submitted)) == submitted


def test_messages_of_the_load_are_of_different_reports_and_invented_patients():
    made = list(islice(messages.messages(500), 500))
    told = [read(data).reports[0] for data in made[:3]]
    assert len({each.report.report_id for each in told}) == 3
    numbers = [data.split(b"<OffId>")[1].split(b"<")[0].decode() for data in made]
    parsed = [parse("FNR", number, None, "OffId") for number in numbers]
    assert all(isinstance(each, PatientNumber) and is_synthetic(each) for each in parsed)
    assert len(set(numbers)) == 500


def test_every_message_of_a_steady_stream_is_sent_once_in_its_order():
    sent: list[int] = []
    began = time.monotonic()
    due = send(range(50), 1_000, sent.extend)
    assert sent == list(range(50))
    assert due == sorted(due)
    assert due[0] >= began


def test_what_is_kept_is_rendered_with_its_goals_and_raw_figures(tmp_path):
    contest = Contest(
        "growth", "Growth", ("what", "µs"), (("ten", "1.0"),), (Goal("flat", False, "2.0"),), {"ten": 1.0}
    )
    document.keep(tmp_path / "raw.json", {"time": "now", **_machine()}, QUICK, [contest])
    document.write(tmp_path / "page.md", json.loads((tmp_path / "raw.json").read_text()))
    page = (tmp_path / "page.md").read_text()
    assert "| ten | 1.0 |" in page
    assert "**missed**: flat; seen: 2.0" in page
    assert asdict(QUICK)["events"] == json.loads((tmp_path / "raw.json").read_text())["growth"]["sizes"]["events"]


def _machine() -> dict[str, str]:
    return dict.fromkeys(("processor", "cores", "memory", "system", "load", "versions"), "?")


def test_a_pair_of_the_load_is_what_the_rules_make_of_a_replaced_number():
    story, pair = given(replaced("o7", "n7")), {each.key: each for each in persons_copy.pair(7)}
    for name in ("o7", "n7"):
        decided, made = story.of(name), pair[persons_copy.key(name)]
        assert (made.keys, made.heads, made.surviving) == (decided.keys, decided.heads, decided.surviving)
        assert [link.name for link in made.links] == [link.name for link in decided.links]
