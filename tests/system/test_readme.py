"""What the README tells a reader to run, run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from carebus.examples.catalogue import examples

README = (Path(__file__).parents[2] / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def environment(settings, logs):
    return {name: value for name, value in os.environ.items() if not name.startswith("CAREBUS_")} | settings


@pytest.fixture
def messages(tmp_path):
    (tmp_path / "messages").mkdir()
    for example in examples():
        (tmp_path / "messages" / example.file).write_bytes(example.data)
    return tmp_path


def test_the_publisher_of_the_readme_gets_a_verdict(environment, messages):
    done = subprocess.run(
        [sys.executable, "-c", BLOCKS[0]],
        cwd=messages,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.startswith("accepted []")


def test_the_act_of_the_readme_stands_on_the_list_of_the_examples(environment, published):
    told = subprocess.run(
        [sys.executable, "-c", BLOCKS[1]], env=environment, capture_output=True, text=True, timeout=120, check=True
    ).stdout
    assert told.startswith("accepted 7 ")


def test_the_consumer_of_the_readme_reads_the_shared_picture_in_fifteen_lines(environment, messages):
    subprocess.run(
        [sys.executable, "-c", BLOCKS[0]], cwd=messages, env=environment, capture_output=True, timeout=120, check=True
    )
    assert len([line for line in BLOCKS[2].splitlines() if line.strip()]) <= 17
    program = [sys.executable, "-u", "-c", BLOCKS[2]]
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        first = reader.stdout.readline()
        reader.kill()
    assert re.match(r"\S+ revision \d+ \S+ \d+ rows", first)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^    carebus ([a-z]+)", README, re.MULTILINE))))
def test_every_command_of_the_readme_exists_and_its_help_teaches(command, carebus):
    told = carebus(command, "--help")
    assert told.exit_code == 0
    assert len(told.output) > 200


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^(\w+):", (Path(__file__).parents[2] / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make (\w+)", README)) <= targets
