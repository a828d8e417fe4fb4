"""Every record of the area can stand on the wire: its fields are of the few kinds that the bus knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contracts.mirror import fields, records
from tests.contracts.records import any_record

from carebus.bus.topics import load
from carebus.domain.areas import AREAS
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind
from carebus.formats.avro.catalogue import codec_of, fullname

ALL = {record for kind in (*CRITICAL_INFO.events, *CRITICAL_INFO.pictures) for record in records(kind)}


@pytest.mark.parametrize("record", sorted(ALL, key=lambda record: record.__name__))
def test_a_record_is_made_of_what_avro_can_say(record):
    assert fields(record)


def test_no_two_records_of_the_area_have_one_name():
    own = [record.__name__ for record in ALL if ".critical_info." in record.__module__]
    assert len(own) == len(set(own))


@given(st.sampled_from([*CRITICAL_INFO.events, *CRITICAL_INFO.pictures]).flatmap(any_record))
def test_what_is_written_is_read_back(record):
    codec = codec_of(record)

    assert codec.decode(codec.encode(record)) == record


def test_the_nine_kinds_stand_in_the_order_of_their_numbers():
    assert [kind.value for kind in Kind][:2] == ["drug-reaction", "other-allergen"]
    assert len(Kind) == 9


def test_the_area_is_one_of_the_table_and_its_topics_carry_its_records():
    topics = {topic.name: topic for topic in load()}
    area = AREAS["critical-info"]

    assert set(topics[area.accepted].records) == {fullname(event) for event in area.events}
    assert {fullname(each) for each in area.submissions} <= set(topics[area.submitted].records)
    assert set(topics[area.views].records) == {fullname(each) for each in area.pictures}
    assert {area.work, area.seen} <= topics.keys()
    assert topics[area.submitted].group == area.group
