"""Understands that one id under two patients is found in any order and once (R13, R16, R18), and what is none."""

from hypothesis import given
from hypothesis import strategies as st
from tests.disputes.facts import Told, disputes

from carebus.disputes.tellers import MOST, found
from carebus.domain.identity.view import Shared

MESSAGE, REPORT = Shared.MESSAGE_ID.value, Shared.REPORT_ID.value


class Looking:
    """Facts, one after another: the pairs that they bring to light, each as often as it is found, and reuses within one patient."""

    def __init__(self, *told: Told) -> None:
        self.kept, self.pairs, self.reused = {}, [], 0
        for each in told:
            self.look_at(each)

    def look_at(self, told: Told) -> None:
        for seen in told.seen:
            brought = found(self.kept.get((seen.name, seen.part), b""), seen)
            if brought.kept is not None:
                self.kept[seen.name, seen.part] = brought.kept
            self.reused += brought.reused
            self.pairs += [(seen.shared.value, seen.name, frozenset((seen.patient, each))) for each in brought.others]

    @property
    def kinds(self) -> list[str]:
        return sorted(kind for kind, _, _ in self.pairs)


def test_one_report_id_of_one_laboratory_under_two_patients_is_a_dispute():
    assert Looking(Told("nora", "m1"), Told("lars", "m2")).kinds == [REPORT]


def test_one_message_id_of_one_source_under_two_patients_is_a_dispute():
    assert Looking(Told("nora", report="r1"), Told("lars", report="r2")).kinds == [MESSAGE]


def test_ids_of_two_sources_and_two_laboratories_never_meet():
    assert Looking(Told("nora"), Told("lars", source="dallab", laboratory="983971784")).kinds == []


def test_one_laboratory_that_sends_by_two_sources_has_one_series_of_report_ids():
    assert Looking(Told("nora"), Told("lars", source="fjordlab-vest")).kinds == [REPORT]


def test_the_same_message_sent_again_is_none_in_the_same_bytes_and_in_others():
    assert Looking(Told("nora"), Told("nora"), Told("nora", copy=1)).kinds == []


def test_a_corrected_report_of_the_same_patient_is_none():
    looking = Looking(Told("nora", "m1"), Told("nora", "m2", value="4.5"))
    assert (looking.kinds, looking.reused) == ([], 0)


def test_a_message_that_tells_of_several_patients_is_none_also_when_it_is_sent_again_in_other_bytes():
    parts = [Told(who, report=f"r{part}", part=part) for part, who in enumerate(("nora", "lars", "ada"))]
    again = [Told(who, report=f"r{part}", part=part, copy=1) for part, who in enumerate(("nora", "lars", "ada"))]
    assert Looking(*parts, *again).kinds == []


def test_a_message_id_with_other_content_of_the_same_patient_is_found_and_marks_nobody():
    looking = Looking(Told("nora"), Told("nora", value="4.5"), Told("nora", copy=1))
    assert (looking.kinds, looking.reused) == ([], 1)


def test_of_three_patients_each_is_in_dispute_with_each():
    looking = Looking(Told("nora", "m1"), Told("lars", "m2"), Told("ada", "m3"))
    assert (len(looking.pairs), len(set(looking.pairs))) == (3, 3)


def test_an_id_that_everybody_has_marks_everybody_and_keeps_no_more_than_some():
    everybody = [Told(f"patient {number}", f"m{number}") for number in range(3 * MOST)]
    looking = Looking(*everybody)
    marked = {who for _, _, pair in looking.pairs for who in pair}
    assert marked == {each.patient for each in everybody}
    assert len(looking.pairs) == MOST * (MOST - 1) // 2 + 2 * MOST
    assert max(map(len, looking.kept.values())) == MOST * 33


TOLD = st.builds(
    Told,
    who=st.sampled_from(["nora", "lars", "ada", "odd"]),
    message=st.sampled_from("mn"),
    report=st.sampled_from("rs"),
    source=st.sampled_from(["fjordlab", "dallab"]),
    laboratory=st.sampled_from(["993467049", "983971784"]),
    part=st.integers(0, 2),
    value=st.sampled_from(["4.0", "4.5"]),
)


@given(st.lists(TOLD, max_size=15).flatmap(lambda told: st.tuples(st.just(told), st.permutations(told + told[:5]))))
def test_law_any_order_and_repetition_gives_the_same_disputes_each_once(story):
    told, disordered = story
    looking = Looking(*disordered)
    assert set(looking.pairs) == disputes(told)
    assert len({(kind, name, pair) for kind, name, pair in looking.pairs if kind == REPORT}) == looking.kinds.count(
        REPORT
    )
