"""Understands the watch on a real broker: killed, without its table, rebalanced, and with aborted transactions in its input."""

import json
import shutil
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from tests.watch.kafka import Given
from typer.testing import CliRunner

from carebus import shipped
from carebus.bus.shared_topics import ALARMS, WATCH_STATE
from carebus.bus.whole import read_whole
from carebus.command import app
from carebus.domain.alarms import AlarmCleared, AlarmRaised, Kind, Matter
from carebus.domain.areas import AREAS
from carebus.domain.flow import EVERY_AREA
from carebus.domain.sources import SourceControlTotal
from carebus.local.furnishing import furnish

EARLIER = timedelta(minutes=5)
"""Long enough ago that a missing number is no more on its way."""


@pytest.fixture(scope="module")
def given(stack, tmp_path_factory):
    furnish(stack)
    made = Given(stack, tmp_path_factory.mktemp("watch"))
    yield made
    made.close()


@pytest.fixture
def source():
    return f"source-{uuid.uuid4().hex[:8]}"


def gap(source, area="results"):
    return Matter(Kind.GAP, area, source)


def told_of(given, source):
    """Everything that was ever told of a source, in order."""
    events = [given.wire.decode(r.value, None) for r in read_whole(given.stack.bootstrap, ALARMS) if r.value]
    return [event for event in events if event.alarm.source == source]


def test_a_missing_number_is_an_alarm_and_its_late_coming_clears_it(given, source):
    earlier = datetime.now(UTC) - EARLIER
    with given.running():
        given.write(given.done(source, [(1, 3)], at=earlier), given.done(source, [(5, 9)], at=earlier))
        told = given.until(lambda: given.open().get(gap(source)))
        assert (told.alarm.seen, told.alarm.count) == ("missing: 4", 1)
        given.write(given.done(source, [(4, 4)]))
        given.until(lambda: gap(source) not in given.open())
    assert [type(event) for event in told_of(given, source)] == [AlarmRaised, AlarmCleared]


def test_a_killed_watch_loses_no_open_alarm_raises_none_twice_and_counts_nothing_twice(given, source):
    earlier = datetime.now(UTC) - EARLIER
    with given.running() as first:
        given.write(given.done(source, [(1, 3)], at=earlier), given.done(source, [(6, 9)], at=earlier))
        given.until(lambda: given.open().get(gap(source)))
        first.kill()
    given.write(given.done(source, [(5, 5)], at=earlier), given.done(source, [(10, 10)], at=earlier))
    with given.running() as second:
        begun = datetime.now(UTC)
        given.until(lambda: second.evaluated(begun))
        assert gap(source) in given.open()
        given.write(given.done(source, [(4, 4)]))
        given.until(lambda: gap(source) not in given.open())
    assert [type(event) for event in told_of(given, source)] == [AlarmRaised, AlarmCleared]


def test_what_stood_there_before_it_started_is_read_once_and_acknowledged(given, source):
    earlier = datetime.now(UTC) - EARLIER
    sender = Producer({"bootstrap.servers": given.stack.bootstrap, "transactional.id": uuid.uuid4().hex})
    sender.init_transactions(30)
    for begin in range(1, 6_000, 20):
        sender.begin_transaction()
        given.write(*(given.done(source, [(n, n)], at=earlier) for n in range(begin, begin + 20)), producer=sender)
        sender.commit_transaction(30)
    last = given.end()
    with given.running():
        given.until(lambda: given.acknowledged() >= last)
    assert told_of(given, source) == []


def test_a_watch_that_starts_evaluates_at_once_and_not_after_an_interval(given):
    with given.running(CAREBUS_EVALUATE_EVERY="300") as watch:
        given.until(lambda: watch.value("carebus_watch_evaluated_timestamp_seconds", area="results"))


def test_aborted_transactions_are_not_counted(given, source):
    earlier = datetime.now(UTC) - EARLIER
    failing = Producer({"bootstrap.servers": given.stack.bootstrap, "transactional.id": uuid.uuid4().hex})
    failing.init_transactions(30)
    with given.running() as watch:
        given.write(given.done(source, [(1, 3)], at=earlier))
        failing.begin_transaction()
        given.write(given.done(source, [(9, 9)], at=earlier), producer=failing)  # a gap from 4 to 8, if it counted
        failing.abort_transaction(30)
        given.write(given.done(source, [(4, 4)], at=earlier))
        written = datetime.now(UTC)
        given.until(lambda: watch.evaluated(written))
    assert told_of(given, source) == []


