"""Understands the stack as a whole: so many brokers and a registry that start, answer and end together."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from carebus.local import ports
from carebus.local.broker import Broker
from carebus.local.endings import orderly
from carebus.local.java import QUICK
from carebus.local.node import Node
from carebus.local.programs import Program
from carebus.local.registry import Registry

_NONE: Mapping[int, str] = {}
_NO_MORE: Mapping[str, str] = {}


@dataclass(slots=True)
class Stack:
    """Real brokers and, where asked for, a real registry, in a folder of their own."""

    folder: Path
    brokers: tuple[Broker, ...]
    registry: Registry | None

    @classmethod
    @contextmanager
    def start(
        cls,
        folder: Path,
        *,
        brokers: int = 1,
        registry: bool = True,
        advertised: Mapping[int, str] = _NONE,
        settings: Mapping[str, str] = _NO_MORE,
        options: Sequence[str] = QUICK,
    ) -> Iterator["Stack"]:
        """A stack that answers, for as long as the context; nothing of it runs afterwards, whatever ends it.

        `advertised` gives, by the number of a broker (from 1), the host:port of a proxy before it: see `proxied`.
        `settings` adds to or overrides the brokers' settings; `options` are given to their Java. Raises Unavailable.
        """
        with orderly():
            stack = cls.laid_out(
                folder, brokers=brokers, registry=registry, advertised=advertised, settings=settings, options=options
            )
            try:
                stack.launch()
                yield stack
            finally:
                stack.kill()

    @classmethod
    def laid_out(
        cls,
        folder: Path,
        *,
        brokers: int = 1,
        registry: bool = True,
        advertised: Mapping[int, str] = _NONE,
        settings: Mapping[str, str] = _NO_MORE,
        options: Sequence[str] = QUICK,
    ) -> "Stack":
        """Fetches what is missing, chooses ports and writes settings; nothing runs yet. Raises Unavailable."""
        folder, nodes, cluster = folder.resolve(), _nodes(brokers, advertised), _cluster()
        made = [Broker.laid_out(n, nodes, cluster, folder / f"broker-{n.number}", settings, options) for n in nodes]
        return cls(folder, tuple(made), Registry.laid_out(folder / "registry") if registry else None)

    @property
    def bootstrap(self) -> str:
        """Where clients start, directly."""
        return ",".join(broker.address for broker in self.brokers)

    @property
    def proxied(self) -> str:
        """Where clients start that shall stay behind the proxies; a proxy sends to its broker's `node.behind`."""
        return ",".join(broker.node.advertised for broker in self.brokers if broker.node.advertised)

    @property
    def registry_url(self) -> str:
        """The registry's Confluent-compatible address; empty where the stack has none."""
        return self.registry.url if self.registry else ""

    @property
    def programs(self) -> tuple[Program, ...]:
        """Everything that it runs."""
        formatting = tuple(broker.formatting for broker in self.brokers)
        return (*formatting, *(b.program for b in self.brokers), *((self.registry.program,) if self.registry else ()))

    def untied(self) -> "Stack":
        """The same stack, made to stay when the process that launches it has ended."""
        for program in self.programs:
            program.tethered = False
        return self

    def launch(self) -> None:
        """Starts everything side by side, and waits until each answers and the brokers know one another."""
        if self.registry:
            self.registry.program.start()
        self._format()
        for broker in self.brokers:
            broker.program.start()
        for broker in self.brokers:
            broker.ready(len(self.brokers))
        if self.registry:
            self.registry.ready()

    def kill(self) -> None:
        """Ends everything at once; the folder and its data stay."""
        for program in self.programs:
            program.kill()

    def _format(self) -> None:
        for broker in self.brokers:
            broker.formatting.start()
        for broker in self.brokers:
            broker.formatted()


def _nodes(count: int, advertised: Mapping[int, str]) -> tuple[Node, ...]:
    free = iter(ports.free(3 * count))
    return tuple(
        Node(number, next(free), next(free), next(free) if number in advertised else None, advertised.get(number))
        for number in range(1, count + 1)
    )


def _cluster() -> str:
    """A random id as Kafka writes them: 16 bytes in 22 letters, the first of them no hyphen."""
    return urlsafe_b64encode(b"c" + uuid4().bytes[1:]).decode().rstrip("=")
