"""Understands what the demonstration plays on: a stack of its own with topics, schemas and services, gone when it ends."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from carebus.local import Stack
from carebus.local.furnishing import addresses, furnish, services
from carebus.local.programs import Program
from carebus.settings import Environment, GatewaySettings


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything listens; `metrics` and the programs themselves by service."""

    brokers: str
    registry: str
    reader: str
    metrics: dict[str, str]
    secret: str
    programs: dict[str, Program]

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
        settings = _settings(stack, folder)
        running = services(folder, settings)
        made = Stage(
            stack.bootstrap,
            stack.registry_url,
            settings["CAREBUS_READER"],
            {service.name: service.metrics for service in running},
            settings["CAREBUS_PATIENT_SECRET"],
            {service.name: service.program for service in running},
        )
        for service in running:
            service.program.start()
            ending.callback(service.program.stop)
        with console.status("Starting the projectors and the reader …"):
            for service in running:
                service.program.until(partial(_answers, service.metrics))
            running[-1].program.until(partial(_answers, f"{made.reader}/readyz"))
        yield made


def _settings(stack: Stack, folder: Path) -> dict[str, str]:
    return {
        "CAREBUS_ENVIRONMENT": Environment.TEST.value,
        "CAREBUS_BROKERS": stack.bootstrap,
        "CAREBUS_REGISTRY": stack.registry_url,
        "CAREBUS_PATIENT_SECRET": secrets.token_hex(32),
        **addresses(folder / "state"),
    }


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).is_success
    except httpx.HTTPError:
        return False
