"""Understands what the stack is made of and where it lies once fetched."""

from pathlib import Path

from carebus.local import cache, maven

KAFKA = "4.3.1"  # as deploy/local/kafka.xml says
REGISTRY = "3.3.3"  # as deploy/local/registry.xml says


def kafka() -> Path:
    """The folder of Kafka's jars, fetched at its first use."""
    return cache.whole(f"kafka-{KAFKA}", lambda into: maven.fetch(f"Kafka {KAFKA}", "kafka.xml", into)) / "libs"


def registry() -> Path:
    """The folder of the registry's `quarkus-run.jar`, fetched at its first use."""
    name = f"apicurio-registry-{REGISTRY}"
    return cache.whole(name, lambda into: maven.fetch(f"Apicurio Registry {REGISTRY}", "registry.xml", into))
