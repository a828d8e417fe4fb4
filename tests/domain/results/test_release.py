"""R28: when a patient may see a report."""

from datetime import timedelta

from tests.domain.results.builders import amended, at, cancelled, code, given, new, only, released, row

from carebus.domain.results.release import RELEASE, AfterDays, WhenReleased, Withheld, withheld_until

DAY = timedelta(days=1)


def withheld(view, now, **table):
    return withheld_until(view, only(view), now, **table)


def of_kind(kind, minute=0, value="1"):
    return new(minute, row("A", value), discipline=code(kind))


def test_a_kind_of_report_that_the_table_does_not_name_is_shown_at_once():
    assert withheld(given(of_kind("CLIN")), at(0)) is None
    assert withheld(given(new(0, row("A", "1"))), at(0)) is None


def test_pathology_is_shown_after_some_days_and_says_until_when():
    view = given(of_kind("HIST"))
    assert withheld(view, at(0)) == Withheld(at(0) + 14 * DAY)
    assert withheld(view, at(0) + 14 * DAY) is None


def test_genetics_is_shown_when_the_requester_releases_it():
    assert withheld(given(of_kind("GEN")), at(0) + 900 * DAY) == Withheld(None)
    assert withheld(given(of_kind("GEN"), released(5)), at(6)) is None


def test_a_requester_may_release_earlier():
    view = given(of_kind("HIST"), released(5))
    assert only(view).released == at(5)
    assert withheld(view, at(6)) is None


def test_an_amendment_or_cancel_of_a_released_result_is_never_delayed():
    then = at(0) + 20 * DAY
    late = amended(20 * 1440, row("A", "2"), discipline=code("HIST"))
    assert withheld(given(of_kind("HIST"), late), then) is None
    assert withheld(given(of_kind("GEN"), released(5), cancelled(9)), at(9)) is None
    assert withheld(given(of_kind("CLIN"), amended(5, row("A", "2"), discipline=code("GEN"))), at(6)) is None


def test_new_samples_under_an_old_report_id_are_not_released_with_the_old_ones():
    first = new(0, row("A", "1"), discipline=code("GEN"), collected=60)
    second = new(50, row("A", "2"), discipline=code("GEN"), collected=-50)
    view = given(first, released(5), second)
    assert [occurrence.released for occurrence in view.occurrences] == [at(5), None]


def test_the_table_is_data():
    assert set(RELEASE.values()) == {AfterDays(14), WhenReleased()}
    assert withheld(given(of_kind("CLIN")), at(0), table={"CLIN": AfterDays(1)}) == Withheld(at(0) + DAY)
