"""Understands how schemas come into the registry, and which are refused."""

import copy
import json
from contextlib import closing

import pytest
from typer.testing import CliRunner

from carebus.bus.registry import Registry, subject
from carebus.bus.registry_answers import Answers
from carebus.bus.schema_check import incompatible
from carebus.bus.subjects import Kind, Subjects
from carebus.bus.topics import load
from carebus.cli.schemas import app
from carebus.formats.avro import BY_FULLNAME

RECORD = "care.verdicts.Verdict"


def _topic(name):
    return next(topic for topic in load() if topic.name == "care.verdicts.v1").model_copy(update={"name": name})


@pytest.fixture(scope="module")
def answers(stack):
    with closing(Answers(stack.registry_url)) as made:
        yield made


@pytest.fixture
def subjects(answers):
    return Subjects(answers, incompatible)


def test_every_record_of_a_topic_is_registered_once_and_protected(subjects, answers, stack):
    topic = _topic("care.contracts.once.v1")

    first, second = list(subjects.apply([topic])), list(subjects.apply([topic]))

    assert [each.kind for each in (*first, *second)] == [Kind.REGISTERED, Kind.UNCHANGED]
    assert answers.ask("GET", f"/config/{subject(topic.name, RECORD)}") == {"compatibilityLevel": "FULL_TRANSITIVE"}
    with closing(Registry(stack.registry_url)) as registry:
        assert registry.id_of(BY_FULLNAME[RECORD], topic.name) == first[0].schema_id


def _register(answers, topic, change):
    """What an earlier release registered: this release's schema, changed."""
    earlier = copy.deepcopy(BY_FULLNAME[RECORD].schema)
    change(earlier["fields"])
    answers.ask("POST", f"/subjects/{subject(topic.name, RECORD)}/versions", {"schema": json.dumps(earlier)})


def test_a_compatible_change_is_a_new_version(subjects, answers):
    topic = _topic("care.contracts.compatible.v1")
    _register(answers, topic, lambda fields: fields.pop())

    assert [each.kind for each in subjects.apply([topic])] == [Kind.NEW_VERSION]


def test_an_incompatible_change_is_refused_by_the_name_of_the_field(subjects, answers):
    topic = _topic("care.contracts.incompatible.v1")
    _register(answers, topic, lambda fields: fields.pop(0))

    assert [each.kind for each in subjects.refused([topic])] == [Kind.REFUSED]
    (applied,) = subjects.apply([topic])
    assert applied.kind is Kind.REFUSED
    assert "care.verdicts.Verdict.submission_id: a new field" in applied.reasons[0]


def test_the_command_registers_everything_and_the_second_time_nothing(stack, monkeypatch):
    monkeypatch.setenv("CAREBUS_ENVIRONMENT", "test")
    monkeypatch.setenv("CAREBUS_REGISTRY", stack.registry_url)

    first, second, checked = (CliRunner().invoke(app, [command]) for command in ("apply", "apply", "check"))

    assert (first.exit_code, second.exit_code, checked.exit_code) == (0, 0, 0), checked.output
    assert "registered" not in second.output
    assert "0 problems" in checked.output


def test_the_commands_say_that_the_registry_does_not_answer(monkeypatch):
    monkeypatch.setenv("CAREBUS_ENVIRONMENT", "test")
    monkeypatch.setenv("CAREBUS_REGISTRY", "http://127.0.0.1:1/apis/ccompat/v7")

    applied, checked = CliRunner().invoke(app, ["apply"]), CliRunner().invoke(app, ["check"])

    assert applied.exit_code == 3
    assert checked.exit_code == 0
    assert "was not asked" in checked.output
