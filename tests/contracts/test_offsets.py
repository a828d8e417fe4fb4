"""Understands that a group finds its place again from what its outputs say (rule 8)."""

import uuid
from threading import Event
from time import monotonic

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from typer.testing import CliRunner

from carebus.bus import offsets
from carebus.bus.cloudevents import made_of
from carebus.bus.groups import Groups
from carebus.bus.loop import SESSION_TIMEOUT
from carebus.bus.offsets import OpenTransaction, Outputs, recovered
from carebus.cli import offsets as command

INPUT = "care.contracts.submitted.v1"


@pytest.fixture
def topic(stack):
    name = f"contracts-offsets-{uuid.uuid4().hex}"
    admin = AdminClient({"bootstrap.servers": stack.bootstrap})
    admin.create_topics([NewTopic(name, 2, 1)])[name].result()
    return name


@pytest.fixture
def producer(stack):
    made = Producer({"bootstrap.servers": stack.bootstrap, "transactional.id": uuid.uuid4().hex})
    made.init_transactions(20)
    return made


def _write(producer, topic, *inputs, partition=0, of=INPUT):
    producer.begin_transaction()
    for offset in inputs:
        producer.produce(topic, b"v", partition=partition, headers=[made_of(of, partition, offset)])
    producer.flush(20)


@pytest.fixture
def outputs(stack):
    made = Outputs(stack.bootstrap, settling=1.0)
    yield made
    made.close()


def test_the_highest_input_that_a_committed_output_names_is_found(producer, topic, outputs):
    _write(producer, topic, 3, 9, 4)
    producer.commit_transaction(20)
    _write(producer, topic, 50)
    producer.abort_transaction(20)

    assert outputs.highest(topic, 2, INPUT) == {0: 9}


def test_outputs_of_other_inputs_do_not_count_and_are_read_past(producer, topic, outputs, monkeypatch):
    monkeypatch.setattr(offsets, "WINDOW", 2)
    _write(producer, topic, 7)
    producer.commit_transaction(20)
    _write(producer, topic, *range(100, 140), of="care.other.submitted.v1")
    producer.commit_transaction(20)

    assert outputs.highest(topic, 2, INPUT) == {0: 7}


def test_a_transaction_that_is_still_open_is_waited_for_and_then_said(producer, topic, outputs):
    _write(producer, topic, 3)
    with pytest.raises(OpenTransaction):
        outputs.highest(topic, 2, INPUT)
    producer.abort_transaction(20)


def _one(before, span, *named):
    (only,) = recovered({} if before is None else {0: before}, {0: span}, [{0: each} for each in named])
    return only


def test_a_group_that_lost_its_offset_goes_on_after_the_highest_input_of_any_output():
    assert _one(None, (0, 100), 41, 17).after == 42


def test_a_group_whose_outputs_say_nothing_goes_on_at_the_first_record():
    assert _one(None, (5, 100)).after == 5


def test_a_committed_offset_that_is_not_behind_the_outputs_stands():
    assert _one(60, (0, 100), 41).after == 60


def test_a_committed_offset_behind_the_outputs_or_out_of_range_does_not():
    assert _one(20, (0, 100), 41).after == 42
    assert _one(500, (0, 100), 41).after == 42


def test_input_that_was_deleted_before_it_was_decided_is_said_to_be_so():
    lost = _one(None, (50, 100), 41)

    assert lost.after == 50
    assert "input from 42 was deleted" in lost.why


def test_outputs_that_name_input_past_its_end_are_of_another_topic_and_nothing_is_guessed():
    assert _one(None, (0, 10), 41).refused


def test_the_command_shows_before_and_after_and_commits_only_when_told(stack, monkeypatch):
    from carebus.cli.topics import app as topics

    monkeypatch.setenv("CAREBUS_ENVIRONMENT", "test")
    monkeypatch.setenv("CAREBUS_BROKERS", stack.bootstrap)
    CliRunner().invoke(topics, ["apply"])
    _left(Groups(stack.bootstrap), "carebus.results")

    shown = CliRunner().invoke(command.app, ["recover", "results"])
    applied = CliRunner().invoke(command.app, ["recover", "results", "--apply"])

    assert shown.exit_code == 0, shown.output
    assert "before" in shown.output
    assert "Committed" not in shown.output
    assert "Committed for carebus.results" in applied.output


def _left(groups, group):
    """A static member of an earlier test is forgotten when its session ends; one that runs on is that test's fault."""
    deadline = monotonic() + 3 * SESSION_TIMEOUT
    while groups.members(group):
        assert monotonic() < deadline, f"somebody still decides for {group}: which test left its projectors running?"
        Event().wait(0.1)


def test_an_area_that_nobody_decides_is_a_wrong_command_line():
    assert CliRunner().invoke(command.app, ["recover", "nowhere"]).exit_code == 2
