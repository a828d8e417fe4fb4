"""Understands what the gateway tells the watch of a transaction."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from carebus.domain.flow import EVERY_AREA, NO_OFFSET, NUMBERS, NumberRun
from carebus.domain.problems import Code
from carebus.domain.record import replace as struct_replace
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.examples.catalogue import examples
from carebus.gateway.flow import flow
from carebus.gateway.intake import take
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Announced, Withheld
from carebus.settings import Environment
from carebus.shipped import folder
from carebus.watch.probe import message as probe

RECEIVED = datetime(2026, 11, 23, 10, 7, 31, tzinfo=UTC)
SOURCES = Sources.load(folder("sources"))
REPORT, AMENDMENT = (each.data for each in examples() if each.file in {"01-new.xml", "04-amended.xml"})


def taken(data, environment=Environment.TEST, sources=SOURCES):
    return take(data, sources=sources, environment=environment, patient_secret=b"s" * 32, received=RECEIVED)


def told(what, **said):
    return json.dumps(
        {
            "format": "carebus-json-1",
            "type": what,
            "submission_id": "t-1",
            "source": {"kind": "HER", "value": "99000101"},
            "at": "2026-11-23T10:05:00+01:00",
            "area": "results",
            "from": "2026-11-23T10:00:00+01:00",
            "to": "2026-11-23T10:05:00+01:00",
            **said,
        }
    ).encode()


def test_a_report_is_told_by_source_kind_recipient_and_minute_and_by_nothing_of_its_patient():
    (part,) = taken(REPORT)
    (done,) = flow([part], RECEIVED, 12)
    (row,) = done.sources
    assert (done.stage, done.area, done.first) == ("gateway", "results", NO_OFFSET)
    assert (row.source, row.kind, row.outcome, row.count) == (part.source, "ReportIssued", "submitted", 1)
    assert row.recipient is None or row.recipient.split()[0] in {"HER", "ENH", "RSH"}
    assert part.patient_key not in repr(done)


def test_messages_of_one_transaction_are_counted_together_and_by_partition():
    parts = [part for example in (REPORT, AMENDMENT) for part in taken(example) * 10]
    done = list(flow(parts, RECEIVED, 12))
    assert sum(row.count for each in done for row in each.sources) == 20
    assert len({each.partition for each in done}) == len(done)


def test_what_is_held_is_told_as_held():
    (part,) = taken(b"nothing that carebus reads")
    (done,) = flow([part], RECEIVED, 12)
    assert [(row.source, row.outcome) for row in done.sources] == [("unknown", "held")]


def test_a_source_tells_a_control_total_and_a_planned_silence():
    (total,) = taken(told("SourceControlTotal", kind="ReportIssued", sent=12))
    (silence,) = taken(told("PlannedSilence", reason="new version"))
    assert isinstance(total, Announced)
    begin = datetime(2026, 11, 23, 9, tzinfo=UTC)
    end = begin + timedelta(minutes=5)
    assert total.announcement == SourceControlTotal(
        "vidda-sykehus", "results", "ReportIssued", begin, end, 12, RECEIVED
    )
    assert silence.announcement == PlannedSilence("vidda-sykehus", "results", begin, end, "new version", RECEIVED)
    assert list(flow([total, silence], RECEIVED, 12)) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to": "2026-11-23T09:00:00+01:00"}, Code.INVALID_VALUE),
        ({"to": "2026-11-23T10:05:30+01:00"}, Code.INVALID_VALUE),
        ({"to": "2026-11-25T10:05:00+01:00"}, Code.INVALID_VALUE),
        ({"sent": -1}, Code.INVALID_VALUE),
        ({"area": "nowhere"}, Code.INVALID_VALUE),
        ({"patient": {"type": "FNR", "number": "12837121246"}}, Code.UNEXPECTED_ELEMENT),
        ({"source": {"kind": "HER", "value": "1"}}, Code.UNKNOWN_SOURCE),
    ],
)
def test_a_control_total_that_cannot_be_used_is_held_with_its_reason(said, code):
    (part,) = taken(told("SourceControlTotal", **{"kind": "ReportIssued", "sent": 12, **said}))
    assert isinstance(part, Withheld)
    assert [problem.code for problem in part.problems] == [code]
    assert "12837121246" not in repr(part)


def test_the_probe_is_taken_in_production_too_and_about_no_real_patient():
    production = Sources(
        source.model_copy(update={"environment": Environment.PRODUCTION}) for source in SOURCES.all if source.probe
    )
    (ready,) = taken(probe(RECEIVED), Environment.PRODUCTION, production)
    assert not isinstance(ready, Withheld)
    (real,) = taken(probe(RECEIVED).replace(b"01908090043", b"01010750160"), Environment.PRODUCTION, production)
    assert isinstance(real, Withheld)


def test_a_synthetic_patient_of_anybody_else_is_still_refused_in_production():
    others = Sources(source.model_copy(update={"environment": Environment.PRODUCTION}) for source in SOURCES.all)
    (part,) = taken(REPORT, Environment.PRODUCTION, others)
    assert Code.SYNTHETIC_IN_PRODUCTION in {problem.code for problem in part.problems}


def numbered(number, area):
    """The probe's dispensing under a number of its source, as if for an area."""
    (part,) = taken(probe(RECEIVED))
    provenance = struct_replace(part.submission.provenance, source_sequence=number)
    return replace(part, area=area, submission=struct_replace(part.submission, provenance=provenance))


def test_numbers_are_told_area_by_area_unless_the_source_has_one_series():
    parts = [numbered(1, "medication"), numbered(2, "critical-info"), numbered(3, "medication")]
    by_area = {done.area: [row.numbers for row in done.sources] for done in flow(parts, RECEIVED, 12)}
    assert by_area == {
        "medication": [(NumberRun(1, 1), NumberRun(3, 3))],
        "critical-info": [(NumberRun(2, 2),)],
    }


def test_one_series_over_all_areas_is_told_apart_and_counts_no_message_twice():
    parts = [numbered(1, "medication"), numbered(2, "critical-info"), numbered(3, "medication")]
    *areas, numbers = flow(parts, RECEIVED, 12, as_one={parts[0].source})
    assert sum(row.count for done in areas for row in done.sources) == 3
    assert not any(row.numbers for done in areas for row in done.sources)
    assert (numbers.stage, numbers.area) == (NUMBERS, EVERY_AREA)
    assert sorted(run.first for row in numbers.sources for run in row.numbers) == [1, 2, 3]
