"""Identity at the gateway (R23): two numbers become two keys in one record on the area's own line, or are held with all that is wrong."""

import json
from datetime import UTC, datetime

import pytest

from carebus import shipped
from carebus.domain.areas import AREAS
from carebus.domain.decision import Refused
from carebus.domain.identifiers import Kind, PatientNumber, patient_key
from carebus.domain.identity.area import IDENTITY, LINE
from carebus.domain.identity.events import PatientDeceased, PatientsMerged, VisitMoved
from carebus.domain.problems import Code
from carebus.formats.avro import codec_of
from carebus.formats.json_identity import write
from carebus.gateway.intake import take
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Ready, Withheld
from carebus.settings import Environment

SECRET = b"a secret of the test, long enough for it"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOSPITAL = "99000101"
NUMBER, LOCAL = "05895537820", "4711"
NORA, TYPO = {"type": "FNR", "number": NUMBER}, {"type": "FNR", "number": "05895537821"}


def agreed(*areas: str) -> Sources:
    """The invented sources, with the areas that are agreed with each."""
    known = Sources.load(shipped.folder("sources")).all
    return Sources(tuple(each.model_copy(update={"areas": areas}) for each in known))


SOURCES = agreed("identity")


def taken(message: bytes, environment=Environment.TEST, sources=SOURCES):
    (made,) = take(message, sources=sources, environment=environment, patient_secret=SECRET, received=NOW)
    return made


def ready(message: bytes) -> Ready:
    made = taken(message)
    assert isinstance(made, Ready), made
    return made


def held(message: bytes, **how) -> set[tuple[Code, str]]:
    made = taken(message, **how)
    assert isinstance(made, Withheld), made
    assert (made.area, made.patient_key) == ("identity", LINE)
    return {(problem.code, problem.where) for problem in made.problems}


def told(kind, **said) -> bytes:
    return write(kind, submission_id="pas-1", source={"kind": "HER", "value": HOSPITAL}, at=NOW, **said)


def local(number=LOCAL, her: str | None = None) -> dict:
    return {"type": "LOK", "number": number} | ({} if her is None else {"assigner": {"kind": "HER", "value": her}})


def adt(trigger: str, prior: str, number: str = f"{NUMBER}^^^&2.16.578.1.12.4.1.4.1&ISO^NNNOR") -> bytes:
    header = f"MSH|^~\\&|PAS|{HOSPITAL}^2.16.578.1.12.4.1.2^ISO|||20261123090000+0100||ADT^{trigger}|1|P|2.5.1\r"
    rest = f"EVN|{trigger}|20261123090000+0100\rPID|1||{number}\rMRG|{prior}||||S-77^^^VIDDA\r"
    return (header + rest).encode()


def key(value: str, kind: Kind = Kind.FNR, assigner: str | None = None) -> str:
    return patient_key(SECRET, PatientNumber(kind, value, assigner))


def test_a_merge_names_two_keys_and_stands_on_the_line_of_its_area():
    made = ready(told(PatientsMerged, losing=local(), surviving=NORA))
    assert (made.area, made.patient_key, made.submission_id) == ("identity", LINE, "pas-1")
    assert (made.submission.losing, made.submission.surviving) == (key(LOCAL, Kind.LOK, HOSPITAL), key(NUMBER))


def test_a_death_names_one_key_and_stands_on_the_same_line():
    made = ready(told(PatientDeceased, key=NORA, happened="2026-11-22"))
    assert (made.patient_key, made.submission.key, made.submission.at) == (LINE, key(NUMBER), "2026-11-22")


def test_the_key_of_a_patient_is_that_of_every_other_area_in_every_format():
    by_json = ready(told(PatientsMerged, losing=local(), surviving=NORA)).submission
    by_hl7 = ready(adt("A40", f"{LOCAL}^^^{HOSPITAL}&2.16.578.1.12.4.1.2&ISO^MR")).submission
    assert (by_json.losing, by_json.surviving) == (by_hl7.losing, by_hl7.surviving)


def test_a_visit_that_moves_is_no_merge():
    made = ready(adt("A45", f"{LOCAL}^^^VIDDA^MR"))
    assert isinstance(made.submission, VisitMoved)
    assert (made.submission.moved_to, made.submission.visit) == (key(NUMBER), "VIDDA:S-77")
    assert made.submission.moved_from == key(LOCAL, Kind.LOK, f"{HOSPITAL}/VIDDA")


def test_a_local_number_without_assigner_is_the_sources_own():
    bare = ready(told(PatientsMerged, losing=local(), surviving=NORA)).submission
    own = ready(told(PatientsMerged, losing=local(her=HOSPITAL), surviving=NORA)).submission
    other = ready(told(PatientsMerged, losing=local(her="99000201"), surviving=NORA)).submission
    assert bare.losing == own.losing != other.losing


def test_everything_that_is_wrong_with_either_number_is_told_together():
    assert held(told(PatientsMerged, losing=local(her="99999999"), surviving=TYPO)) == {
        (Code.MISSING_ASSIGNER, "/losing/number"),
        (Code.INVALID_IDENTIFIER, "/surviving/number"),
    }
    assert held(adt("A40", "05895537821^^^FREG^FNR", "0000^^^VIDDA^MR")) == {
        (Code.INVALID_IDENTIFIER, "MRG-1.1"),
        (Code.INVALID_IDENTIFIER, "PID-3.1"),
    }


def test_an_invented_patient_merges_with_nobody_in_production():
    found = held(told(PatientsMerged, losing=NORA, surviving=local()), environment=Environment.PRODUCTION)
    assert (Code.SYNTHETIC_IN_PRODUCTION, "/losing/number") in found


def test_an_act_of_an_area_that_is_not_agreed_is_held():
    message = told(PatientsMerged, losing=local(), surviving=NORA)
    assert held(message, sources=agreed("medication")) == {(Code.NOT_FOR_THIS_AREA, "/source")}


def test_an_act_of_an_unknown_source_is_held_for_that_alone():
    message = json.loads(told(PatientsMerged, losing=local(), surviving=NORA))
    message["source"]["value"] = "99999998"
    assert held(json.dumps(message).encode()) == {(Code.UNKNOWN_SOURCE, "/source")}


def test_a_merge_of_a_patient_with_herself_is_let_through_and_refused_by_the_rule():
    made = ready(told(PatientsMerged, losing=NORA, surviving={"type": "DNR", "number": f" {NUMBER}"}))
    decision = IDENTITY.decide({}, made.submission, NOW)
    assert isinstance(decision, Refused)
    assert (decision.rule, [each.code for each in decision.problems]) == ("R23", [Code.SAME_PATIENT])


@pytest.mark.parametrize(
    "message",
    [
        told(PatientsMerged, losing=local("11112222"), surviving=NORA),
        told(PatientsMerged, losing=local("11112222", "99999999"), surviving=TYPO),
        adt("A40", "11112222^^^VIDDA^MR"),
        adt("A45", "11112222^^^VIDDA^MR", f"{NUMBER}^^^X^SS"),
    ],
)
def test_nothing_of_a_number_is_in_a_record_or_a_problem(message):
    made = taken(message)
    written = codec_of(made.submission).encode(made.submission) if isinstance(made, Ready) else b""
    shown = repr(made) + written.decode("latin-1")
    assert not any(number in shown for number in ("11112222", NUMBER, TYPO["number"]))


def test_only_identity_has_a_line_of_its_own():
    assert {name: area.line for name, area in AREAS.items() if area.line} == {"identity": LINE}
