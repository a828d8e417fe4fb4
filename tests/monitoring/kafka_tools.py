"""Understands the tools of Kafka that the runbooks call: the same commands, by the Java of the local stack."""

import subprocess

from carebus.local import artifacts, java
from carebus.local.stack import Stack


def transactions(stack: Stack, *words: str) -> str:
    """What `kafka-transactions.sh` prints. Raises CalledProcessError."""
    command = [
        java.binary(),
        *java.QUICK,
        "-cp",
        f"{artifacts.kafka()}/*",
        "org.apache.kafka.tools.TransactionsCommand",
    ]
    told = subprocess.run(
        [*command, "--bootstrap-server", stack.bootstrap, *words],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return told.stdout
