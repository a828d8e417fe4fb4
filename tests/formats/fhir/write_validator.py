"""Prepares the independent validator of FHIR R4 (HAPI, by Maven) from `../shared/oracles`, and runs the tests that ask it.

python -m tests.formats.fhir.write_validator
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ORACLE = ROOT.parent / "shared" / "oracles" / "fhir-validator"
INTO = ROOT / ".cache" / "fhir-validator"
SETTING = "CAREBUS_FHIR_VALIDATOR"


def prepare() -> str:
    """The class path of the validator, built at its first use."""
    if not (INTO / "lib").is_dir():
        shutil.copytree(ORACLE, INTO, dirs_exist_ok=True)
        command = ["mvn", "-q", "-B", "package", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
        subprocess.run(command, cwd=INTO, check=True)
    return f"{INTO / 'target' / 'classes'}{os.pathsep}{INTO / 'lib' / '*'}"


def main() -> int:
    """Validates every example; 0 where no error was found."""
    tests = str(Path(__file__).with_name("test_write_validated.py"))
    environment = {**os.environ, SETTING: prepare()}
    return subprocess.run(
        [sys.executable, "-m", "pytest", tests, "-q"], env=environment, cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
