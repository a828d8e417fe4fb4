import pytest
from tests.formats.svarrapport import message, patient, potassium, report

from carebus.domain.problems import Code, Problem
from carebus.formats.coverage import Coverage
from carebus.formats.kith.coverage import coverage


def counted(text: str | bytes) -> Coverage:
    got = coverage(text.encode() if isinstance(text, str) else text)
    assert isinstance(got, Coverage)
    return got


def test_what_is_in_no_schema_is_counted_as_unknown_by_its_name():
    found = counted(message(report(whom=patient(potassium(more="<Colour V='red'/>") + "<Shoe size='9'>x</Shoe>"))))
    assert dict(found.unknown) == {"ResultItem/Colour": 2, "Patient/Shoe": 2}


def test_an_unknown_attribute_is_counted_where_it_stands():
    assert dict(counted(message(report(inside="<Comment NULL='UNK'/>"))).unknown) == {"ServReport/Comment@NULL": 1}


def test_what_is_left_out_is_counted_with_everything_in_it_by_reason():
    address = "<Address><Type V='H'/><City>Skarvøy</City></Address>"
    before = counted(message())
    after = counted(message(report(whom=patient(potassium() + address))))
    (reason, more), *others = (after.dropped - before.dropped).items()
    assert (more, others) == (4, [])
    assert "R22" in reason
    assert after.used == before.used


def test_everything_is_counted_exactly_once():
    found = counted(message())
    assert found.total == found.used + found.dropped.total() + found.unknown.total()


def test_the_parts_of_markup_are_used_with_it():
    text = "<ResultItem><TextResult><TextResultValue><p>x</p></TextResultValue></TextResult></ResultItem>"
    assert not counted(message(report(whom=patient(text)))).unknown


def test_an_envelope_is_left_out_on_purpose():
    found = counted(f"<Envelope>{message()}</Envelope>")
    assert found.dropped["the envelope around the message"] == 1


@pytest.mark.parametrize(("text", "code"), [("<html/>", Code.UNKNOWN_VOCABULARY), ("<a", Code.NOT_WELL_FORMED)])
def test_what_is_no_svarrapport_is_a_problem(text, code):
    got = coverage(text.encode())
    assert isinstance(got, Problem)
    assert got.code is code


def test_nothing_in_the_real_messages_is_unknown(shared_data):
    total = Coverage()
    for path in (shared_data / "nilar").glob("*.xml"):
        total.add(counted(path.read_bytes()))
    assert not total.unknown
    assert total.used / total.total > 0.8
