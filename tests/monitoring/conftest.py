"""Understands a whole bus that is watched as in operation: three brokers, every service, the real Prometheus and Alertmanager."""

import secrets
import sys
import time

import httpx
import pytest
from tests.deploy.given import ROOT, program
from tests.monitoring import hastened
from tests.monitoring.desk import open_desk
from tests.monitoring.watched import Watched
from typer.testing import CliRunner

from carebus.command import app
from carebus.examples.catalogue import examples
from carebus.local import Stack, ports
from carebus.local.furnishing import addresses, furnish, services
from carebus.local.programs import Program
from carebus.publish import Publisher
from carebus.settings import Environment, GatewaySettings


@pytest.fixture(scope="module")
def brokers(tmp_path_factory):
    """Three brokers and a registry."""
    program("prometheus", "prometheus")  # skips before anything is started
    with Stack.start(tmp_path_factory.mktemp("watched") / "run", brokers=3) as stack:
        furnish(stack)
        yield stack


@pytest.fixture(scope="module")
def many():
    """How many more pharmacies send, where a module needs so many."""
    return 0


@pytest.fixture(scope="module")
def settings(brokers, many, tmp_path_factory):
    return {
        "CAREBUS_ENVIRONMENT": "test",
        "CAREBUS_BROKERS": brokers.bootstrap,
        "CAREBUS_REGISTRY": brokers.registry_url,
        "CAREBUS_PATIENT_SECRET": secrets.token_hex(32),
        "CAREBUS_SOURCES": str(hastened.sources(tmp_path_factory.mktemp("known") / "sources", many)),
        "CAREBUS_EVALUATE_EVERY": "1",
        "CAREBUS_PROBE_EVERY": "2",
        **addresses(tmp_path_factory.mktemp("services") / "state"),
    }


@pytest.fixture(scope="module")
def running(settings, tmp_path_factory):
    """Every service, by its name."""
    started = {each.name: each for each in services(tmp_path_factory.mktemp("programs"), settings)}
    started["watch"].program.command = [sys.executable, "-c", hastened.watch()]
    for each in started.values():
        each.program.start()
    yield started
    for each in started.values():
        each.program.stop()


@pytest.fixture(scope="module")
def publisher(settings, running):
    gateway = GatewaySettings(
        environment=Environment.TEST,
        brokers=settings["CAREBUS_BROKERS"],
        registry=settings["CAREBUS_REGISTRY"],
        patient_secret=settings["CAREBUS_PATIENT_SECRET"],
        sources=settings["CAREBUS_SOURCES"],
    )
    with Publisher(gateway) as publisher:
        for example in examples():
            publisher.send([example.data], example.sender)
        yield publisher


@pytest.fixture(scope="module")
def watched(brokers, running, publisher, tmp_path_factory):
    """The bus, watched, after every example has been through it."""
    folder = tmp_path_factory.mktemp("watching")
    cluster, node, alertmanager, prometheus = (f"127.0.0.1:{port}" for port in ports.free(4))
    with open_desk() as desk:
        targets = {
            "carebus": [each.metrics.split("/")[2] for each in running.values()],
            "kafka": [cluster],
            "node": [node],
            "alertmanager": [alertmanager],
        }
        config = hastened.prometheus(folder / "prometheus", targets)
        routes = hastened.alertmanager(folder / "alertmanager", desk.url)
        series = [sys.executable, "-m", "tests.monitoring.cluster_series", brokers.bootstrap, cluster.split(":")[1]]
        programs = [
            Program("cluster-series", series, folder, {"PYTHONPATH": str(ROOT)}),
            _program(folder, "prometheus-node-exporter", f"--web.listen-address={node}"),
            _program(
                folder,
                "prometheus-alertmanager",
                f"--config.file={routes}",
                f"--storage.path={folder / 'alertmanager' / 'data'}",
                f"--web.listen-address={alertmanager}",
                "--cluster.listen-address=",
            ),
            _program(
                folder,
                "prometheus",
                f"--config.file={config}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address={prometheus}",
            ),
        ]
        try:
            for each in programs:
                each.start()
            for each, ready in zip(
                programs, (f"{cluster}/", f"{node}/", f"{alertmanager}/-/ready", f"{prometheus}/-/ready"), strict=True
            ):
                each.until(lambda ready=ready: _answers(f"http://{ready}"))
            yield Watched(f"http://{prometheus}", desk, {each.name: each for each in programs})
        finally:
            for each in programs:
                each.stop()


def _program(folder, name, *words):
    return Program(name, [program(name, name), *words], folder)


def _answers(url):
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
def carebus(settings, monkeypatch):
    """The command line, as an operator calls it."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, list(words)).output


@pytest.fixture
def right(publisher):
    """Sends what is right: every example once more."""
    return lambda: publisher.send([example.data for example in examples() if not example.sender])


@pytest.fixture
def tended(running):
    """Starts again what has ended, as `restart: unless-stopped` does; returns the names."""

    def tend():
        ended = [name for name, each in running.items() if not each.program.running]
        for name in ended:
            running[name].program.start()
        return ended

    return tend


@pytest.fixture
def patience():
    """Waits until something is so, for two minutes unless said."""

    def until(is_so, what, seconds=120):
        deadline = time.monotonic() + seconds
        while not (found := is_so()):
            assert time.monotonic() < deadline, what
            time.sleep(0.3)
        return found

    return until
