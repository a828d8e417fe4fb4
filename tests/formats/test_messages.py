import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.svarrapport import NORA, V1_3, V1_4, item, message, patient, potassium, report, told

from carebus.domain.problems import Code, Problem
from carebus.formats.format import Format
from carebus.formats.kith.messages import Message, read


def codes(text: str) -> list[tuple[Code, str]]:
    got = told(text)
    assert got.report is None
    return [(problem.code, problem.where) for problem in got.problems]


@pytest.mark.parametrize(("namespace", "used"), [(V1_3, Format.KITH_1_3), (V1_4, Format.KITH_1_4)])
def test_both_versions_are_read(namespace, used):
    got = read(message(namespace=namespace).encode())
    assert isinstance(got, Message)
    assert got.format is used
    assert got.reports[0].problems == ()


def test_each_report_of_a_message_stands_or_falls_by_itself():
    got = read(message(report(), report(status="Q"), report(report_id="F-3"), namespace=V1_3).encode())
    assert isinstance(got, Message)
    assert [each.report is None for each in got.reports] == [False, True, False]
    assert [each.part for each in got.reports] == [0, 1, 2]
    assert got.reports[1].problems[0].where == "/Message/ServReport[2]/Status"


def test_all_problems_of_a_report_are_told_and_not_only_the_first():
    bad = report(
        report_id=None, service_type="Z", status="", whom=patient(potassium(more="<StatusInvestigation V='77'/>"))
    )
    assert set(codes(message(bad, generated="2026-02-03"))) == {
        (Code.INVALID_TIME, "/Message/GenDate"),
        (Code.MISSING_ELEMENT, "/Message/ServReport/ServProvId"),
        (Code.INVALID_VALUE, "/Message/ServReport/ServType"),
        (Code.MISSING_ELEMENT, "/Message/ServReport/Status"),
        (Code.INVALID_VALUE, "/Message/ServReport/Patient/ResultItem/StatusInvestigation"),
    }


@pytest.mark.parametrize(
    "generated", ["2026", "2026-02", "2026-02-03", "09:45:12", "19xx-xx-xx", "2026-13-40T00:00:00"]
)
def test_without_an_instant_a_version_has_no_place_among_the_others(generated):
    assert codes(message(generated=generated)) == [(Code.INVALID_TIME, "/Message/GenDate")]


def test_a_missing_time_of_generation_is_told():
    assert codes(message(generated=None)) == [(Code.MISSING_ELEMENT, "/Message/GenDate")]


def test_a_message_without_reports_says_so():
    text = f"<Message xmlns='{V1_4}'><GenDate V='2026-02-03T09:45:12'/><MsgId>m-1</MsgId></Message>"
    assert read(text.encode()) == (Problem(Code.NO_REPORT, "/Message", "the message holds no ServReport"),)


def test_a_report_id_too_long_for_a_key_is_refused():
    assert codes(message(report(report_id="F" * 201))) == [(Code.INVALID_VALUE, "/Message/ServReport/ServProvId")]


@pytest.mark.parametrize("written", ["19xx-xx-xx", "1971", "", "in the spring"])
def test_a_sloppy_birth_date_does_not_hold_a_result(written):
    whom = patient(f"<DateOfBirth V='{written}'/>{potassium()}")
    assert told(message(report(whom=whom))).problems == ()


def test_a_request_with_the_id_null_has_none():
    got = told(message(report(inside="<ServReq><Id>NULL</Id></ServReq>"))).report
    assert got is not None
    assert got.requests[0].id is None


def test_attached_documents_are_counted_and_left_out():
    document = "<RefDoc><MsgType V='A'/><Description>Nora Fjell</Description><Content>Nora Fjell</Content></RefDoc>"
    got = told(message(report(inside=document * 2))).report
    assert got is not None
    assert got.documents_dropped == 2
    assert "Nora" not in repr(got)


def test_the_patient_is_never_shown_by_accident():
    assert NORA not in repr(told(message()))


