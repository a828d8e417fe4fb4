"""Every record of the area can stand on the wire, its schema says the same, and its topics carry it."""

import json

import pytest
from tests.contracts.mirror import fields, records
from tests.domain.identity.builders import disputed, given, key, merged, moved, protected

from carebus.bus.schema_check import problems
from carebus.bus.topics import load
from carebus.domain.identity.area import IDENTITY
from carebus.domain.identity.units import person_of
from carebus.formats.avro.catalogue import codec, fullname
from carebus.formats.avro.schemas import current
from carebus.shipped import folder

ALL = {record for kind in (*IDENTITY.events, *IDENTITY.pictures) for record in records(kind)}
OWN = sorted((record for record in ALL if ".identity." in record.__module__), key=fullname)
SHIPPED = current(folder("schemas"))
TOPICS = {topic.name: topic for topic in load()}


@pytest.mark.parametrize("record", OWN, ids=fullname)
def test_every_schema_equals_its_record_by_names_order_types_and_defaults(record):
    schema = SHIPPED[fullname(record)]

    assert [{k: v for k, v in field.items() if k != "doc"} for field in schema["fields"]] == fields(record)
    assert all(field["doc"] for field in schema["fields"])


def test_there_is_one_schema_for_each_record_and_all_are_what_the_bus_reads():
    own = {path.stem: json.loads(path.read_text()) for path in folder("schemas").glob("identity/*.avsc")}

    assert own.keys() == {record.__name__ for record in OWN}
    assert [problem for problem in problems(SHIPPED) if problem.startswith("care.identity")] == []


def test_facts_and_pictures_come_back_from_the_wire_as_they_were():
    story = given(merged("a", "b"), merged("b", "c"), protected("a", "6"), moved("v", "a", "b"), disputed("a", "x"))

    for record in (*story.facts, *story.views.values()):
        there = codec(type(record))
        assert there.decode(there.encode(record)) == record
    assert story.views[person_of(key("a"))].links


def test_the_topics_carry_every_record_in_its_place():
    def names(topic):
        return {name for name in TOPICS[topic].records if ".identity." in name}

    assert names("care.identity.submitted.v1") == {fullname(cls) for cls in IDENTITY.submissions}
    assert names("care.identity.accepted.v1") == {fullname(cls) for cls in IDENTITY.events}
    assert names("care.identity.view.v1") == {fullname(cls) for cls in IDENTITY.pictures}
    assert TOPICS["care.identity.submitted.v1"].group == IDENTITY.group
