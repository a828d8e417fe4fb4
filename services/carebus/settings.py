"""Understands what an operator sets: one class a service, read from `CAREBUS_*`, every problem reported at once."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CAREBUS_"


class Environment(StrEnum):
    """Where a process runs: only `production` refuses synthetic patients (R23)."""

    PRODUCTION = "production"
    TEST = "test"


class SettingsProblem(Exception):
    """The environment cannot be used; the message names every variable to change and shows no value."""


class Settings(BaseSettings):
    """What every service needs to know."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    environment: Annotated[Environment, Field(description="production, or test: only test takes synthetic patients")]
    brokers: Annotated[str, Field(description="Kafka bootstrap servers, host:port,…")] = "127.0.0.1:9092"
    registry: Annotated[str, Field(description="schema registry, Confluent-compatible base URL")] = (
        "http://127.0.0.1:8085/apis/ccompat/v7"
    )

    @classmethod
    def load(cls) -> Self:
        """Reads the environment. Raises SettingsProblem with every unknown, missing and invalid variable."""
        problems = [f"{name}: no such setting" for name in _unknown()]
        try:
            settings = cls()
        except ValidationError as error:
            problems += [f"{PREFIX}{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg']}" for e in error.errors()]
            raise SettingsProblem("\n".join(problems)) from None
        if problems:
            raise SettingsProblem("\n".join(problems))
        return settings


class GatewaySettings(Settings):
    """What the gateway's front doors (`carebus publish`, `carebus.publish`) need."""

    patient_secret: Annotated[
        SecretStr, Field(min_length=32, description="secret of the patient key; the same for all, for ever")
    ]
    sources: Annotated[Path | None, Field(description="folder of source files; the shipped ones unless said")] = None


class MeasuredSettings(Settings):
    """What every service that Prometheus asks needs."""

    metrics_host: Annotated[str, Field(description="address that /metrics listens on; loopback unless said")] = (
        "127.0.0.1"
    )
    metrics_port: Annotated[int, Field(ge=0, le=65535, description="port of /metrics; 0 takes a free one")] = 0


class ProjectorSettings(MeasuredSettings):
    """What a projector needs."""

    state: Annotated[Path, Field(description="folder of the RocksDB store; a cache, safe to delete")] = Path("state")
    slot: Annotated[int, Field(ge=0, description="number of this instance within its group: stable over restarts")] = 0
    batch: Annotated[int, Field(ge=1, le=10_000, description="records in one transaction at most")] = 500
    cache: Annotated[int, Field(ge=0, description="decoded units kept in memory")] = 2_000


class ClockSettings(MeasuredSettings):
    """What the clock needs."""


class DisputesSettings(MeasuredSettings):
    """What the search for disputes needs."""

    patient_secret: Annotated[SecretStr, Field(min_length=32, description="secret of the patient key; the gateway's")]
    state: Annotated[Path, Field(description="folder of the RocksDB store; a cache, safe to delete")] = Path("state")


class WatchSettings(GatewaySettings, MeasuredSettings):
    """What the watch needs; its probe goes by the gateway's front door."""

    state: Annotated[Path, Field(description="folder of Faust's own files; safe to delete")] = Path("state")
    slot: Annotated[int, Field(ge=0, description="number of this instance: stable over restarts")] = 0
    evaluate_every: Annotated[float, Field(gt=0, le=300, description="seconds between two evaluations")] = 15.0
    probe_every: Annotated[float, Field(ge=0, le=3600, description="seconds between two probes; 0 sends none")] = 60.0


class ReaderSettings(MeasuredSettings):
    """What the reader needs: its pages stay on loopback, so what Prometheus asks can have a port apart from them."""

    patient_secret: Annotated[SecretStr, Field(min_length=32, description="secret of the patient key; the gateway's")]
    state: Annotated[Path, Field(description="folder of the reader's RocksDB copy; a cache, safe to delete")] = Path(
        "state"
    )
    host: Annotated[str, Field(description="address to listen on: loopback only until access control exists")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(ge=0, le=65535, description="port to listen on")] = 8080


class ClientSettings(Settings):
    """What `carebus show` needs to find the reader."""

    reader: Annotated[str, Field(description="base URL of the reader")] = "http://127.0.0.1:8080"


ALL: tuple[type[Settings], ...] = (
    GatewaySettings,
    ProjectorSettings,
    ClockSettings,
    DisputesSettings,
    WatchSettings,
    ReaderSettings,
    ClientSettings,
)


def _unknown() -> list[str]:
    known = {f"{PREFIX}{field}".upper() for settings in ALL for field in settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name.upper() not in known)
