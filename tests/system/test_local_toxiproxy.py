"""Understands that clients which start behind the proxy stay behind it, so that its faults reach them."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from carebus.local import Stack, ports
from carebus.local.toxiproxy import Proxy, Toxiproxy

FAULTS: dict[str, Callable[[Proxy], None]] = {
    "hang": lambda proxy: proxy.hang(),
    "cut": lambda proxy: proxy.cut_after(0),
    "closed": lambda proxy: proxy.enable(enabled=False),
}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Proxy]]:
    if not shutil.which("go"):
        pytest.skip("toxiproxy is built by Go, which is not installed here (apt install golang-go)")
    folder, address = tmp_path_factory.mktemp("behind"), f"127.0.0.1:{ports.free(1)[0]}"
    with (
        Toxiproxy.start(folder / "toxiproxy") as toxiproxy,
        Stack.start(folder / "run", registry=False, advertised={1: address}) as stack,
    ):
        yield stack, toxiproxy.before(str(stack.brokers[0].node.behind), address, "broker-1")


@pytest.mark.broker
def test_a_client_behind_the_proxy_is_told_only_of_the_proxy(behind: tuple[Stack, Proxy]) -> None:
    stack, proxy = behind

    brokers = AdminClient({"bootstrap.servers": stack.proxied}).list_topics(timeout=10).brokers

    assert [f"{broker.host}:{broker.port}" for broker in brokers.values()] == [proxy.address]


@pytest.mark.broker
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_network_reaches_only_clients_behind_the_proxy(behind: tuple[Stack, Proxy], fault: str) -> None:
    stack, proxy = behind

    FAULTS[fault](proxy)

    assert not _answers(stack.proxied)
    assert _answers(stack.bootstrap)
    proxy.cure()
    proxy.enable(enabled=True)
    assert _answers(stack.proxied)


def _answers(bootstrap: str) -> bool:
    try:
        client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
        return len(client.list_topics(timeout=3).brokers) == 1
    except KafkaException:
        return False
