"""Understands how Maven brings programs, and how Maven itself comes where it is missing."""

import os
import shutil
from pathlib import Path

from carebus.local.fetching import run
from carebus.local.unavailable import Unavailable
from carebus.shipped import folder


def fetch(what: str, pom: str, into: Path) -> None:
    """Fetches what deploy/local/`pom` lists into a folder, showing the progress. Raises Unavailable."""
    command = [_mvn(), "-B", "--strict-checksums", "-f", str(folder("local") / pom), "package", f"-Dinto={into}"]
    run(f"Fetching {what} by Maven, once", command)
    shutil.rmtree(into / ".maven", ignore_errors=True)


def _mvn() -> str:
    if not shutil.which("mvn") and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    if not (found := shutil.which("mvn")):
        raise Unavailable("Kafka and the registry come by Maven, which is missing: install it (apt install maven)")
    return found


def _install() -> None:
    """As root on Debian. Untethered: apt must not be killed between two steps of a package."""
    silent = {"DEBIAN_FRONTEND": "noninteractive"}
    run("Updating apt's lists, for Maven", ["apt-get", "update"], tethered=False)
    command = ["apt-get", "install", "-y", "--no-install-recommends", "maven"]
    run("Maven is missing: installing it by apt", command, more=silent, tethered=False)
