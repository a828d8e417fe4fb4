"""Understands the operator's files of Prometheus and Alertmanager, as they are but for the pace: one of their minutes is a second here."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml
from tests.deploy.given import DEPLOY

SILENT = "fjordlab"
"""The source that is stopped."""

_LENGTH = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"\b(\d+)([smhd])\b")
_AGE = re.compile(r"(?<=expr: )(time\(\) - .*> )([1-9]\d*)$", re.MULTILINE)
"""A rule about how long ago something was, in seconds."""

_IN_A_RULE = re.compile(r"\[(\d+[smhd])\]|(?<=for: )(\d+[smhd])")


def shortened(duration: str) -> str:
    """A sixtieth of it, a second at least."""
    return _DURATION.sub(lambda found: f"{max(1, int(found[1]) * _LENGTH[found[2]] // 60)}s", duration)


def query(text: str) -> str:
    """A rule or a query whose windows and waits are a sixtieth, and long enough for two scrapes."""

    def shorter(found: re.Match[str]) -> str:
        if found[1]:
            return f"[{max(4, int(shortened(found[1])[:-1]))}s]"
        return shortened(found[2])

    return _IN_A_RULE.sub(shorter, text)


def _younger(found: re.Match[str]) -> str:
    """A sixtieth, and long enough for what is done each second or two."""
    return f"{found[1]}{max(6, int(found[2]) // 60)}"


def prometheus(folder: Path, targets: Mapping[str, list[str]]) -> Path:
    """Its configuration, in a folder: the deployed rules, and targets of our own."""
    shutil.copytree(DEPLOY / "prometheus", folder)
    for file in (folder / "rules").glob("*.yml"):
        file.write_text(_AGE.sub(_younger, query(file.read_text())))
    for name, addresses in targets.items():
        file = folder / "targets" / f"{name}.yml"
        assert file.exists()
        file.write_text(yaml.safe_dump([{"targets": addresses}]))
    config = folder / "prometheus.yml"
    config.write_text(
        re.sub(r"_interval: 15s", "_interval: 1s", config.read_text()).replace("timeout: 10s", "timeout: 1s")
    )
    return config


PHARMACY = "apotek-nordlys"
"""The source that numbers what it sends, and of which there may be many."""


def pharmacy(number: int) -> str:
    """The HER-id of one of many pharmacies."""
    return str(99_100_000 + number)


def sources(folder: Path, many: int = 0) -> Path:
    """The sources of the examples, of which `SILENT` is silent after five seconds without a message, and so many more pharmacies."""
    shutil.copytree(DEPLOY / "sources", folder)
    file = folder / f"{SILENT}.yaml"
    text, changed = re.subn(r"(?m)^cadence: \S+", "cadence: PT5S", file.read_text())
    assert changed == 1
    file.write_text(text)
    known = yaml.safe_load((folder / f"{PHARMACY}.yaml").read_text())
    del known["organisation"]  # it names one source alone
    for number in range(many):
        name, her = f"apotek-{number}", pharmacy(number)
        one = {**known, "id": name, "name": name, "her_ids": [her], "assigner": her}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(one))
    return folder


def watch() -> str:
    """A program: the watch, for which minutes of silence, of a probe's absence, of slowness, of a missing number and of a total are seconds."""
    return (
        "from datetime import timedelta; from carebus.domain.watch import cadence, progress, totals; from carebus.watch import finding; "
        "cadence.FLOOR = progress.PROBE = progress.LATENCY_STANDS = timedelta(seconds=10); "
        "finding.SETTLE = totals.SETTLE = timedelta(seconds=1); "
        "from carebus.watch.service import main; main()"
    )


def alertmanager(folder: Path, desk: str) -> Path:
    """Its configuration, with our desk for the operator's."""
    folder.mkdir(parents=True)
    text = (DEPLOY / "alertmanager" / "alertmanager.yml").read_text()
    text, changed = re.subn(r"url: .*", f"url: {desk}", text)
    assert changed == 1
    config = folder / "alertmanager.yml"
    config.write_text(re.sub(r"(?<=: )\d+[smhd]$", lambda found: shortened(found[0]), text, flags=re.MULTILINE))
    return config
