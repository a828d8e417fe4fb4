"""What a service's log lines look like, and what they never show."""

import json
import logging
from io import StringIO

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from carebus import log

NUMBER, KEY = "13116900216", "ab12" * 16


def test_a_line_is_json_with_its_service_level_and_time(lines: StringIO):
    structlog.get_logger().info("copy opened", partitions=12)

    line = json.loads(lines.getvalue())
    assert (line["service"], line["event"], line["level"], line["partitions"]) == ("reader", "copy opened", "info", 12)
    assert line["timestamp"].endswith("Z")


def test_a_line_of_a_library_looks_the_same(lines: StringIO):
    logging.getLogger("somebody").warning("seen %s", NUMBER)

    line = json.loads(lines.getvalue())
    assert (line["service"], line["event"]) == ("reader", "seen [masked]")


def test_a_number_in_a_traceback_is_masked(lines: StringIO):
    try:
        int(NUMBER + "x")
    except ValueError:
        structlog.get_logger().exception("failed", key=KEY)

    assert NUMBER not in lines.getvalue()
    assert KEY not in lines.getvalue()
    assert "ValueError" in lines.getvalue()


@pytest.mark.parametrize(
    "shape", [NUMBER, f"x{NUMBER}y", "131169 00216", "131169-00216", KEY, KEY.upper(), int(NUMBER)]
)
def test_whatever_looks_like_a_number_or_key_is_masked(shape: object):
    assert "[masked]" in str(log.masked(shape))
    assert "[masked]" in str(log.masked({"a": [shape], "b": (shape,)}))


@pytest.mark.parametrize(
    "plain", ["2026-03-01T12:00:00.123456Z", 0.12345678901, 1_700_000_000_000, "0.12345678901", True, None]
)
def test_times_shares_and_counts_are_left_as_they_are(plain: object):
    assert log.masked(plain) == plain


@given(st.text(), st.text())
def test_law_a_number_is_masked_wherever_it_stands(before: str, after: str):
    assert NUMBER not in log.masked(f"{before} {NUMBER} {after}")
