from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.svarrapport import NORA, PROVIDER, V1_3, message, patient, potassium, report

from carebus import shipped
from carebus.domain.problems import Code
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ResultAcknowledged
from carebus.domain.verdicts import Outcome
from carebus.examples.catalogue import examples
from carebus.gateway.intake import MOST_BYTES, take
from carebus.gateway.source_drafts import draft
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Ready, Withheld
from carebus.settings import Environment

SECRET = b"a secret of the test, long enough for it"
RECEIVED = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
SHIPPED = Sources.load(shipped.folder("sources"))
EXAMPLES = {example.file: example for example in examples()}


def taken(data: str | bytes, environment=Environment.TEST, known=SHIPPED, sender=None):
    raw = data.encode() if isinstance(data, str) else data
    return take(raw, sources=known, environment=environment, patient_secret=SECRET, received=RECEIVED, sender=sender)


def ready(data: str | bytes) -> Ready:
    (got,) = taken(data)
    assert isinstance(got, Ready), got
    return got


def withheld(data: str | bytes, environment=Environment.TEST) -> Withheld:
    (got,) = taken(data, environment)
    assert isinstance(got, Withheld), got
    return got


def codes(held: Withheld) -> list[Code]:
    return [problem.code for problem in held.problems]


@pytest.mark.parametrize("file", EXAMPLES)
def test_each_example_is_taken_or_held_as_its_index_says(file):
    example = EXAMPLES[file]
    got = taken(example.data, sender=example.sender)
    follows = sum(len(each.leads_to) for each in got if isinstance(each, Ready))
    assert len(got) + follows == len(example.parts)
    assert [isinstance(each, Withheld) for each in got] == [part is Outcome.HELD for part in example.parts[: len(got)]]
    if example.verdict is Outcome.HELD:
        assert {code for each in got if isinstance(each, Withheld) for code in codes(each)} == set(example.problems)


@pytest.mark.parametrize(
    ("service_type", "event"),
    [("N", ReportIssued), ("M", ReportAmended), ("A", ReportAmended), ("H", ReportAmended), ("C", ReportCancelled)],
)
def test_the_kind_of_service_decides_the_event(service_type, event):
    assert isinstance(ready(message(report(service_type=service_type))).submission, event)


def test_a_report_carries_where_it_came_from():
    data = message().encode()
    got = ready(data)
    origin = got.submission.provenance
    digest = sha256(data).hexdigest()
    assert (got.submission_id, origin.submission_id, origin.original, got.original) == (
        f"{digest}#0",
        f"{digest}#0",
        digest,
        digest,
    )
    assert (got.source, origin.source, origin.organisation) == ("fjordlab", "fjordlab", "315000009")
    assert (origin.recorded, origin.received) == (datetime(2026, 2, 3, 8, 45, 12, tzinfo=UTC), RECEIVED)
    assert (origin.format, origin.message_id, origin.author_role) == ("kith-svarrapport-1.4", "m-1", "laboratory")


def test_a_report_is_known_by_the_laboratory_of_its_source_and_by_its_clinical_digest():
    submission = ready(message()).submission
    assert isinstance(submission, ReportIssued)
    assert submission.report.laboratory == "315000009"
    assert submission.report.clinical_digest == clinical_digest(submission.report)


def test_the_same_bytes_are_the_same_submission_and_event_whenever_they_come():
    first = ready(message())
    (later,) = take(
        message().encode(),
        sources=SHIPPED,
        environment=Environment.TEST,
        patient_secret=SECRET,
        received=datetime.now(UTC),
    )
    assert isinstance(later, Ready)
    assert (first.submission_id, first.submission.provenance.event_id) == (
        later.submission_id,
        later.submission.provenance.event_id,
    )


def test_each_report_of_a_message_is_a_submission_of_its_own():
    got = taken(message(report(), report(status="Q"), report(report_id="F-3"), namespace=V1_3))
    assert [(type(each), each.part, each.submission_id[-2:]) for each in got] == [
        (Ready, 0, "#0"),
        (Withheld, 1, "#1"),
        (Ready, 2, "#2"),
    ]


def test_the_problems_of_format_source_and_patient_are_told_together():
    provider = PROVIDER.replace("99000001", "99000999")
    held = withheld(message(report(status="Q", provider=provider, whom=patient(potassium(), number="12837121247"))))
    assert codes(held) == [Code.INVALID_VALUE, Code.UNKNOWN_SOURCE, Code.INVALID_IDENTIFIER]
    assert (held.source, held.patient_key, held.part) == (None, None, 0)


