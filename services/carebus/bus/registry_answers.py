"""Understands what a Confluent-compatible registry answers: yes, no such thing, a refusal, or nothing that can be believed."""

from collections.abc import Mapping
from typing import Any

import httpx

_ABSENT = {40401, 40402, 40403}  # no such subject, version, schema
_REFUSED = {409, 422}
_TYPE = "application/vnd.schemaregistry.v1+json"


class RegistryUnreachable(Exception):
    """The registry gave no answer that can be believed: wait, and ask again."""


class Absent(Exception):
    """The registry says that there is no such thing."""


class Refusal(Exception):
    """The registry understood and says no; the message is the registry's own, about schemas and never about patients."""


class Answers:
    """Asks one registry. Only its own words count: a 404 that is not in its format is a wrong address or a proxy, not an answer."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(timeout, connect=2.0),
            headers={"Content-Type": _TYPE, "Accept": f"{_TYPE}, application/json"},
            trust_env=False,  # it stands inside the bus's own network: no proxy between
        )

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: str) -> Any:
        """The answer in JSON. Raises Absent, Refusal, RegistryUnreachable."""
        try:
            response = self._client.request(method, path, json=body, params=params)
        except httpx.HTTPError as error:
            raise RegistryUnreachable(f"{method} {path}: {type(error).__name__}") from error
        said = _json(response)
        if response.is_success and said is not None:
            return said
        raise _no(response.status_code, said, f"{method} {path}")

    def close(self) -> None:
        """Lets the connections go."""
        self._client.close()


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _no(status: int, said: Any, asked: str) -> Exception:
    match status, said:
        case 404, {"error_code": int(code)} if code in _ABSENT:
            return Absent(asked)
        case int(code), {"message": str(message)} if code in _REFUSED:
            return Refusal(message)
        case _:
            return RegistryUnreachable(f"{asked}: HTTP {status}")
