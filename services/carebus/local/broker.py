"""Understands one Kafka broker: started, asked, killed and started again on the same ports and data."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from carebus.local import artifacts, java
from carebus.local.node import HOST, Node, properties
from carebus.local.programs import Program
from carebus.local.unavailable import Unavailable, tail
from carebus.shipped import folder as shipped


@dataclass(slots=True)
class Broker:
    """A broker of the stack."""

    node: Node
    program: Program
    formatting: Program

    @classmethod
    def laid_out(
        cls,
        node: Node,
        nodes: Sequence[Node],
        cluster: str,
        folder: Path,
        more: Mapping[str, str],
        options: Sequence[str] = java.QUICK,
    ) -> "Broker":
        """Writes its settings and readies its commands, the server's with Java's `options`; nothing runs yet. Raises Unavailable."""
        folder.mkdir(parents=True)
        config = folder / "server.properties"
        config.write_text(properties(node, nodes, folder / "data", more))
        run = [
            java.binary(),
            "-cp",
            f"{artifacts.kafka()}/*",
            f"-Dlog4j2.configurationFile={shipped('local')}/log4j2.properties",
        ]
        tool = [*run, *java.QUICK, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(config)]
        server = [*run, *options, "-Xmx512m", "kafka.Kafka", str(config)]
        name = f"broker-{node.number}"
        return cls(node, Program(name, server, folder), Program(f"{name}-format", tool, folder))

    @property
    def address(self) -> str:
        """host:port for clients."""
        return self.node.address

    def formatted(self) -> None:
        """Waits for the end of formatting. Raises Unavailable when it failed."""
        if self.formatting.process is not None and self.formatting.process.wait() != 0:
            raise Unavailable(f"Kafka could not format its folder:\n{tail(self.formatting.log)}")
        self.formatting.kill()

    def start(self) -> None:
        """Starts it, and waits until it answers. Raises Unavailable."""
        self.program.start()
        self.ready()

    def ready(self, brokers: int = 1) -> None:
        """Waits until it answers and knows so many brokers. Raises Unavailable."""
        self.program.until(lambda: self._knows() >= brokers)

    def kill(self) -> None:
        """Ends it as a power cut would (kill -9)."""
        self.program.kill()

    def stop(self) -> None:
        """Ends it as an operator would."""
        self.program.stop()

    def restart(self) -> None:
        """Starts it again on the same ports and data, killing it first where it runs; returns when it answers."""
        self.kill()
        self.start()

    def _knows(self) -> int:
        try:
            socket.create_connection((HOST, self.node.port), timeout=1).close()
            admin = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
            return len(admin.list_topics(timeout=2).brokers)
        except (OSError, KafkaException):
            return 0
