"""Understands what the demonstration plays on: a stack of its own with topics, schemas and services, gone when it ends."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from carebus.local import Stack
from carebus.local.furnishing import addresses, furnish, services
from carebus.settings import Environment, GatewaySettings


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything listens."""

    brokers: str
    registry: str
    reader: str
    metrics: str
    secret: str

    @property
    def gateway(self) -> GatewaySettings:
        """Settings of a publisher."""
        return GatewaySettings(
            environment=Environment.TEST, brokers=self.brokers, registry=self.registry, patient_secret=self.secret
        )


@contextmanager
def stage(console: Console) -> Iterator[Stage]:
    """A stack with its services, ready. Raises Unavailable, with the remedy."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(TemporaryDirectory(prefix="carebus-demo-")))
        with console.status("Starting a Kafka broker and the schema registry …"):
            stack = ending.enter_context(Stack.start(folder / "stack"))
        with console.status("Making topics, registering schemas …"):
            furnish(stack)
        made, settings = _settings(stack, folder)
        programs = services(folder, settings)
        for program in programs:
            program.start()
            ending.callback(program.stop)
        with console.status("Starting a projector and the reader …"):
            programs[1].until(lambda: _ready(made.reader))
        yield made


def _settings(stack: Stack, folder: Path) -> tuple[Stage, dict[str, str]]:
    settings = {
        "CAREBUS_ENVIRONMENT": Environment.TEST.value,
        "CAREBUS_BROKERS": stack.bootstrap,
        "CAREBUS_REGISTRY": stack.registry_url,
        "CAREBUS_PATIENT_SECRET": secrets.token_hex(32),
        **addresses(folder / "state"),
    }
    metrics = f"http://127.0.0.1:{settings['CAREBUS_METRICS_PORT']}/metrics"
    secret = settings["CAREBUS_PATIENT_SECRET"]
    return Stage(stack.bootstrap, stack.registry_url, settings["CAREBUS_READER"], metrics, secret), settings


def _ready(reader: str) -> bool:
    try:
        return httpx.get(f"{reader}/readyz", trust_env=False).is_success
    except httpx.HTTPError:
        return False
