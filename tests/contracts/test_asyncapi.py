"""Understands that the AsyncAPI document is current, and what AsyncAPI 3 asks of one."""

import json
import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from carebus.bus.asyncapi import document
from carebus.bus.topics import load
from carebus.formats.avro import BY_FULLNAME
from carebus.local import cache

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "asyncapi.yaml"
PARSER = ("@asyncapi/parser@3.6.3", "@asyncapi/avro-schema-parser@3.0.24")
STATED = yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))


def test_the_committed_document_is_what_the_command_writes():
    assert COMMITTED.read_text(encoding="utf-8") == document(load(), version("carebus")), (
        "carebus schemas asyncapi " + str(COMMITTED)
    )


def test_every_topic_is_a_channel_and_every_record_a_message():
    assert {channel["address"] for channel in STATED["channels"].values()} == {topic.name for topic in load()}
    assert STATED["components"]["messages"].keys() == BY_FULLNAME.keys() | {"Original"}


def _references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    if isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_every_reference_leads_somewhere():
    for reference in _references({key: STATED[key] for key in ("channels", "operations")}):
        node = STATED
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_the_required_parts_of_asyncapi_3_are_there():
    assert STATED["asyncapi"].startswith("3.0.")
    assert {"title", "version"} <= STATED["info"].keys()
    assert {operation["action"] for operation in STATED["operations"].values()} == {"send", "receive"}
    for message in STATED["components"]["messages"].values():
        assert message.get("payload", {"schemaFormat": "", "schema": {}}).keys() == {"schemaFormat", "schema"}


def test_every_operation_is_of_somebody_that_the_topics_name():
    roles = {role for topic in load() for role in (*topic.writers, *topic.readers)}
    assert {name.partition(".")[0] for name in STATED["operations"]} == roles


def _install(place):
    npm = ["npm", "install", "--prefix", str(place), "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *PARSER]
    subprocess.run(npm, check=True, capture_output=True, timeout=200)


@pytest.fixture(scope="module")
def parser():
    """The AsyncAPI project's own parser, fetched once."""
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("no node here: the structure alone was checked")
    try:
        return cache.whole("asyncapi-parser-3.6.3", _install)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm could not fetch the AsyncAPI parser: the structure alone was checked")


def test_the_asyncapi_projects_own_parser_takes_the_document(parser):
    script = Path(__file__).with_name("asyncapi.cjs")
    environment = os.environ | {"NODE_PATH": str(parser / "node_modules")}
    asked = subprocess.run(["node", script, COMMITTED], env=environment, capture_output=True, check=True, timeout=60)

    found = json.loads(asked.stdout)
    assert found["errors"] == []
    assert found["messages"] >= len(BY_FULLNAME)
