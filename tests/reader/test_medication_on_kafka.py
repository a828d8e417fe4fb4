"""The medication list before a real broker and registry: what is decided is read, explained, and compared with what was refused."""

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.domain.medication.builders import METOPROLOL, WARFARIN, treatment
from tests.reader.given import ODD
from tests.reader.kafka import Asked, OnKafka, name_of_ones_own
from tests.reader.medicines import Asking, Care, Place

from carebus.bus.cloudevents import Headers
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.treatment import Dosage
from carebus.domain.record import replace
from carebus.domain.verdicts import Verdict
from carebus.domain.work import Parked
from carebus.local import Stack
from carebus.reader.areas import medication
from carebus.reader.fetching import Fetching

MORE = replace(METOPROLOL, dosage=Dosage("100 mg morning"))
LESS = replace(METOPROLOL, dosage=Dosage("25 mg morning"))


class Lists(OnKafka):
    """Topics of medication lists, with verdicts of their own."""

    def __init__(self, stack: Stack) -> None:
        self.area = dataclasses.replace(MEDICATION, name=name_of_ones_own())
        self.verdicts = f"care.{self.area.name}.verdicts.v1"
        records = {
            self.area.submitted: MEDICATION.submissions,
            self.area.accepted: MEDICATION.events,
            self.area.views: MEDICATION.pictures,
            self.area.work: (Parked,),
            self.verdicts: (Verdict,),
        }
        super().__init__(stack, medication(self.area, self.verdicts), records)

    def care(self) -> Care:
        return Care(self._put, self.area, self.verdicts, datetime.now(UTC))

    def _put(self, topic: str, record: Any, name: str, headers: Headers, at: datetime) -> Place:  # noqa: ARG002
        sent = self.send(topic, record, name=name, headers=headers)
        return sent.topic(), sent.partition(), sent.offset()


@pytest.fixture
def lists(stack: Stack) -> Iterator[Lists]:
    with closing(Lists(stack)) as made:
        yield made


def asking(reader: Asked, **more: Any) -> Asking:
    def post(page: str, json: dict[str, Any]) -> Any:
        return reader.post(page, json["patient"]["number"], **{k: v for k, v in json.items() if k != "patient"})

    return Asking(post, **more)


def test_a_list_is_read_now_and_as_it_was_explained_compared_and_told_as_fhir(lists: Lists, tmp_path: Path):
    care = lists.care()
    care.tell(care.story.whole(METOPROLOL, WARFARIN, create=True))
    between = datetime.now(UTC) + timedelta(milliseconds=5)
    with lists.reader(tmp_path) as reader:
        ask = asking(reader)
        while datetime.now(UTC) < between:
            assert ask.listed(min_revision=1).status_code == 200
        care.tell(care.story.changed(MORE))
        stale = care.story.whole(LESS, WARFARIN, treatment("Insulin"), base=1)
        care.tell(stale)

        [metoprolol, _] = ask.listed(min_revision=2).json()["list"]["rows"]
        assert metoprolol["treatment"]["dosage"]["words"] == "100 mg morning"
        [metoprolol, _] = ask.listed(as_of=between.isoformat()).json()["list"]["rows"]
        assert metoprolol["treatment"]["dosage"]["words"] == "50 mg morning"
        told = ask.difference(stale).json()["difference"]["rows"]
        assert [(row["row"], [field["yours"] for field in row["fields"]]) for row in told] == [
            ("metoprolol", ["25 mg morning"]),
            ("insulin", ["on the list"]),
        ]
        [added, changed] = ask.explain("metoprolol").json()["explained"]["deeds"]
        assert (added["what"], changed["what"]) == ("added", "changed")
        assert added["decided"] < between.isoformat() < changed["decided"]
        assert ask.fhir().json()["resourceType"] == "Bundle"
        assert asking(reader, number=ODD).listed().json()["list"] is None


def test_a_restarted_reader_has_the_history_that_it_had(lists: Lists, tmp_path: Path):
    care = lists.care()
    care.tell(care.story.whole(METOPROLOL, create=True))
    with lists.reader(tmp_path):
        pass
    care.tell(care.story.changed(MORE))

    with lists.reader(tmp_path) as reader:
        assert len(asking(reader).explain("metoprolol").json()["explained"]["deeds"]) == 2
        assert reader.copy.entries()[lists.area.accepted] == 2


def test_one_record_is_fetched_by_its_place_and_no_other_in_its_stead(lists: Lists, stack: Stack):
    care = lists.care()
    first = lists._put(lists.area.submitted, care.story.whole(METOPROLOL, create=True), "", [], care.story.now)
    aborted = lists.send(lists.area.submitted, b"aborted", commit=False)
    lists.send(lists.area.submitted, b"a later one")
    fetch = Fetching(stack.bootstrap)

    assert fetch(*first).offset == first[2]
    assert fetch(aborted.topic(), aborted.partition(), aborted.offset()) is None
    assert fetch(first[0], first[1], 10_000) is None
