"""Understands what a writer is about to send: made from what they have read, in the words of the format."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from typing import Any

from msgspec import Struct

from carebus.demo.town.chance import chance
from carebus.demo.town.chart import Chart
from carebus.demo.town.kinds import Kind
from carebus.demo.town.names import Name, Names
from carebus.demo.town.script import Intent
from carebus.demo.town.writers import WRITERS, Writer
from carebus.domain.critical_info.entry import EntryId
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.treatment import Person, TreatmentId
from carebus.domain.medication.view import Row
from carebus.domain.provenance import SubmissionId


class Led(Struct, frozen=True):
    """What led to an act: the treatment that it is about, and the submission that came before it."""

    about: TreatmentId | None = None
    written: SubmissionId | None = None


_NOTHING = Led()


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody at a desk has before them; `other` is another patient's chart, `names` and `others` what the two go by."""

    writer: Writer
    chart: Chart
    other: Chart
    names: Names
    others: Names
    of: Random
    now: datetime
    led: Led = _NOTHING

    @property
    def by(self) -> Person | None:
        """Who decides."""
        return self.writer.person

    @property
    def today(self) -> str:
        """The date as it is written."""
        return self.now.date().isoformat()

    @property
    def base(self) -> dict[str, Any]:
        """What a write of the list says of what it is based on (R2)."""
        return {"base": self.chart.listed.version, "read_at": self.chart.read_at}

    def row(self) -> Row | None:
        """The row that this is about, else any one."""
        return self.chart.row(self.led.about) or self.any_of(self.chart.rows)

    def any_of(self, these: Any) -> Any | None:
        """One of them by chance; None where there is none."""
        return self.of.choice(these) if these else None


class Form(StrEnum):
    """What a message is written in."""

    JSON = "carebus-json-1"
    FHIR = "FHIR R4"
    HL7 = "HL7 v2"


class Draft(Struct, frozen=True):
    """A message in the making: the record and its fields.

    `then` is what the writer does next where this is accepted; `number` and `her` stand where the message names somebody else than it should.
    `whom` are the numbers that an act about several names, by field; `entry` is the piece of critical information that it is about.
    """

    kind: Kind
    record: type
    fields: dict[str, Any] = {}
    treatment: TreatmentId | None = None
    then: Kind | None = None
    number: str | None = None
    her: str | None = None
    form: Form = Form.JSON
    whom: dict[str, Name] = {}
    entry: EntryId | None = None

    @property
    def base(self) -> int | None:
        """The version of the list that it is based on."""
        return self.fields.get("base") if self.record in MEDICATION.submissions else None


def sight(
    intent: Intent, kind: Kind, attempt: int, read: tuple[Chart, Chart], names: tuple[Names, Names], led: Led
) -> Sight:
    """What the script's line sees at this attempt; chance is its own, whatever the others draw."""
    of = chance(intent.seed, kind, attempt)
    return Sight(WRITERS[intent.writer], *read, *names, of, datetime.now(UTC), led)
