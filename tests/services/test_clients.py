"""Understands which troubles of a client end its process."""

import uuid

import pytest
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from tests.faults.bus import until

from carebus.bus.clients import common, lasting


@pytest.fixture
def topic(stack):
    name = f"services-clients-{uuid.uuid4().hex}"
    admin = AdminClient(common(stack.bootstrap))
    admin.create_topics([NewTopic(name, 2, 1)])[name].result(30)
    return name


@pytest.fixture
def member(stack, topic):
    """Joins the topic's group under one name: whoever does so last is the member."""
    joined = []

    def join():
        identity = {"group.id": topic, "group.instance.id": "the-only-slot", "session.timeout.ms": 6000}
        joined.append(Consumer({**common(stack.bootstrap), **identity}))
        joined[-1].subscribe([topic])
        return joined[-1]

    yield join
    for each in joined:
        each.close()


def test_a_member_whose_place_another_took_is_told_what_ends_its_process(member):
    former, told = member(), []
    until(lambda: former.consume(10, 0.05) or former.assignment(), why=lambda: "it never joins")
    later = member()

    def hears():
        later.consume(10, 0.05)
        told.extend(message.error() for message in former.consume(10, 0.05))
        return any(error is not None and lasting(error) for error in told)

    until(hears, why=lambda: f"told only {told}")
