"""What is said to be used was read, and what is not is left out for a reason."""

from collections import Counter

import pytest
from tests.formats.hl7v2.wire import PID, lines, message, movement, order

from carebus.domain.problems import Code, Problem
from carebus.formats.coverage import Coverage
from carebus.formats.hl7v2.coverage import coverage

SAMPLES = ["RDE-O11-01", "RDE-O25-01", "RDS-O13-01", "ADT-A01-01", "ADT-A03-01", "ADT-A08-01"]


def counted(data: bytes | str) -> Coverage:
    got = coverage(data.encode() if isinstance(data, str) else data)
    assert isinstance(got, Coverage), got
    return got


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_in_the_real_messages_is_unknown(shared_data, name):
    got = counted((shared_data / "hl7v2" / f"{name}.hl7").read_bytes())
    assert got.unknown == Counter()
    assert got.used > 20


def test_everything_that_says_something_is_counted_once():
    text = lines("MSH|^~\\&|A||||20260203||RDE^O11|M|P|2.8", PID, "ORC|CA||R-1^X", "NTE|1||a~b^c&d", "")
    fields = ["A", "20260203", "RDE", "O11", "M", "P", "2.8"]
    patient = ["1", "12837121246", "authority", "NNNOR", "Fjell", "Nora"]
    rest = ["CA", "R-1", "X", "1", "a", "b", "c&d"]
    assert counted(text).total == len(fields + patient + rest)


def test_what_is_in_no_table_is_unknown_by_its_name():
    got = counted(message(order(rxe={60: "x^y"}), "ZPI|1||local"))
    assert got.unknown == {"RXE-60.1": 1, "RXE-60.2": 1, "ZPI-1.1": 1, "ZPI-3.1": 1}


def test_what_is_left_out_is_counted_by_its_reason():
    before, after = counted(message(order())), counted(message(order(), "NK1|1|Fjell^Per|FTH"))
    (reason, more), *others = (after.dropped - before.dropped).items()
    assert (more, others, after.used) == (4, [], before.used)
    assert "next of kin" in reason


def test_a_null_is_something_that_is_said():
    assert counted(message(order(rxe={12: '""'}))).total == counted(message(order())).total + 1


def test_the_files_of_a_batch_are_counted_together():
    one = counted(message(order()))
    assert counted(message(order()) * 2).used == 2 * one.used


@pytest.mark.parametrize(
    ("data", "code"), [(b"", Code.EMPTY), (b"x", Code.NOT_WELL_FORMED), (movement("A08"), Code.NOT_FOR_THIS_AREA)]
)
def test_what_is_not_read_is_a_problem(data, code):
    got = coverage(data)
    assert isinstance(got, Problem)
    assert got.code is code


def test_an_allergy_is_used_and_in_a_merge_it_is_left_out():
    allergy = "AL1|1|DA|P^Penicillin"
    before, after = counted(message(order())), counted(message(allergy, order()))
    assert (after.used - before.used, sum((after.dropped - before.dropped).values())) == (3, 1)
    merged = counted(movement("A11").replace(b"\rPV1", f"\r{allergy}\rPV1".encode()))
    assert merged.total - counted(movement("A11")).total == 4
    assert not merged.unknown
