"""Understands a later release of carebus than this one: the same, but that a reaction also says how long it lasted."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.given import ROOT

from carebus.local.furnishing import Service

RECORD = Path("schemas/critical_info/Reaction.avsc")
CLASS = Path("services/carebus/domain/critical_info/entry.py")
LASTED = {"name": "lasted", "type": ["null", "string"], "default": None, "doc": "How long it lasted, in words."}
_SHIPPED = ("services", "schemas", "topics", "deploy/sources", "deploy/local")


@dataclass(frozen=True, slots=True)
class NewerRelease:
    """Its tree, and the settings of the bus that it is brought to."""

    folder: Path
    settings: Mapping[str, str]

    @classmethod
    def made(cls, folder: Path, settings: Mapping[str, str]) -> "NewerRelease":
        """Copies this release and changes the copy as its authors would: the former schemas stay, as those of a release."""
        for each in _SHIPPED:
            shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__", "released"))
        former = folder / "schemas" / "released" / "before"
        shutil.copytree(ROOT / "schemas", former, ignore=shutil.ignore_patterns("released"))
        schema = json.loads((folder / RECORD).read_text())
        (folder / RECORD).write_text(json.dumps({**schema, "fields": [*schema["fields"], LASTED]}))
        text, changed = re.subn(
            r"(class Reaction\(.*?severity: Coding \| None = None\n)",
            r"\1    lasted: str | None = None\n",
            (folder / CLASS).read_text(),
            flags=re.DOTALL,
        )
        assert changed == 1
        (folder / CLASS).write_text(text)
        return cls(folder, {**settings, "PYTHONPATH": str(folder / "services")})

    def carebus(self, *words: str) -> str:
        """What its command line prints; that it may fail is the caller's to judge."""
        command = [sys.executable, "-c", "from carebus.command import app; app()", *words]
        told = subprocess.run(
            command, capture_output=True, check=False, text=True, timeout=120, env={**self.settings, "COLUMNS": "200"}
        )
        return told.stdout + told.stderr

    def replaces(self, service: Service) -> None:
        """Ends a service and starts it as it is in this release."""
        service.program.stop()
        service.program.environment = {**service.program.environment, **self.settings}
        service.program.start()
