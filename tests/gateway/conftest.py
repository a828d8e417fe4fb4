"""Understands who sends in the tests of the gateway: the invented laboratories that travel with carebus."""

import secrets

import pytest

from carebus import shipped
from carebus.gateway.sources import Sources
from carebus.local.furnishing import furnish
from carebus.settings import Environment, GatewaySettings


@pytest.fixture(scope="session")
def sources() -> Sources:
    return Sources.load(shipped.folder("sources"))


@pytest.fixture(scope="session")
def bus(stack) -> GatewaySettings:
    """A bus with its topics and schemas, on which the gateway holds what cannot be used; nothing decides on it."""
    furnish(stack)
    return GatewaySettings(
        environment=Environment.TEST,
        brokers=stack.bootstrap,
        registry=stack.registry_url,
        patient_secret=secrets.token_hex(32),
    )
