"""Understands the schema registry: started, asked, killed and started again on the same ports and data."""

from dataclasses import dataclass
from pathlib import Path

import httpx

from carebus.local import artifacts, java, ports
from carebus.local.node import HOST
from carebus.local.programs import Program

_SMALL = ("-Xms64m", "-Xmx256m", *java.QUICK)


@dataclass(slots=True)
class Registry:
    """The Apicurio registry of the stack, compatible with Confluent's at `url`."""

    port: int
    program: Program

    @classmethod
    def laid_out(cls, folder: Path) -> "Registry":
        """Chooses its ports and readies its command; nothing runs yet. Raises Unavailable."""
        port, management = ports.free(2)
        command = [java.binary(), *_SMALL, "-jar", str(artifacts.registry() / "quarkus-run.jar")]
        return cls(port, Program("registry", command, folder, _environment(port, management, folder)))

    @property
    def url(self) -> str:
        """Its Confluent-compatible address."""
        return f"http://{HOST}:{self.port}/apis/ccompat/v7"

    def start(self) -> None:
        """Starts it, and waits until it answers. Raises Unavailable."""
        self.program.start()
        self.ready()

    def ready(self) -> None:
        """Waits until it answers. Raises Unavailable."""
        self.program.until(self._answers)

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

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/subjects", timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            return False


def _environment(port: int, management: int, folder: Path) -> dict[str, str]:
    return {
        "QUARKUS_HTTP_HOST": HOST,
        "QUARKUS_HTTP_PORT": str(port),
        "QUARKUS_HTTP_ACCESS_LOG_ENABLED": "false",
        "QUARKUS_MANAGEMENT_HOST": HOST,
        "QUARKUS_MANAGEMENT_PORT": str(management),
        "QUARKUS_LOG_CATEGORY__IO_APICURIO__LEVEL": "WARN",
        # without WRITE_DELAY=0 a registration that was acknowledged is lost on kill -9
        "APICURIO_DATASOURCE_URL": f"jdbc:h2:file:{folder.resolve()}/data;WRITE_DELAY=0",
        "APICURIO_DATASOURCE_JDBC_INITIAL_SIZE": "2",
        "APICURIO_DATASOURCE_JDBC_MIN_SIZE": "2",
        "APICURIO_DATASOURCE_JDBC_MAX_SIZE": "10",
        "APICURIO_RULES_GLOBAL_COMPATIBILITY": "FULL_TRANSITIVE",
    }
