"""Understands a whole bus for a test: topics, schemas, a projector and a reader as processes of their own."""

import secrets

import httpx
import pytest

from carebus.examples.catalogue import examples
from carebus.local.furnishing import addresses, furnish, services
from carebus.publish import Publisher
from carebus.settings import Environment, GatewaySettings


@pytest.fixture(scope="package")
def settings(stack, tmp_path_factory):
    furnish(stack)
    return {
        "CAREBUS_ENVIRONMENT": "test",
        "CAREBUS_BROKERS": stack.bootstrap,
        "CAREBUS_REGISTRY": stack.registry_url,
        "CAREBUS_PATIENT_SECRET": secrets.token_hex(32),
        **addresses(tmp_path_factory.mktemp("services") / "state"),
    }


@pytest.fixture(scope="package")
def running(settings, tmp_path_factory):
    """The services, not started."""
    return services(tmp_path_factory.mktemp("programs"), settings)


@pytest.fixture(scope="package")
def metrics(running):
    """Where each tells Prometheus, by its name."""
    return {service.name: service.metrics for service in running}


@pytest.fixture(scope="package")
def programs(settings, running):
    """The services, while they run."""
    programs = [service.program for service in running]
    for program in programs:
        program.start()
    programs[-1].until(lambda: _ready(settings["CAREBUS_READER"]))
    yield programs
    for program in programs:
        program.stop()


@pytest.fixture(scope="package")
def logs(programs):
    """The services' logs, while they run."""
    return [program.log for program in programs]


@pytest.fixture(scope="package")
def gateway(settings, logs):
    return GatewaySettings(
        environment=Environment.TEST,
        brokers=settings["CAREBUS_BROKERS"],
        registry=settings["CAREBUS_REGISTRY"],
        patient_secret=settings["CAREBUS_PATIENT_SECRET"],
    )


@pytest.fixture(scope="package")
def published(gateway):
    """The verdicts on each example, by its file."""
    with Publisher(gateway) as publisher:
        return {example.file: publisher.publish(example.data, 60, example.sender) for example in examples()}


@pytest.fixture
def carebus(settings, logs, monkeypatch):
    """The command line, as an operator calls it."""
    from typer.testing import CliRunner

    from carebus.command import app

    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words, typed=""):
        return CliRunner().invoke(app, [str(word) for word in words], input=typed)

    return call


def _ready(reader):
    try:
        return httpx.get(f"{reader}/readyz", trust_env=False).is_success
    except httpx.HTTPError:
        return False
