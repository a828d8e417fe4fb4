"""Understands that the schema files are what the domain's records are, and what a schema of the bus must be."""

import copy
import json

import pytest
from tests.contracts import mirror

from carebus.bus.schema_check import incompatible, problems, unlike_released
from carebus.formats.avro import BY_FULLNAME
from carebus.formats.avro.catalogue import RECORDS, fullname
from carebus.formats.avro.schemas import current, released, whole
from carebus.shipped import folder

SHIPPED = current(folder("schemas"))
EVERY = sorted(set().union(*(mirror.records(cls) for cls in RECORDS)), key=fullname)


@pytest.mark.parametrize("cls", EVERY, ids=fullname)
def test_every_schema_equals_its_dataclass_by_names_order_types_and_defaults(cls):
    stated = [{k: v for k, v in field.items() if k != "doc"} for field in SHIPPED[fullname(cls)]["fields"]]

    assert stated == mirror.fields(cls)


def test_no_schema_is_shipped_that_no_dataclass_stands_for():
    assert SHIPPED.keys() == {fullname(cls) for cls in EVERY}


def test_each_file_holds_the_one_record_that_it_is_named_for():
    for path in folder("schemas").glob("*/*.avsc"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        assert (schema["name"], schema["namespace"]) == (path.stem, f"care.{path.parent.name}")


def test_every_schema_parses_is_documented_and_uses_only_what_the_bus_reads():
    assert list(problems(SHIPPED)) == []


def test_times_say_their_unit():
    for name, schema in SHIPPED.items():
        for field in schema["fields"]:
            if "timestamp-micros" in json.dumps(field["type"]):
                assert "Microseconds since 1970-01-01T00:00:00Z" in field["doc"], f"{name}.{field['name']}"


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ({"name": "x", "type": "string"}, "no doc"),
        ({"name": "x", "type": "double", "doc": "d"}, "neither a record"),
        ({"name": "x", "type": {"type": "enum", "name": "E", "symbols": ["A"]}, "doc": "d"}, "neither a record"),
        ({"name": "x", "type": {"type": "map", "values": "string"}, "doc": "d"}, "neither a record"),
        ({"name": "x", "type": {"type": "array", "items": "null"}, "doc": "d"}, "neither a record"),
        ({"name": "x", "type": ["string", "null"], "doc": "d"}, "a union is [null, X]"),
        ({"name": "x", "type": ["null", "string"], "doc": "d"}, "default is null"),
        ({"name": "x", "type": "care.common.Nowhere", "doc": "d"}, "which no file states"),
    ],
)
def test_what_a_schema_of_the_bus_must_not_be_is_named_by_record_and_field(field, problem):
    shipped = {"care.a.R": {"type": "record", "name": "R", "namespace": "care.a", "doc": "d", "fields": [field]}}

    assert any(problem in found and found.startswith("care.a.R") for found in problems(shipped))


def test_this_release_can_read_and_be_read_by_every_earlier_one():
    assert list(unlike_released(SHIPPED, released(folder("schemas")))) == []


def _changed(change):
    schema = copy.deepcopy(SHIPPED["care.results.Report"])
    change(schema["fields"])
    return whole("care.results.ReportIssued", SHIPPED | {"care.results.Report": schema})


def _retyped(fields):
    fields[2]["type"] = "bytes"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda fields: fields.append({"name": "x", "type": "string"}), "care.results.Report.x: a new field"),
        (lambda fields: fields.pop(0), "care.results.Report.laboratory: gone"),
        (_retyped, "care.results.Report.message_id: bytes, and it was string"),
        (
            lambda fields: fields[3].update(type="long"),
            "care.results.Report.generated: long, and it was timestamp-micros",
        ),
    ],
)
def test_a_change_that_breaks_either_direction_is_refused_by_the_name_of_its_field(change, reason):
    before = BY_FULLNAME["care.results.ReportIssued"].schema

    assert any(reason in why for why in incompatible(before, _changed(change)))


def test_a_new_optional_field_is_compatible_both_ways():
    new = {"name": "x", "type": ["null", "string"], "default": None}

    assert (
        incompatible(BY_FULLNAME["care.results.ReportIssued"].schema, _changed(lambda fields: fields.append(new))) == ()
    )


def test_a_record_that_an_earlier_release_had_cannot_vanish(tmp_path):
    kept = tmp_path / "released" / "0.1.0" / "a"
    kept.mkdir(parents=True)
    (kept / "R.avsc").write_text('{"type": "record", "name": "R", "namespace": "care.a", "fields": []}')

    assert list(unlike_released(current(tmp_path), released(tmp_path))) == [
        "care.a.R: in 0.1.0, and gone from this release"
    ]


def test_a_change_against_the_released_copy_is_found(tmp_path):
    for at, kind in (("a", "long"), ("released/0.1.0/a", "string")):
        (tmp_path / at).mkdir(parents=True)
        text = {"type": "record", "name": "R", "namespace": "care.a", "fields": [{"name": "f", "type": kind}]}
        (tmp_path / at / "R.avsc").write_text(json.dumps(text))

    assert list(unlike_released(current(tmp_path), released(tmp_path))) == [
        "care.a.R: unlike 0.1.0: care.a.R.f: long, and it was string"
    ]
