"""Understands what the registry is asked, and that its silence is never taken for an answer."""

import json
import socket
from contextlib import closing

import pytest

from carebus.bus.registry import (
    NotRegistered,
    Registry,
    RegistryUnreachable,
    SchemaNotShipped,
    UnknownSchema,
    subject,
    text,
)
from carebus.bus.registry_answers import Answers, Refusal
from carebus.domain.flow import TransactionDone
from carebus.domain.verdicts import Verdict
from carebus.formats.avro import codec

TOPIC = "contracts.registry.v1"
VERDICT = codec(Verdict)


@pytest.fixture(scope="module")
def answers(stack):
    with closing(Answers(stack.registry_url)) as made:
        yield made


@pytest.fixture(scope="module")
def registered(answers):
    path = f"/subjects/{subject(TOPIC, VERDICT.fullname)}/versions"
    return answers.ask("POST", path, {"schema": text(VERDICT)})["id"]


@pytest.fixture
def registry(stack):
    with closing(Registry(stack.registry_url)) as made:
        yield made


def test_a_schema_is_found_by_its_record_and_topic_and_read_by_its_id(registry, registered):
    assert registry.id_of(VERDICT, TOPIC) == registered
    assert registry.codec_of(registered) is VERDICT


def test_a_record_that_nobody_registered_is_told_apart_and_never_registered(registry, answers, registered):
    with pytest.raises(NotRegistered, match="schemas apply"):
        registry.id_of(codec(TransactionDone), TOPIC)
    with pytest.raises(NotRegistered):
        registry.id_of(VERDICT, "contracts.nowhere.v1")

    assert answers.ask("GET", f"/subjects/{subject(TOPIC, VERDICT.fullname)}/versions") == [1]


def test_an_id_that_no_schema_has_is_unknown(registry):
    for _ in range(2):
        with pytest.raises(UnknownSchema):
            registry.codec_of(2**31 - 1)


def test_a_schema_of_somebody_else_is_registered_and_not_shipped(registry, answers):
    strange = {"type": "record", "name": "Strange", "namespace": "else.where", "fields": []}
    made = answers.ask("POST", "/subjects/contracts.strange/versions", {"schema": json.dumps(strange)})

    with pytest.raises(SchemaNotShipped):
        registry.codec_of(made["id"])


def test_a_json_schema_is_not_shipped_either(registry, answers):
    body = {"schema": '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}', "schemaType": "JSON"}
    made = answers.ask("POST", "/subjects/contracts.json/versions", body)

    with pytest.raises(SchemaNotShipped):
        registry.codec_of(made["id"])


def _nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/apis/ccompat/v7"


def test_a_registry_that_is_down_is_unreachable_and_not_ignorant():
    with closing(Registry(_nobody_listens())) as down:
        for ask in (lambda: down.codec_of(1), lambda: down.id_of(VERDICT, TOPIC)):
            with pytest.raises(RegistryUnreachable):
                ask()


def test_a_registry_that_does_not_answer_in_time_is_unreachable():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with closing(Registry(url, timeout=0.1)) as registry, pytest.raises(RegistryUnreachable):
            registry.codec_of(1)


def test_a_404_that_is_not_in_the_registrys_words_is_a_wrong_address_and_not_an_answer(stack):
    elsewhere = stack.registry_url.replace("/ccompat/v7", "/ccompat/v0")

    with closing(Registry(elsewhere)) as registry, pytest.raises(RegistryUnreachable, match="404"):
        registry.codec_of(1)


def test_what_was_answered_once_is_not_asked_again(stack, registered):
    registry = Registry(stack.registry_url)
    registry.id_of(VERDICT, TOPIC)
    registry.codec_of(registered)
    registry.close()

    assert registry.id_of(VERDICT, TOPIC) == registered
    assert registry.codec_of(registered) is VERDICT


def test_a_schema_that_is_none_is_refused_in_the_registrys_words(answers):
    with pytest.raises(Refusal):
        answers.ask("POST", "/subjects/contracts.bad/versions", {"schema": '{"type": "nope"}'})
