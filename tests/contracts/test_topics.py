"""Understands what the topics' files promise."""

import pytest
from pydantic import ValidationError

from carebus.bus.topics import Topic, load
from carebus.formats.avro import BY_FULLNAME, MAX_BYTES
from carebus.shipped import folder

TOPICS = {topic.name: topic for topic in load()}
DAY = 86_400_000


def test_each_file_is_named_for_its_topic():
    assert {path.stem for path in folder("topics").glob("*.yaml")} == TOPICS.keys()


def test_every_topic_names_records_that_exist_or_says_what_else_it_holds():
    for topic in TOPICS.values():
        assert set(topic.records) <= BY_FULLNAME.keys()
        assert bool(topic.records) != bool(topic.content_type)


def test_every_record_stands_on_a_topic():
    assert {record for topic in TOPICS.values() for record in topic.records} == BY_FULLNAME.keys()


def test_all_topics_have_the_same_number_of_partitions_for_outputs_go_to_the_partition_of_their_input():
    assert {topic.partitions for topic in TOPICS.values()} == {12}


def test_facts_originals_and_held_records_are_kept_for_ever():
    for name in ("care.received.v1", "care.results.accepted.v1", "care.held.v1"):
        assert (TOPICS[name].cleanup, TOPICS[name].retention.ms) == ("delete", -1)


def test_what_is_submitted_is_kept_at_least_30_days():
    assert TOPICS["care.results.submitted.v1"].retention.ms >= 30 * DAY


def test_a_store_that_is_a_few_days_old_still_meets_every_tombstone():
    for topic in TOPICS.values():
        assert ("compact" in topic.cleanup) == (topic.config.get("delete.retention.ms") == str(7 * DAY))


def test_no_topic_takes_more_than_a_codec_reads():
    assert all(int(topic.config["max.message.bytes"]) <= MAX_BYTES for topic in TOPICS.values())


def test_a_held_or_waiting_record_fits_though_it_holds_a_record_of_an_area():
    area = int(TOPICS["care.results.submitted.v1"].config["max.message.bytes"])
    for name in ("care.held.v1", "care.results.work.v1"):
        assert int(TOPICS[name].config["max.message.bytes"]) >= area + 1_000_000


def test_of_three_copies_two_must_have_a_record():
    topic = TOPICS["care.verdicts.v1"]

    assert topic.settings(3)["min.insync.replicas"] == "2"
    assert topic.settings(1)["min.insync.replicas"] == "1"


def test_each_area_is_decided_by_its_own_group():
    assert TOPICS["care.results.submitted.v1"].group == "carebus.results"


def test_a_file_that_says_something_unknown_is_refused():
    with pytest.raises(ValidationError):
        Topic.model_validate(TOPICS["care.flow.v1"].model_dump() | {"partition": 3})
