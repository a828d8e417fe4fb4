"""Understands that a record of a person with several is tied to the others as FHIR says it, however many lie between (R23)."""

import pytest
from tests.domain.identity.builders import given, key, linked_with, merged, replaced

from carebus.formats.fhir.write_patient import patient

STORY = given(
    replaced("d-number", "birth number"),
    merged("birth number", "kept"),
    merged("copy", "kept"),
    linked_with("kept", "abroad"),
)
NAMES = {key(name): name for name in ("kept", "abroad", "birth number", "copy", "d-number")}


def told(name: str) -> dict[str, str]:
    written = patient(key(name), NAMES, STORY.of(name).links)
    assert (written["resourceType"], written["id"]) == ("Patient", name)
    return {link["other"]["reference"].removeprefix("Patient/"): link["type"] for link in written["link"]}


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("kept", {"abroad": "seealso", "birth number": "replaces", "copy": "replaces", "d-number": "replaces"}),
        ("d-number", {"kept": "replaced-by", "birth number": "replaced-by", "copy": "seealso", "abroad": "seealso"}),
        ("birth number", {"kept": "replaced-by", "d-number": "replaces", "copy": "seealso", "abroad": "seealso"}),
        ("abroad", {"kept": "seealso", "birth number": "seealso", "copy": "seealso", "d-number": "seealso"}),
    ],
)
def test_a_record_gave_way_took_over_or_is_beside_each_other_one(name: str, others: dict[str, str]):
    assert told(name) == others


def test_every_other_record_is_linked_once_and_itself_never():
    for name in NAMES.values():
        assert told(name).keys() == {*NAMES.values()} - {name}
