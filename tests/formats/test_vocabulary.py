import pytest
from tests.formats.svarrapport import message, report

from carebus.domain.problems import Code
from carebus.formats.kith.messages import Message, read


def only(data: str):
    (problem,) = read(data.encode())
    return problem


MSGHEAD = (
    "<MsgHead xmlns='http://www.kith.no/xmlstds/msghead/2006-05-24'><MsgInfo/><Document><RefDoc><Content>{}</Content>"
    "</RefDoc></Document></MsgHead>"
)
SOAP = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{}</s:Body></s:Envelope>"


@pytest.mark.parametrize("envelope", [MSGHEAD, SOAP], ids=["MsgHead", "SOAP"])
def test_a_report_in_an_envelope_is_unwrapped(envelope):
    got = read(envelope.format(message() + message(report(report_id="F-2"))).encode())
    assert isinstance(got, Message)
    assert [(each.part, each.report.report_id) for each in got.reports if each.report] == [(0, "F-1001"), (1, "F-2")]


@pytest.mark.parametrize("text", [MSGHEAD.format("<x/>"), "<html/>", "<Message/>", "<Message xmlns='urn:hl7-org:v3'/>"])
def test_another_vocabulary_is_named(text):
    assert only(text).code is Code.UNKNOWN_VOCABULARY


@pytest.mark.parametrize(
    "namespace", ["http://www.kith.no/xmlstds/labsvar/2031-01-01", "http://www.kith.no/xmlstds/labsvar"]
)
def test_another_version_is_named(namespace):
    problem = only(message(namespace=namespace))
    assert problem.code is Code.UNKNOWN_VERSION
    assert namespace in problem.detail


def test_a_report_attached_to_a_report_is_not_taken_for_one_of_its_own():
    inner = message(report(report_id="F-attached"))
    got = read(message(report(inside=f"<RefDoc><MsgType V='A'/><Content>{inner}</Content></RefDoc>")).encode())
    assert isinstance(got, Message)
    assert [each.report.report_id for each in got.reports if each.report] == ["F-1001"]


def test_a_name_that_could_be_a_persons_is_not_shown():
    assert "Nora" not in only("<Message xmlns='Nora Fjell, 12837121246'/>").detail
