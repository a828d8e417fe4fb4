"""Understands who sends in the tests of the gateway: the invented laboratories that travel with carebus."""

import pytest

from carebus import shipped
from carebus.gateway.sources import Sources


@pytest.fixture(scope="session")
def sources() -> Sources:
    return Sources.load(shipped.folder("sources"))
