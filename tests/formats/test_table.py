"""The table of elements tells the truth: nothing of the schemas is missing, and what it says becomes of an element does."""

import re
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from lxml import etree
from tests.formats.svarrapport import V1_3, V1_4, told

from carebus.formats.kith.coverage import coverage
from carebus.formats.kith.table import Fate, Line, Type, table

SHIPPED = Path(__file__).with_name("schema_elements.txt")
XSD = "{http://www.w3.org/2001/XMLSchema}"
CLOSED = {
    "ServReport/ServType": "N",
    "ServReport/Status": "F",
    "ResultItem/ServType": "N",
    "ResultItem/StatusInvestigation": "3",
}
GIVEN = {"Message/GenDate", "Patient/OffId", "Patient/TypeOffId", *CLOSED}
CHOICE = ("TextResult", "Interval", "DateResult", "NumResult")


def shipped() -> dict[str, set[str]]:
    lines = SHIPPED.read_text().splitlines()[1:]
    return {element: set(versions) for element, *versions in map(str.split, lines)}


def elements_of(schema: Path) -> set[str]:
    found = set()
    for outer in etree.parse(schema).getroot().findall(f"{XSD}element"):
        for inner in outer.iter(f"{XSD}element"):
            name = inner.get("name") or inner.get("ref", "").partition(":")[2]
            if inner is not outer:
                found.add(f"{outer.get('name')}/{name}")
    return found


@pytest.mark.parametrize(("file", "version"), [("svar-v13.xsd", "1.3"), ("svar-v1.4.xsd", "1.4")])
def test_the_list_of_elements_is_that_of_the_schema(shared_data, file, version):
    assert elements_of(shared_data / "nilar" / file) == {e for e, versions in shipped().items() if version in versions}


def test_every_element_of_both_schemas_is_in_the_table():
    assert set(shipped()) == {line.element for line in table().values() if not line.seen}


def test_what_was_only_seen_in_messages_is_in_no_schema():
    assert not {line.element for line in table().values() if line.seen} & set(shipped())


def test_whatever_is_left_out_has_a_reason():
    assert all(len(line.what) > 9 for line in table().values() if line.fate is not Fate.USED)


class Filled:
    """A message in which every element of the table stands, each with a value of its own."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.used: dict[str, str] = {}
        self.dropped: dict[str, str] = {}

    def text(self, namespace: str) -> str:
        return f"<Message xmlns='{namespace}'>{self.inside('Message', Counter(), used=True)}</Message>"

    def inside(self, parent: str, depth: Counter[str], *, used: bool) -> str:
        lines = [line for name, line in table().items() if name.startswith(f"{parent}/") and not line.seen]
        if parent != "ResultItem":
            return "".join(self.element(line, depth, used=used) for line in lines)
        choices = [line for line in lines if line.element.partition("/")[2] in CHOICE]
        plain = [line for line in lines if line not in choices]
        first, *others = choices
        rows = "".join(f"</ResultItem><ResultItem>{self.element(each, depth, used=used)}" for each in others)
        return "".join(self.element(line, depth, used=used) for line in [first, *plain]) + rows

    def element(self, line: Line, depth: Counter[str], *, used: bool) -> str:
        name = line.element.partition("/")[2]
        if line.fate is Fate.HELD or depth[line.element] > 0:
            return ""
        here = used and line.fate is Fate.USED
        if line.type is Type.GROUP:
            return f"<{name}>{self.inside(name, depth + Counter([line.element]), used=here)}</{name}>"
        return self.leaf(name, line, used=here)

    def leaf(self, name: str, line: Line, *, used: bool) -> str:
        if line.element in GIVEN:
            return _given(name, line)
        if line.type is Type.YESNO:
            return f"<{name} V='true'/>"
        if line.type in (Type.TEXT, Type.MARKUP):
            return f"<{name}>{self.token(line, used=used)}</{name}>"
        attributes = {
            Type.CODE: {"V": used, "DN": False},
            Type.CODING: {"V": used, "S": used, "DN": used, "OT": used},
            Type.TIME: {"V": used},
            Type.QUANTITY: {"V": used, "U": used},
        }[line.type]
        written = " ".join(f"{a}='{self.token(line, used=of, a=a)}'" for a, of in attributes.items())
        return f"<{name} {written}/>"

    def token(self, line: Line, *, used: bool, a: str = "") -> str:
        token = f"value-{next(self.numbers):05}"
        (self.used if used else self.dropped)[token] = f"{line.element} {a}"
        return token


def _given(name: str, line: Line) -> str:
    known = {"GenDate": "V='2026-02-03T09:45:12'", "TypeOffId": "V='FNR'"}
    if name == "OffId":
        return "<OffId>12837121246</OffId>"
    return f"<{name} {known.get(name) or f'V={CLOSED[line.element]!r}'}/>"


@pytest.mark.parametrize("namespace", [V1_3, V1_4])
def test_each_element_becomes_what_the_table_says_and_what_is_left_out_is_nowhere(namespace):
    filled = Filled()
    got = told(filled.text(namespace))
    assert got.report is not None, got.problems
    seen = set(re.findall(r"value-\d{5}", repr(got.report)))
    assert {where for token, where in filled.used.items() if token not in seen} == set()
    assert {where for token, where in filled.dropped.items() if token in seen} == set()
    assert len(filled.used) > 400


def test_yes_and_no_come_out_where_the_table_says():
    report = told(Filled().text(V1_4)).report
    assert report is not None
    assert (report.items[0].accredited, report.specimens[0].accredited) == (True, True)
    assert report.items[0].structured[0].flags == (True,)


def test_coverage_of_a_message_with_every_element_knows_all_of_it():
    filled = Filled()
    counted = coverage(filled.text(V1_4).encode())
    assert not hasattr(counted, "code")
    assert counted.unknown == Counter()
    assert counted.used > len(filled.used)
