"""Understands where the reader may listen: on this machine alone, until access control exists (R20)."""

import ipaddress

from carebus.settings import SettingsProblem

NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What a request may call the reader: another name means that a page of somebody else's led a browser here."""


def refuse_beyond_loopback(host: str) -> None:
    """Raises SettingsProblem where others than this machine could reach `host`."""
    if not _is_loopback(host):
        raise SettingsProblem(
            "CAREBUS_HOST: the reader answers anyone who reaches it, for access control does not exist yet; "
            "set an address of this machine alone, such as 127.0.0.1"
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