def test_a_message_that_calls_itself_a_test_is_known_as_one():
    assert told(message(report(), inside="<Status V='TEST'/>")).trial
    assert not told(message()).trial


def test_two_patient_numbers_are_not_chosen_between():
    whom = patient("<OffId>01928813025</OffId>" + potassium())
    assert codes(message(report(whom=whom))) == [(Code.UNEXPECTED_ELEMENT, "/Message/ServReport/Patient/OffId[2]")]


@pytest.mark.parametrize("other", ["Patient", "Animal", "Material"])
def test_results_of_another_subject_hold_the_whole_report(other):
    whom = patient(f"{potassium()}<{other}>{potassium('15.9')}</{other}>")
    assert codes(message(report(whom=whom))) == [(Code.ANOTHER_SUBJECT, f"/Message/ServReport/Patient/{other}")]


@pytest.mark.parametrize("other", ["Animal", "Material"])
def test_a_report_about_an_animal_or_a_material_is_held(other):
    assert (Code.ANOTHER_SUBJECT, f"/Message/ServReport/{other}") in codes(message(report(whom=f"<{other}/>")))


def test_a_report_without_a_patient_is_held():
    assert codes(message(report(whom="<!-- nobody -->"))) == [(Code.MISSING_PATIENT, "/Message/ServReport")]


def test_a_number_whose_kind_is_not_said_is_held():
    whom = patient(potassium(), kind=None)
    assert codes(message(report(whom=whom))) == [(Code.MISSING_ELEMENT, "/Message/ServReport/Patient/TypeOffId")]


def test_a_report_of_absurdly_many_rows_is_refused_instead_of_stopping_a_partition():
    whom = patient("<ResultItem/>" * 10_001)
    assert codes(message(report(whom=whom))) == [(Code.TOO_LARGE, "/Message/ServReport/Patient/ResultItem[10001]")]


def test_more_reports_than_anybody_sends_in_one_message_are_refused():
    got = read(message(*[report()] * 201, namespace=V1_3).encode())
    assert isinstance(got, tuple)
    assert [problem.code for problem in got] == [Code.TOO_LARGE]


def test_of_very_many_problems_a_hundred_are_told_and_that_there_are_more():
    rows = "<ResultItem><ServType V='Q'/></ResultItem>" * 5_000
    got = told(message(report(whom=patient(rows))))
    assert len(got.problems) == 101
    assert "not listed" in got.problems[-1].detail


@pytest.mark.parametrize("number", ["4.0", "4", "4,0", "1E-3", "<5"])
def test_a_number_is_kept_as_written(number):
    found = item(potassium(number.replace("<", "&lt;")))
    assert found.value.quantity.number == number


def test_a_comparator_that_says_nothing_holds_the_report_since_less_than_5_is_not_5():
    text = "<ResultItem><NumResult><ArithmeticComp/><NumResultValue V='5'/></NumResult></ResultItem>"
    where = "/Message/ServReport/Patient/ResultItem/NumResult/ArithmeticComp"
    assert codes(message(report(whom=patient(text)))) == [(Code.INVALID_VALUE, where)]


def test_two_values_in_one_row_hold_the_report():
    text = (
        "<ResultItem><NumResult><NumResultValue V='5'/></NumResult><TextResult><TextResultValue>6</TextResultValue>"
        "</TextResult></ResultItem>"
    )
    assert codes(message(report(whom=patient(text)))) == [
        (Code.UNEXPECTED_ELEMENT, "/Message/ServReport/Patient/ResultItem")
    ]


def test_markup_is_kept_as_text_without_namespaces():
    xhtml = "<div xmlns='http://www.w3.org/1999/xhtml'><p>Ingen <b>vekst</b> &lt;5</p></div>"
    text = f"<ResultItem><TextResult><TextResultValue>{xhtml}</TextResultValue></TextResult></ResultItem>"
    found = item(text).value.text
    assert (found.text, found.markup) == ("<div><p>Ingen <b>vekst</b> &lt;5</p></div>", True)


