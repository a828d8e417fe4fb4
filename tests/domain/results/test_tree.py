"""R15: which rows of one message belong together."""

from tests.domain.results.builders import OLD_NPU, code, report, row, unnamed, words

from carebus.domain.coding import Coding
from carebus.domain.results.tree import forest, paths


def trees(*items):
    return [tree.items for tree in forest(report(0, "N", "F", *items)).rooted]


def lost(*items):
    return [tree.items for tree in forest(report(0, "N", "F", *items)).rootless]


def key(item, *before):
    return forest(report(0, "N", "F", *before, item)).rooted[-1].key


def test_rows_nested_in_a_row_are_its_tree():
    assert trees(row("A"), row("B", nested_in=0), row("C", nested_in=1), row("D")) == [(0, 1, 2), (3,)]


def test_flat_siblings_that_refer_to_a_row_are_its_tree():
    assert trees(row("CULTURE"), row("ISOLATE", refers_to="CULTURE"), row("OTHER")) == [(0, 1), (2,)]


def test_references_are_followed_through_nesting_and_chains():
    items = (
        row("CULTURE"),
        row("ISOLATE", refers_to="CULTURE"),
        unnamed(None, words("Enkelte kolonier"), nested_in=1),
        row("AP_D", "R", nested_in=1, refers_to="ISOLATE"),
        row("LATE", refers_to="AP_D"),
    )
    assert trees(*items) == [(0, 1, 2, 3, 4)]


def test_a_row_may_stand_before_the_row_that_it_refers_to():
    assert trees(row("ISOLATE", refers_to="CULTURE"), row("CULTURE")) == [(1, 0)]


def test_a_reference_to_nothing_is_a_lost_root():
    items = row("A"), row("B", refers_to="nowhere"), row("C", nested_in=1)
    assert trees(*items) == [(0,)]
    assert lost(*items) == [(1, 2)]


def test_a_reference_to_an_id_that_two_rows_bear_is_a_lost_root():
    items = row("A", id="1"), row("B", id="1"), row("C", refers_to="1")
    assert trees(*items) == [(0,), (1,)]
    assert lost(*items) == [(2,)]


def test_rows_that_refer_to_each_other_have_no_root():
    items = row("A", refers_to="B"), row("B", refers_to="A"), row("C", nested_in=1), row("D")
    assert trees(*items) == [(3,)]
    assert lost(*items) == [(0, 1, 2)]


def test_a_row_that_refers_to_itself_is_a_root():
    assert trees(row("A", refers_to="A")) == [(0,)]


def test_a_row_nested_nowhere_is_a_lost_root():
    assert lost(row("A", nested_in=7), row("B", nested_in=-3)) == [(0,), (1,)]


def test_a_root_is_known_by_its_id():
    assert key(row("CRP", id="2015271401_005481")) == key(row("OTHER", id="2015271401_005481"))


def test_a_root_without_id_is_known_by_its_codes_whatever_their_system():
    old, new = unnamed("NPU17956", codes=(code("NPU17956", OLD_NPU),)), unnamed("NPU17956")
    assert key(old) == key(new)
    assert key(unnamed(None, codes=(code("A"), code("B")))) == key(unnamed(None, codes=(code("B"), code("A"))))


def test_specimen_and_heading_tell_roots_without_id_apart():
    assert key(unnamed("CRP", specimens=("1",))) != key(unnamed("CRP", specimens=("2",)))
    assert key(unnamed(None, words("x", under="FU"))) != key(unnamed(None, words("x", under="VU")))


def test_a_planned_row_keeps_its_key_when_its_value_comes():
    assert key(unnamed("NPU06061")) == key(unnamed("NPU06061", words("Vekst")))


def test_two_groups_without_codes_are_known_by_their_titles():
    assert key(unnamed(None, words("Komplement", under="GR"))) != key(
        unnamed(None, words("Immunglobuliner", under="GR"))
    )


def test_equal_roots_are_told_apart_by_their_number():
    assert key(unnamed("CRP")) != key(unnamed("CRP"), unnamed("CRP"))
    assert key(row("CRP")) != key(row("CRP"), row("CRP"))


def test_the_name_of_a_row_below_is_its_way_down_and_not_its_position():
    first = report(0, "N", "F", row("CULTURE"), row("AP_D", "R", id="AP_D_1_1_5", nested_in=0))
    second = report(0, "N", "F", row("CULTURE"), row("AP_D", "S", id="AP_D_1_1_6", nested_in=0))
    assert paths(first, forest(first).rooted[0]) == paths(second, forest(second).rooted[0])


def test_another_organism_is_another_row_with_its_resistance():
    def culture(organism):
        isolate = row("Funn_1_1", words(organism, codes=(organism,)), codes=(Coding(None, None, "Funn"),), nested_in=0)
        made = report(0, "N", "F", row("CULTURE"), isolate, unnamed("AP_D", "R", nested_in=1))
        return paths(made, forest(made).rooted[0])

    assert culture("STAAUR")[0] == culture("ESCCOL")[0]
    assert set(culture("STAAUR")[1:]).isdisjoint(culture("ESCCOL")[1:])
