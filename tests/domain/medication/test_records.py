"""Every record of the area can stand on the wire: its fields are of the few kinds that the bus knows."""

from typing import get_args

import pytest
from tests.contracts.mirror import fields, records

from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.view import View

ALL = {record for kind in (*get_args(MedicationEvent), *get_args(View)) for record in records(kind)}


@pytest.mark.parametrize("record", sorted(ALL, key=lambda record: record.__name__))
def test_a_record_is_made_of_what_avro_can_say(record):
    assert fields(record)


def test_no_two_records_of_the_area_have_one_name():
    own = [record.__name__ for record in ALL if ".medication." in record.__module__]
    assert len(own) == len(set(own))
