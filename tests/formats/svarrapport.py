"""Understands how a test writes a Svarrapport: only what matters to the test is stated."""

from carebus.formats.kith.messages import Message, read
from carebus.formats.kith.reports import Told

V1_3 = "http://www.kith.no/xmlstds/labsvar/2008-12-01"
V1_4 = "http://www.kith.no/xmlstds/labsvar/2012-02-15"
NORA = "12837121246"
"""An invented patient: month + 80."""

PROVIDER = (
    "<ServProvider><HCP><Inst><Name>Fjordlab AS</Name><Id>99000001</Id><TypeId V='HER'/></Inst></HCP></ServProvider>"
)
REQUESTER = "<Requester><HCP><Inst><Name>Tindgard legekontor</Name></Inst></HCP></Requester>"


def potassium(number: str = "4.0", more: str = "") -> str:
    return (
        f"<ResultItem><NumResult><NumResultValue V='{number}' U='mmol/L'/></NumResult><ServType V='N'/>"
        f"<Investigation><Id V='NPU03230' S='2.16.578.1.12.4.1.1.7280' DN='P-Kalium'/></Investigation>{more}</ResultItem>"
    )


def patient(inside: str = "", number: str | None = NORA, kind: str | None = "FNR") -> str:
    off = "" if number is None else f"<OffId>{number}</OffId>"
    of = "" if kind is None else f"<TypeOffId V='{kind}'/>"
    return f"<Patient><Name>Fjell, Nora</Name>{off}{of}{inside}</Patient>"


def report(
    *,
    whom: str | None = None,
    inside: str = "",
    report_id: str | None = "F-1001",
    service_type: str = "N",
    status: str = "F",
    provider: str = PROVIDER,
) -> str:
    of = "" if report_id is None else f"<ServProvId>{report_id}</ServProvId>"
    return (
        f"<ServReport><ServType V='{service_type}'/><IssueDate V='2026-02-03'/><Status V='{status}'/>"
        f"<MsgDescr V='CLIN'/>{of}{inside}{whom or patient(potassium())}{provider}{REQUESTER}</ServReport>"
    )


def message(
    *reports: str, generated: str | None = "2026-02-03T09:45:12", namespace: str = V1_4, inside: str = ""
) -> str:
    gen = "" if generated is None else f"<GenDate V='{generated}'/>"
    return (
        f"<Message xmlns='{namespace}'><Type V='SVAR_LAB'/><MIGversion>v1.4</MIGversion>{gen}<MsgId>m-1</MsgId>"
        f"{inside}{''.join(reports or (report(),))}</Message>"
    )


def told(text: str | bytes) -> Told:
    """The only report of the message."""
    got = read(text.encode() if isinstance(text, str) else text)
    assert isinstance(got, Message), got
    assert len(got.reports) == 1
    return got.reports[0]


def item(text: str):
    """The first row of a report that has no problems."""
    got = told(message(report(whom=patient(text))))
    assert got.report is not None, got.problems
    return got.report.items[0]
