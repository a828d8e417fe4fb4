"""Understands which ports are free, below those that the kernel gives to outgoing connections.

A broker that is down must find its port free when it returns; a port of the kernel's own range would be taken by one of
the very clients that try to reach it.
"""

import random
import socket
from pathlib import Path

_OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 15_000


def free(count: int) -> list[int]:
    """So many different ports on loopback that nobody listens on."""
    candidates = range(_LOWEST, max(_first_outgoing(), _LOWEST + 5_000))
    found: list[int] = []
    for port in random.SystemRandom().sample(candidates, len(candidates)):
        if len(found) == count:
            break
        if _is_free(port):
            found.append(port)
    return found


def _first_outgoing() -> int:
    return int(_OUTGOING.read_text().split()[0]) if _OUTGOING.exists() else 32_768


def _is_free(port: int) -> bool:
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taker.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
