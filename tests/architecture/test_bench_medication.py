"""Understands that the medication contest measures what it says: lists that are real, writes that stand; no time is asserted."""

import dataclasses
import random

import pytest
from bench.contestants import Fell
from bench.medication_lists import ANY, COME_AND_GO, FEWEST, MOST, ROWS, Story, Unsound, settle, signed
from bench.medication_load import AREA, Load
from bench.medication_runs import FIGURES, Run, accepted
from bench.projector import Reading
from bench.reports import patient

from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import CeasedTreatment
from carebus.domain.record import replace
from carebus.formats.avro import codec_of


def test_a_first_list_and_a_list_anew_have_fifteen_rows_and_move_the_version():
    story = _story()
    first, anew = story.first("1"), story.revised("2")
    assert (len(first.rows), len(anew.rows)) == (ROWS, ROWS)
    assert (first.base, anew.base, story.listed.version) == (0, 1, 2)
    assert len(story.listed.steps[-1].rows) == 4


def test_acts_of_every_kind_stand_and_leave_some_fifteen_rows():
    load = Load("T", range(5))
    list(load.first_lists())
    kinds = {type(told).__name__ for _patient, told in load.acts(400, ANY)}
    assert kinds == {
        "TreatmentAdded",
        "TreatmentChanged",
        "TreatmentPaused",
        "TreatmentResumed",
        "TreatmentCeased",
        "CeaseReversed",
    }
    assert all(FEWEST <= len(story.listed.rows) <= MOST for story in load.stories)
    assert all(story.listed.version == 1 + 400 // 5 for story in load.stories)


def test_what_was_written_beforehand_is_accepted_again_in_its_order():
    load = Load("T", range(3))
    told = [*load.first_lists(), *load.acts(60, ANY), *load.revised_lists()]
    views = {story.patient: {} for story in load.stories}
    for whose, each in told:
        settle(views[whose], each, each.provenance.received)
    assert [views[story.patient] for story in load.stories] == [story.views for story in load.stories]


def test_a_write_that_would_be_refused_stops_the_measurement():
    story = _story()
    first = story.first("1")
    with pytest.raises(Unsound, match="R2"):
        settle(story.views, replace(first, provenance=signed("2")), first.read_at)


def test_submission_ids_are_different_and_run_on():
    load = Load("T", range(4))
    told = [*load.first_lists(), *load.acts(20, ANY)]
    assert [each.provenance.submission_id for _patient, each in told] == [f"T{number}" for number in range(24)]
    assert load.told == 24


def test_treatments_that_came_and_went_are_units_of_their_own():
    load = Load("T", range(1))
    list(load.first_lists())
    list(load.acts(100, COME_AND_GO))
    (story,) = load.stories
    ceased = [view for unit, view in story.views.items() if unit != LIST]
    assert len(ceased) == len(story.left) > 10
    assert all(isinstance(view, CeasedTreatment) for view in ceased)


def test_every_write_of_the_load_survives_the_wire():
    load = Load("T", range(2))
    for _patient, told in [*load.first_lists(), *load.revised_lists(), *load.acts(100, ANY)]:
        assert isinstance(told, AREA.submissions)
        assert codec_of(told).decode(codec_of(told).encode(told)) == told


def test_a_projector_that_refused_something_was_not_measured():
    reading = Reading(1.0, 1.0, 2.0, {}, 1.0, {"accepted": 1.0, "refused": 1.0})
    with pytest.raises(Fell, match="refused"):
        accepted(reading)
    accepted(dataclasses.replace(reading, outcomes={"accepted": 2.0}))


def test_the_figures_of_a_run_add_up():
    begun = Reading(0.0, 0.0, 0.0, {}, 1.0, {})
    end = Reading(1.0, 0.5, 1_000.0, {"decide": 0.6, "rules": 0.1, "commit": 0.2, "store": 0.1}, 1.0, {})
    run = Run("act", begun, end)
    assert (run.per_second, run.cpu, run.loop) == (1_000, 500, 900)
    told = dict(zip(FIGURES, run.figures(act=250), strict=True))
    assert (told["a second"], told["CPU"], told["CPU, of an act's"]) == ("1,000", "500", "2.00")
    assert told["the rest"] == "600"


def _story() -> Story:
    return Story(patient(1), random.Random(1))
