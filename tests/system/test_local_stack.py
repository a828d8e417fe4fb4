"""Understands that the local stack is real, keeps what it acknowledged, and leaves nothing behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from carebus.local import Stack
from carebus.local.identity import Identity

# a broker that was killed may register again only when its old session has timed out: 9 s unless said
QUICK_RETURN = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}
STARTS_A_STACK = """
import sys
from pathlib import Path
from carebus.local import Stack
with Stack.start(Path(sys.argv[1])):
    sys.stdin.read()
"""


def test_a_started_stack_has_one_broker_that_takes_no_unknown_topic(stack: Stack) -> None:
    admin = AdminClient({"bootstrap.servers": stack.bootstrap})

    assert len(admin.list_topics(timeout=10).brokers) == 1
    assert admin.list_topics("never-made", timeout=10).topics["never-made"].error


def test_the_registry_refuses_a_schema_that_is_not_compatible_both_ways(stack: Stack) -> None:
    subject = f"{stack.registry_url}/subjects/local-stack-test/versions"
    first = '{"type": "record", "name": "Told", "fields": [{"name": "by", "type": "string"}]}'
    without_default = first.replace("]}", ', {"name": "to", "type": "string"}]}')

    assert httpx.post(subject, json={"schema": first}).is_success
    assert httpx.post(subject, json={"schema": without_default}).status_code == httpx.codes.CONFLICT


@pytest.mark.broker
def test_what_was_acknowledged_is_there_after_kill_and_restart_and_nothing_runs_after_the_end(tmp_path: Path) -> None:
    with Stack.start(tmp_path / "run", settings=QUICK_RETURN) as stack:
        broker, registry = stack.brokers[0], stack.registry
        assert registry
        subject = f"{registry.url}/subjects/kept"
        assert httpx.post(f"{subject}/versions", json={"schema": '"string"'}).is_success
        _make_topic(stack, "kept")
        _write(stack, "kept", b"acknowledged")

        broker.kill()
        registry.kill()
        assert not broker.program.running
        broker.restart()
        registry.restart()

        assert _first(stack, "kept") == b"acknowledged"
        assert httpx.get(f"{subject}/versions").json() == [1]
        started = _started(tmp_path)

    assert len(started) == 2
    assert not any(identity.lives for identity in started)


@pytest.mark.broker
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_runs_after_its_starter_was_ended_while_starting(
    starter: subprocess.Popen[bytes], tmp_path: Path, ending: signal.Signals
) -> None:
    _until(lambda: len(_started(tmp_path)) == 2)
    started = _started(tmp_path)

    starter.send_signal(ending)
    starter.wait(30)

    _until(lambda: not any(identity.lives for identity in started + _started(tmp_path)))


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", STARTS_A_STACK, str(tmp_path / "run")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def _started(folder: Path) -> list[Identity]:
    return [Identity.read(file) for file in folder.rglob("*.pid") if file.stat().st_size]


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.02)


def _make_topic(stack: Stack, name: str) -> None:
    admin = AdminClient({"bootstrap.servers": stack.bootstrap})
    admin.create_topics([NewTopic(name, 1)])[name].result(30)


def _write(stack: Stack, topic: str, value: bytes) -> None:
    producer = Producer({"bootstrap.servers": stack.bootstrap, "enable.idempotence": True})
    producer.produce(topic, value)
    assert producer.flush(30) == 0


def _first(stack: Stack, topic: str) -> bytes | None:
    consumer = Consumer({"bootstrap.servers": stack.bootstrap, "group.id": topic, "auto.offset.reset": "earliest"})
    try:
        consumer.subscribe([topic])
        message = consumer.poll(60)
        return message.value() if message else None
    finally:
        consumer.close()
