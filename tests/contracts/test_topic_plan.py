"""Understands what is done about the difference between the files and a cluster, and what is refused."""

import uuid

import pytest
from confluent_kafka import Consumer
from typer.testing import CliRunner

from carebus.bus.cluster import Cluster, Live
from carebus.bus.groups import Groups, LiveMembers
from carebus.bus.topic_apply import Beginning, apply
from carebus.bus.topic_plan import Kind, plan
from carebus.bus.topics import load
from carebus.cli.topics import app

SUBMITTED = next(topic for topic in load() if topic.group)
FLOW = next(topic for topic in load() if topic.name == "care.flow.v1")
UNKEYED = FLOW.model_copy(update={"keyed": False})


def _live(topic, **changed):
    settings = topic.settings(1) | changed.pop("settings", {})
    return {topic.name: Live(topic.name, changed.pop("partitions", 12), changed.pop("copies", 1), settings, settings)}


def _planned(topic, live, **more):
    (planned,) = plan([topic], live, 1, **more)
    return planned


def test_a_topic_that_is_not_there_is_created_with_as_many_copies_as_there_are_brokers_up_to_three():
    assert [plan([FLOW], {}, brokers)[0].replication for brokers in (1, 2, 3, 9)] == [1, 2, 3, 3]
    assert _planned(FLOW, {}).kind is Kind.CREATE


def test_a_topic_that_is_as_stated_is_left_alone():
    assert _planned(FLOW, _live(FLOW)).kind is Kind.UNCHANGED


def test_a_setting_that_differs_is_changed_and_an_extra_one_taken_back():
    planned = _planned(FLOW, _live(FLOW, settings={"retention.ms": "5", "flush.ms": "9"}))

    assert planned.kind is Kind.CHANGE
    assert planned.settings == {"retention.ms": str(FLOW.retention.ms), "flush.ms": None}


@pytest.mark.parametrize("partitions", [6, 24])
def test_another_number_of_partitions_of_a_keyed_topic_is_refused_both_ways_with_the_reason(partitions):
    planned = _planned(SUBMITTED, _live(SUBMITTED, partitions=partitions))

    assert planned.kind is Kind.REFUSED
    assert "rule 11" in planned.refusals[0]
    assert planned.partitions is None


def test_a_topic_without_keys_may_grow_and_not_shrink():
    assert _planned(UNKEYED, _live(UNKEYED, partitions=6)).partitions == 12
    assert _planned(UNKEYED, _live(UNKEYED, partitions=24)).kind is Kind.REFUSED


def test_another_number_of_copies_is_refused_with_the_tool_that_can():
    assert "kafka-reassign-partitions" in _planned(FLOW, _live(FLOW), copies=3).refusals[0]


def test_a_topic_of_the_cluster_that_no_file_states_is_shown_and_left_alone():
    (stranger,) = plan([], _live(FLOW), 1)

    assert stranger.kind is Kind.NO_FILE


@pytest.fixture
def topic():
    """A topic that is this test's alone."""
    mark = uuid.uuid4().hex
    name = f"care.contracts.{''.join(c for c in mark if c.isalpha())}x.v1"
    return SUBMITTED.model_copy(update={"name": name, "group": f"contracts.{mark}"})


def _apply(stack, topic):
    cluster = Cluster(stack.bootstrap)
    live = {name: found for name, found in cluster.topics().items() if name == topic.name}
    planned = plan([topic], live, cluster.brokers())
    return planned[0].kind, apply(planned, cluster, Groups(stack.bootstrap))[0].beginning


def test_a_new_topic_is_made_and_its_group_begins_at_the_first_record_and_the_second_time_nothing_happens(stack, topic):
    assert _apply(stack, topic) == (Kind.CREATE, Beginning.SET)
    assert Groups(stack.bootstrap).committed(topic.group, topic.name, 12) == dict.fromkeys(range(12), 0)
    assert _apply(stack, topic) == (Kind.UNCHANGED, Beginning.THERE)


def test_a_group_without_offsets_on_a_topic_that_was_there_is_not_given_any(stack, topic):
    _apply(stack, topic)
    another = topic.model_copy(update={"group": f"{topic.group}.again"})

    assert _apply(stack, another) == (Kind.UNCHANGED, Beginning.LOST)
    assert Groups(stack.bootstrap).committed(another.group, topic.name, 12) == {}


def test_settings_that_somebody_changed_on_the_cluster_are_put_right(stack, topic):
    _apply(stack, topic)
    Cluster(stack.bootstrap).configure(topic.name, {"retention.ms": "5", "flush.ms": "9"})

    assert _apply(stack, topic)[0] is Kind.CHANGE
    assert _apply(stack, topic)[0] is Kind.UNCHANGED


def test_offsets_are_not_moved_under_a_live_group(stack, topic):
    _apply(stack, topic)
    settings = {"bootstrap.servers": stack.bootstrap, "group.id": topic.group, "auto.offset.reset": "error"}
    member, groups = Consumer(settings), Groups(stack.bootstrap)
    member.subscribe([topic.name])
    try:
        while not member.assignment():
            member.poll(0.2)
        with pytest.raises(LiveMembers):
            groups.commit(topic.group, topic.name, {0: 0})
    finally:
        member.close()


def test_the_commands_make_the_cluster_as_stated_and_say_so_by_their_status(stack, monkeypatch):
    monkeypatch.setenv("CAREBUS_ENVIRONMENT", "test")
    monkeypatch.setenv("CAREBUS_BROKERS", stack.bootstrap)

    applied, planned = CliRunner().invoke(app, ["apply"]), CliRunner().invoke(app, ["plan"])

    assert (applied.exit_code, planned.exit_code) == (0, 0), applied.output
    assert CliRunner().invoke(app, ["plan", "--copies", "2"]).exit_code == 1
