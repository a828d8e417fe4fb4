"""The chains of real messages that the rules name, folded in every order (R13-R17): skipped where the messages are not at hand."""

from collections import defaultdict
from datetime import timedelta
from hashlib import sha256
from itertools import islice, permutations

import pytest
from tests.domain.results.builders import at, given, only, told

from carebus.domain.record import replace
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.reading import history
from carebus.domain.results.status import has_value
from carebus.domain.results.values import shown_value
from carebus.domain.results.view import Flag, Status
from carebus.formats.kith import messages

EIE = Status.ENTERED_IN_ERROR


@pytest.fixture(scope="session")
def chains(shared_data):
    """Facts by report id and by whom they are about."""
    found = defaultdict(lambda: defaultdict(list))
    for number, path in enumerate(sorted((shared_data / "nilar").glob("*.xml"))):
        data = path.read_bytes()
        message = messages.read(data)
        for part in getattr(message, "reports", ()):
            if part.report is None:
                continue
            report = replace(part.report, clinical_digest=clinical_digest(part.report))
            subject = part.subject.value if part.subject else None
            fact = told(report, original=sha256(data).hexdigest(), received=at(number) + timedelta(days=9999))
            found[report.report_id][subject].append(fact)
    return found


def fold(facts):
    """The one view that every order gives (at most 24 of them are tried)."""
    views = [replace(given(*order), revision=0) for order in islice(permutations(facts), 24)]
    assert all(view == views[0] for view in views)
    return views[0]


def one(chains, report_id):
    (facts,) = chains[report_id].values()
    return fold(facts)


def test_every_real_report_folds_to_a_picture_in_which_every_row_of_its_newest_version_is(chains):
    assert len(chains) > 40
    for patients in chains.values():
        for facts in patients.values():
            view = fold(facts)
            for occurrence in view.occurrences:
                newest = occurrence.versions[-1]
                laid = {row.item for row in (*occurrence.current, *occurrence.apart) if row.version == newest}
                if len(view.versions) == 1:
                    assert laid == set(range(len(view.versions[newest].report.items)))


def test_04607403_goes_from_planned_by_preliminary_to_final(chains):
    view = one(chains, "04607403")
    steps = history(view, only(view))
    assert [step.status for step in steps] == [Status.REGISTERED, Status.PRELIMINARY, Status.FINAL]
    assert (only(view).nilar, only(view).pair) == ("amended", "F|M")
    assert only(view).apart == ()
    tops = [row for row in only(view).current if row.under is None]
    assert len(tops) == 2
    assert only(view).follow_up.open


def test_20152714b_keeps_its_twenty_other_results_when_one_is_deleted(chains):
    view = one(chains, "20152714B")
    current = only(view).current
    assert len(current) == 21
    assert [(row.status, shown_value(view, row)) for row in current if row.pair == "14|C"] == [(EIE, None)]
    assert all(row.status == Status.AMENDED and shown_value(view, row) for row in current if row.pair != "14|C")
    assert only(view).apart == ()
    assert only(view).status == Status.AMENDED
    assert not {Flag.CANCELS_UNKNOWN_ITEM, Flag.ORIGINAL_MISSING, Flag.CONFLICT} & set(only(view).flags)
    values = [
        next(shown_value(view, r) for r in step.current if r.item == 10 or r.pair == "14|C")
        for step in history(view, only(view))
    ]
    assert [value and value.split()[0] for value in values] == ["700", "500", None]


def test_04608455d_is_a_cancel_of_something_never_received(chains):
    view = one(chains, "04608455D")
    assert (only(view).status, only(view).follow_up) == (Status.CANCELLED, None)
    assert Flag.ORIGINAL_NOT_RECEIVED in only(view).flags
    assert [(row.status, shown_value(view, row)) for row in only(view).current] == [(Status.CANCELLED, None)]


def test_365u4py0_is_three_blood_samples_under_one_id(chains):
    facts = [fact for facts in chains["365U4PY0"].values() for fact in facts]
    view = fold(facts)
    assert len(view.occurrences) == 3
    assert view.flags == (Flag.REPORT_ID_REUSED,)
    firsts = [shown_value(view, occurrence.current[0]) for occurrence in view.occurrences]
    assert [value.split()[0] for value in firsts] == ["13.3", "14.3", "11.3"]


def test_0071428875_is_two_blood_samples_under_one_id_and_one_request(chains):
    facts = [fact for facts in chains["0071428875"].values() for fact in facts]
    assert len(fold(facts).occurrences) == 2


def test_62418xxxr_is_on_two_patients_and_one_message_id_is_used_twice(chains):
    patients = chains["62418xxxR"]
    assert sorted(map(len, patients.values())) == [1, 2]
    twice = fold(next(facts for facts in patients.values() if len(facts) == 2))
    assert only(twice).status == Status.PRELIMINARY
    assert Flag.ORIGINAL_MISSING in only(twice).flags
    differ = len(twice.versions) == 2
    assert (Flag.MESSAGE_ID_REUSED in twice.flags) == differ
    assert (Flag.CONFLICT in only(twice).flags) == differ


def test_0cdc0f30_is_one_report_with_all_its_recipients(chains):
    (report_id,) = [name for name in chains if name.startswith("0cdc0f30")]
    facts = [fact for facts in chains[report_id].values() for fact in facts]
    view = fold(facts)
    assert len(view.versions) == 1
    assert len(view.versions[0].messages) == 2
    named = [{party for f in facts for party in (f.report.requester, *f.report.copies) if party}]
    assert set(only(view).recipients) == named[0]


def test_20kt00140_ends_final_with_one_item_cancelled(chains):
    if "20KT00140" not in chains:
        pytest.skip("not among the messages at hand")
    view = one(chains, "20KT00140")
    assert only(view).status == Status.FINAL
    assert [shown_value(view, row) for row in only(view).current if row.pair.endswith("|C")] == [None]


def test_a_real_change_without_its_original_says_so(chains):
    (report_id,) = [name for name in chains if name.startswith("3eba30a3")]
    view = one(chains, report_id)
    assert {Flag.ORIGINAL_MISSING, Flag.CANCELS_UNKNOWN_ITEM} <= set(only(view).flags)
    assert [row.pair for row in only(view).current].count("3|H") == 6


def test_real_resistance_stands_under_its_isolate_and_every_isolate_under_its_culture(chains):
    view = one(chains, "04612520")
    rows = only(view).current
    items = [view.versions[row.version].report.items[row.item] for row in rows]
    tops = [item.id for row, item in zip(rows, items, strict=True) if row.under is None]
    assert tops == ["NPU57641_1", "NPU06063_4", "NPU06061_1", "NPU17956_2", "NOR25700_3"]
    assert all(items[row.under].id == item.refers_to for row, item in zip(rows, items, strict=True) if item.refers_to)
    assert [row.status for row, item in zip(rows, items, strict=True) if item.id == "NPU06063_4"] == [None]
    assert not has_value(next(item for item in items if item.id == "NPU06063_4").value)
