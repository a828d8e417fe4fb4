"""Understands a network that misbehaves: a real proxy before a broker, and the faults put into it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from carebus.local import cache, ports
from carebus.local.endings import orderly
from carebus.local.fetching import run
from carebus.local.node import HOST
from carebus.local.programs import Program
from carebus.local.unavailable import Unavailable

VERSION = "v2.5.0"
_MODULE = f"github.com/Shopify/toxiproxy/v2/cmd/server@{VERSION}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """One address before another; its faults are called toxics."""

    name: str
    address: str
    api: httpx.Client

    def slow(self, milliseconds: int, jitter: int = 0) -> None:
        """Delays what the upstream answers."""
        self.poison("latency", {"latency": milliseconds, "jitter": jitter})

    def hang(self, milliseconds: int = 0, *, stream: str = "downstream") -> None:
        """Lets nothing through in one direction, and closes after so long; 0 never closes."""
        self.poison("timeout", {"timeout": milliseconds}, stream=stream)

    def cut_after(self, size: int, *, stream: str = "downstream") -> None:
        """Closes a connection after so many bytes of one direction."""
        self.poison("limit_data", {"bytes": size}, stream=stream)

    def poison(self, kind: str, attributes: dict[str, int], *, stream: str = "downstream") -> None:
        """Adds a toxic of any kind; `upstream` is what clients send, `downstream` what they are answered."""
        toxic = {"name": f"{kind}-{stream}", "type": kind, "stream": stream, "attributes": attributes}
        self.api.post(f"/proxies/{self.name}/toxics", json=toxic).raise_for_status()

    def cure(self) -> None:
        """Takes every toxic out again."""
        for toxic in self.api.get(f"/proxies/{self.name}/toxics").raise_for_status().json():
            self.api.delete(f"/proxies/{self.name}/toxics/{toxic['name']}").raise_for_status()

    def enable(self, *, enabled: bool) -> None:
        """Disabled, it closes every connection and refuses new ones."""
        self.api.post(f"/proxies/{self.name}", json={"enabled": enabled}).raise_for_status()


@dataclass(frozen=True, slots=True)
class Toxiproxy:
    """The server of the proxies."""

    program: Program
    api: httpx.Client

    @classmethod
    @contextmanager
    def start(cls, folder: Path) -> Iterator["Toxiproxy"]:
        """A server that answers, for as long as the context. Raises Unavailable where Go is missing."""
        (port,) = ports.free(1)
        program = Program("toxiproxy", [str(binary()), "-host", HOST, "-port", str(port)], folder)
        with orderly(), httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False) as api:
            try:
                program.start()
                program.until(lambda: _answers(api))
                yield cls(program, api)
            finally:
                program.kill()

    def before(self, upstream: str, address: str, name: str) -> Proxy:
        """A proxy that listens at `address` and sends to `upstream`, a broker's `node.behind` say."""
        proxy = {"name": name, "listen": address, "upstream": upstream, "enabled": True}
        self.api.post("/proxies", json=proxy).raise_for_status()
        return Proxy(name, address, self.api)


def binary() -> Path:
    """The server, built by Go at its first use. Raises Unavailable where Go is missing."""
    return cache.whole(f"toxiproxy-{VERSION}", _build) / "server"


def _build(into: Path) -> None:
    if not (go := shutil.which("go")):
        raise Unavailable("toxiproxy is built by Go, which is missing: install it (apt install golang-go)")
    run(f"Building toxiproxy {VERSION} by Go, once", [go, "install", _MODULE], more={"GOBIN": str(into)})


def _answers(api: httpx.Client) -> bool:
    try:
        return api.get("/version").is_success
    except httpx.TransportError:
        return False