def test_a_watch_whose_table_is_lost_learns_anew_from_the_flow_and_keeps_its_alarms(given, source):
    earlier = datetime.now(UTC) - EARLIER
    with given.running():
        given.write(given.done(source, [(1, 3)], at=earlier), given.done(source, [(5, 5), (7, 9)], at=earlier))
        given.until(lambda: given.open().get(gap(source)))
    admin = AdminClient({"bootstrap.servers": given.stack.bootstrap})
    admin.delete_topics([WATCH_STATE])[WATCH_STATE].result(30)
    given.until(lambda: WATCH_STATE not in admin.list_topics(timeout=10).topics)
    furnish(given.stack)
    with given.running() as again:
        begun = datetime.now(UTC)
        given.until(lambda: again.evaluated(begun), 150)
        given.write(given.done(source, [(4, 4)]))
        written = datetime.now(UTC)
        given.until(lambda: again.evaluated(written))
        assert gap(source) in given.open()  # it has learned anew that 6 is missing too
        given.write(given.done(source, [(6, 6)]))
        given.until(lambda: gap(source) not in given.open())
    assert [type(event) for event in told_of(given, source)] == [AlarmRaised, AlarmCleared]


def test_a_second_watch_takes_areas_over_and_gives_them_back(given, source):
    earlier = datetime.now(UTC) - EARLIER
    with given.running(0) as first:
        for area in AREAS:
            given.write(given.done(source, [(1, 3)], area=area, at=earlier))
        with given.running(1) as second:
            given.until(lambda: any(second.value("carebus_watch_evaluated_timestamp_seconds", area=a) for a in AREAS))
            for area in AREAS:
                given.write(given.done(source, [(5, 5)], area=area, at=earlier))
            given.until(lambda: {gap(source, area) for area in AREAS} <= given.open().keys())
        for area in AREAS:
            given.write(given.done(source, [(4, 4)], area=area))
        given.until(lambda: not {gap(source, area) for area in AREAS} & given.open().keys())
        assert first.program.running
    counted = Counter((type(event), event.alarm.area) for event in told_of(given, source))
    assert counted == {(kind, area): 1 for kind in (AlarmRaised, AlarmCleared) for area in AREAS}


def test_what_a_source_tells_of_itself_reaches_the_watch(given, source):
    end = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)
    with given.running():
        given.write(given.done(source, count=3, at=end - timedelta(minutes=2)))
        given.announce(SourceControlTotal(source, "results", "ReportIssued", end - timedelta(minutes=5), end, 5, end))
        matter = Matter(Kind.TOTALS, "results", source, "ReportIssued")
        told = given.until(lambda: given.open().get(matter))
    assert (told.alarm.count, told.alarm.seen) == (2, "3 came, 2 did not")


def test_one_series_of_numbers_over_all_areas_has_its_gaps_there(given, tmp_path):
    folder = tmp_path / "sources"
    shutil.copytree(shipped.folder("sources"), folder)
    with (folder / "vidda-sykehus.yaml").open("a", encoding="utf-8") as file:
        file.write("numbering: whole-source\n")
    earlier, matter = datetime.now(UTC) - EARLIER, gap("vidda-sykehus", EVERY_AREA)
    with given.running(CAREBUS_SOURCES=str(folder)):
        given.write(
            given.numbers("vidda-sykehus", [(1, 2)], earlier), given.numbers("vidda-sykehus", [(4, 4)], earlier)
        )
        told = given.until(lambda: given.open().get(matter))
        assert told.alarm.seen == "missing: 3"
        given.write(given.numbers("vidda-sykehus", [(3, 3)], earlier))
        given.until(lambda: matter not in given.open())


@pytest.fixture
def status(given, monkeypatch):
    """`carebus sources status`, as an operator calls it."""
    for name, value in {
        "ENVIRONMENT": "test",
        "BROKERS": given.stack.bootstrap,
        "REGISTRY": given.stack.registry_url,
    }.items():
        monkeypatch.setenv(f"CAREBUS_{name}", value)
    return lambda *words: CliRunner().invoke(app, ["sources", "status", *words])


def test_an_operator_is_told_how_one_source_stands(given, source, status):
    earlier = datetime.now(UTC) - EARLIER
    with given.running():
        given.write(
            given.done(source, [(1, 3)], at=earlier, count=3), given.done(source, [(5, 9)], at=earlier, count=5)
        )
        given.until(lambda: given.open().get(gap(source)))
        given.until(lambda: status(source).exit_code == 1)  # the table is written twice a minute
        (told,) = json.loads(status(source, "--json").stdout)["sources"]
        table = status(source, "--trouble").stdout
    assert (told["area"], told["missing"], told["missing_numbers"]) == ("results", 1, "4")
    assert told["lines"][0]["alarms"] == ["gap"]
    assert [line["kind"] for line in told["lines"]] == [None, "ReportIssued"]
    assert "1: 4" in table
    given.until(lambda: status(source).exit_code == 3)  # stopped, and its group has forgotten it


def test_a_source_that_nobody_knows_is_no_empty_table(status):
    told = status("nobody")
    assert (told.exit_code, "never seen" in told.output) == (2, True)
