import re
from pathlib import Path

import pytest

from carebus.domain.alarms import Kind

RUNBOOKS = Path(__file__).parents[2] / "deploy" / "runbooks"


@pytest.mark.parametrize("kind", Kind)
def test_every_alarm_has_a_heading_that_says_what_it_means_and_what_to_do(kind):
    file, heading = kind.runbook.split("#")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", (RUNBOOKS / file).read_text(), re.MULTILINE | re.DOTALL)

    assert section, kind.runbook
    for part in ("**For a patient**", "**Look**", "**Do**", "**It worked**"):
        assert part in section[1]