def test_what_is_held_knows_source_and_patient_where_they_are_sure():
    held = withheld(message(report(status="Q")))
    assert (held.source, held.patient_key) == ("fjordlab", ready(message()).patient_key)


def test_a_local_number_is_assigned_by_the_laboratory_whichever_of_its_ids_a_message_uses():
    def known_as(kind, value):
        provider = PROVIDER.replace("99000001", value).replace("HER", kind)
        return ready(message(report(provider=provider, whom=patient(potassium(), "54321", "HNR")))).patient_key

    assert known_as("HER", "99000002") == known_as("ENH", "315000009") != known_as("HER", "99000101")


def test_production_holds_an_invented_patient_and_a_test_source_and_a_test_message():
    held = withheld(message(report(), inside="<Status V='TEST'/>"), Environment.PRODUCTION)
    assert codes(held) == [Code.WRONG_ENVIRONMENT, Code.SYNTHETIC_IN_PRODUCTION, Code.WRONG_ENVIRONMENT]


def test_a_source_takes_part_in_the_areas_agreed_and_no_other():
    fjordlab = next(source for source in SHIPPED.all if source.id == "fjordlab")
    (got,) = taken(message(), known=Sources([fjordlab.model_copy(update={"areas": ("medication",)})]))
    assert isinstance(got, Withheld)
    assert codes(got) == [Code.NOT_FOR_THIS_AREA]


def test_an_act_is_a_submission_under_the_id_that_its_sender_gave():
    got = ready(EXAMPLES["10-acknowledged.json"].data)
    assert isinstance(got.submission, ResultAcknowledged)
    assert (got.submission_id, got.source) == ("tindgard-000123", "tindgard-legekontor")
    assert got.patient_key == ready(EXAMPLES["01-new.xml"].data).patient_key
    first = ready(EXAMPLES["01-new.xml"].data).submission
    assert isinstance(first, ReportIssued)
    told = (first.report.laboratory, first.report.report_id, first.report.generated)
    assert (got.submission.laboratory, got.submission.report_id, got.submission.version) == told


def test_an_act_of_a_stranger_about_nobody_at_no_laboratory_is_held_with_all_three():
    data = EXAMPLES["10-acknowledged.json"].data.replace(b"99000201", b"99000999").replace(b"315000009", b"315000050")
    held = withheld(data.replace(NORA.encode(), b"12837121247"))
    assert codes(held) == [Code.UNKNOWN_SOURCE, Code.UNKNOWN_SOURCE, Code.INVALID_IDENTIFIER]


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_an_empty_message_says_so(data):
    assert codes(withheld(data)) == [Code.EMPTY]


def test_sixty_megabytes_are_refused_before_they_are_read():
    held = withheld(b"<Message>" + b"<a/>" * 15_000_000)
    assert codes(held) == [Code.TOO_LARGE]
    assert str(MOST_BYTES) in held.problems[0].detail


def test_a_person_number_in_the_place_of_an_organisation_number_is_not_shown():
    held = withheld(message(report(provider=PROVIDER.replace("99000001", NORA))))
    assert codes(held) == [Code.UNKNOWN_SOURCE]
    assert NORA not in repr(held)


def test_every_real_message_is_taken_when_its_laboratory_is_known(shared_data, tmp_path):
    messages = {path.name: path.read_bytes() for path in (shared_data / "nilar").glob("*.xml")}
    for each in draft(messages.values()):
        (tmp_path / each.file).write_text(each.text, encoding="utf-8")
    known = Sources.load(tmp_path)
    got = {name: taken(data, known=known) for name, data in messages.items()}
    assert {name: each for name, parts in got.items() for each in parts if isinstance(each, Withheld)} == {}
    assert sum(len(parts) for parts in got.values()) == 59


def test_every_real_message_in_production_is_held_for_its_invented_patient_and_nothing_of_it_is_shown(shared_data):
    for path in (shared_data / "nilar").glob("*.xml"):
        for each in taken(path.read_bytes(), Environment.PRODUCTION):
            assert isinstance(each, Withheld)
            assert Code.UNKNOWN_SOURCE in codes(each)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_spoilt_examples_are_taken_or_held_and_never_raise(data):
    whole = data.draw(st.sampled_from([example.data for example in EXAMPLES.values() if example.data]))
    at, cut = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 60))
    got = taken(whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + cut :])
    assert all(isinstance(each, Ready) or each.problems for each in got)