def test_plain_text_is_not_markup_though_it_looks_so():
    text = "<ResultItem><TextResult><TextResultValue>&lt;b&gt;5</TextResultValue></TextResult></ResultItem>"
    assert (item(text).value.text.text, item(text).value.text.markup) == ("<b>5", False)


def test_a_table_set_with_blanks_keeps_them():
    text = "<ResultItem><TextResult><TextResultValue>\n  Mecillinam  S\n  Trimetoprim R\n </TextResultValue></TextResult></ResultItem>"
    assert item(text).value.text.text == "  Mecillinam  S\n  Trimetoprim R"


def test_rows_nested_in_rows_point_to_the_row_that_they_stand_in():
    row = f"<ResultItem><IdResultItem>1</IdResultItem>{potassium()}<ResultItem>{potassium()}</ResultItem></ResultItem>"
    got = told(message(report(whom=patient(row + potassium())))).report
    assert got is not None
    assert [each.nested_in for each in got.items] == [None, 0, 0, 2, None]


def test_a_sample_in_a_sample_points_to_it():
    glass = "<AnalysedSubject><IdByServProvider>1a</IdByServProvider></AnalysedSubject>"
    block = f"<AnalysedSubject><IdByServProvider>1</IdByServProvider>{glass}</AnalysedSubject>"
    got = told(message(report(whom=patient(block + block)))).report
    assert got is not None
    assert [(each.id, each.part_of) for each in got.specimens] == [("1", None), ("1a", 0), ("1", None), ("1a", 2)]


def test_repeated_comments_are_joined_so_that_none_is_lost():
    assert (
        item(potassium(more="<Comment>Hemolyse</Comment><Comment>Ny prøve</Comment>")).comment == "Hemolyse\nNy prøve"
    )


def test_a_person_inside_a_department_is_met_though_no_schema_has_it():
    provider = (
        "<ServProvider><HCP><Inst><Name>Fjordlab</Name><Dept><Name>Medisinsk biokjemi</Name><AdditionalId>FBIO</AdditionalId>"
        "<HCPerson><HCProf>BF</HCProf><Type>BIO</Type></HCPerson></Dept></Inst></HCP></ServProvider>"
    )
    got = told(message(report(provider=provider)))
    assert got.report is not None
    assert got.report.provider is not None
    assert [(level.kind, level.name) for level in got.report.provider.path] == [
        ("institution", "Fjordlab"),
        ("department", "Medisinsk biokjemi"),
        ("person", "BF"),
    ]
    assert [each.value for each in got.provider] == ["FBIO"]


def test_elements_of_another_vocabulary_are_not_taken_for_ours():
    whom = patient(potassium(more="<x:Comment xmlns:x='urn:x'>not ours</x:Comment>"))
    got = told(message(report(whom=whom))).report
    assert got is not None
    assert got.items[0].comment is None


WHOLE = message(report(), report(whom=patient(potassium() * 3))).encode()


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_spoilt_message_gives_problems_and_never_an_exception(at, put, cut):
    read(WHOLE[:at] + put + WHOLE[at + cut :])


ELEMENTS = st.sampled_from(
    [
        "Message",
        "ServReport",
        "Patient",
        "ResultItem",
        "HCP",
        "Inst",
        "Id",
        "ServType",
        "Status",
        "GenDate",
        "OffId",
        "NumResult",
    ]
)
TREES = st.recursive(
    st.builds("<{0} V='{1}'/>".format, ELEMENTS, st.sampled_from(["", "N", "F", "3", "2026-02-03T10:00:00"])),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", ELEMENTS, st.lists(inner, max_size=5)
    ),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=4))
def test_any_order_and_nesting_of_known_elements_gives_problems_and_never_an_exception(trees):
    read(f"<Message xmlns='{V1_4}'>{''.join(trees)}</Message>".encode())
