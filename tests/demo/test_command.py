"""The command of the town says what it does, and takes no town that cannot be."""

import re

import pytest
import typer
from typer.testing import CliRunner

from carebus.demo.town.command import town


@pytest.fixture
def called(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    app = typer.Typer()
    app.command()(town)

    def call(*words):
        return CliRunner().invoke(app, list(words))

    return call


def test_its_help_names_every_option_and_every_exit_status(called):
    told = re.sub(r"\x1b\[[0-9;]*m", "", called("--help").output)
    for word in ("--patients", "--acts", "--seed", "Exit status 0", "130"):
        assert word in told


@pytest.mark.parametrize("words", [("--patients", "1"), ("--acts", "2"), ("--seed", "spring")])
def test_what_cannot_be_played_is_refused(called, words):
    assert called(*words).exit_code == 2
