import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OPEN_EVERYTHING = """
import sys
sys.path.insert(0, sys.argv[1])
import carebus
assert carebus.__file__.startswith(sys.argv[1]), carebus.__file__
from carebus.bus.topics import load
from carebus.examples.catalogue import examples
from carebus.formats.avro import BY_FULLNAME
from carebus.gateway.sources import Sources
from carebus.shipped import folder
assert str(folder("schemas")).startswith(sys.argv[1])
topics = load()
records = {record for topic in topics for record in topic.records}
assert records and records <= set(BY_FULLNAME), records - set(BY_FULLNAME)
Sources.load(folder("sources"))
assert (folder("local") / "kafka.pom.xml").is_file() or list(folder("local").iterdir())
from carebus.cli import app
print(len(topics), len(records), len(examples()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_alone_opens_every_schema_topic_source_and_example(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CAREBUS_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_EVERYTHING, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 0, done.stderr


def test_every_schema_and_topic_of_the_checkout_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    for name in ("schemas", "topics"):
        for path in (ROOT / name).rglob("*.*"):
            assert f"carebus/_shipped/{path.relative_to(ROOT)}" in inside, path
