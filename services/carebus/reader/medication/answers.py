"""Understands how a question about a medication list is answered: from its picture, or from the facts that led to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from confluent_kafka import KafkaException

from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.writes import Write
from carebus.domain.provenance import PatientKey
from carebus.formats.fhir.write_medication import bundle
from carebus.reader.asking import PatientAsked, pseudonym
from carebus.reader.currency import Currency, cannot_read
from carebus.reader.entries import RefusedAt, Unreadable, is_named, refusal_name, refused_at
from carebus.reader.facts import facts
from carebus.reader.fhir import subject
from carebus.reader.identity.persons import Persons
from carebus.reader.medication.differing import shown_difference
from carebus.reader.medication.explaining import explain
from carebus.reader.medication.history import Fact, Medication, as_of, fold
from carebus.reader.parts import Fetch
from carebus.reader.pictures.medication.answers import DifferenceAnswer, ExplainAnswer, ListAnswer
from carebus.reader.pictures.medication.elsewhere import Records, elsewhere
from carebus.reader.pictures.medication.lists import medication_list
from carebus.reader.pictures.medication.nothing import missing_from
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import records
from carebus.reader.problem import Refusal, Remedy, refusal
from carebus.reader.sources import Source


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered about a patient's medication.

    `facts` is the copy of the history, `refusals` that of where refused writes stand, `fetch` gets one of those.
    """

    currency: Currency
    persons: Persons
    facts: Source
    refusals: Source
    fetch: Fetch

    def listed(self, patient: PatientAsked, audience: Audience, moment: datetime | None) -> ListAnswer:
        """The list now, or as it was known at a moment. Raises a Refusal where the moment is ahead (422) or nobody can read it (503)."""
        about, now = self.persons.asked(patient), self.currency.now()
        known, unreadable = self._known(about.key, audience, moment, now)
        then = moment or now
        others = Records(about.key, about.names.keys(), lambda other: self._listed(other, moment), self._name)
        goes_on = elsewhere(known.listed, others, audience, then)
        picture = medication_list(known.listed, known.left, audience, then, goes_on) if known.units else None
        found = self.currency.missing(about, now, unreadable=unreadable, as_of=moment)
        return ListAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=missing_from(known.listed, found, empty=not picture or not picture.rows),
            records=records(about),
            as_of=moment,
            list=picture,
        )

    def bundle(self, patient: PatientAsked, moment: datetime | None) -> dict[str, Any]:
        """The same as a FHIR R4 Bundle about a pseudonym; what may be missing is said in it. Raises as above."""
        about, now = self.persons.asked(patient), self.currency.now()
        known, unreadable = self._known(about.key, Audience.CLINICIAN, moment, now)
        held = self.currency.incomplete_since(about, now, unreadable=unreadable, as_of=moment)
        whom, others = subject(about), about.has_others
        return bundle(
            known.listed,
            known.left,
            whom,
            moment or now,
            held_since=held,
            has_others=others,
            record=self._name,
        )

    def revision(self, patient: PatientAsked) -> int:
        """The revision of the list in the copy; -1: it is not there yet. Raises a Refusal (503) where nobody can read it."""
        try:
            view = self.currency.copy.record(self.currency.area.views, self.persons.asked(patient).key, LIST)
        except Unreadable as error:
            raise cannot_read("This release cannot read that list") from error
        return view.revision if isinstance(view, MedicationList) else -1

    def explain(self, patient: PatientAsked, audience: Audience, row: str) -> ExplainAnswer:
        """Every act on one row. Raises a Refusal where no fact tells of such a row (404) or nobody can read them (503)."""
        about, now = self.persons.asked(patient), self.currency.now()
        explained = explain(self._facts(about.key), row, audience, now, self._name)
        if explained is None:
            raise refusal(404, "no-such-row", "No fact tells of such a row of this patient", Remedy.NO_SUCH_ROW)
        return ExplainAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=self.currency.missing(about, now, unreadable=False),
            records=records(about),
            explained=explained,
        )

    def is_refused(self, patient: PatientAsked, source: str | None, submission_id: str) -> bool:
        """Whether it is known where a refused write stands."""
        return self._refused(self.persons.asked(patient).key, source, submission_id) is not None

    def difference(self, patient: PatientAsked, source: str | None, submission_id: str) -> DifferenceAnswer:
        """What a refused write and the list differ in; the newest of that id where no source is named.

        Raises a Refusal where there is no such write (404), it has no base to compare with (409), or it cannot be read now (503).
        """
        about, now = self.persons.asked(patient), self.currency.now()
        refused = self._refused(about.key, source, submission_id)
        write = self._write(about.key, refused) if refused else None
        if refused is None or write is None:
            raise refusal(404, "no-such-refusal", "No such refused write is known here", Remedy.NO_SUCH_REFUSAL)
        shown = shown_difference(self._facts(about.key), write, refused)
        if shown is None:
            raise refusal(409, "no-such-base", "The write is based on a version that is not", Remedy.NO_SUCH_BASE)
        return DifferenceAnswer(
            audience=Audience.CLINICIAN,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=self.currency.missing(about, now, unreadable=False),
            records=records(about),
            difference=shown,
        )

    def _known(
        self, patient: PatientKey, audience: Audience, moment: datetime | None, now: datetime
    ) -> tuple[Medication, bool]:
        """What is known, and whether a part of it cannot be read."""
        if moment is None:
            return self._now(patient)
        if moment > now:
            raise refusal(422, "as-of-ahead", "That moment has not come", Remedy.AS_OF_AHEAD, where=["as_of"])
        facts = self._facts(patient)
        then = as_of(facts, moment)
        return (then.without(fold(facts).retracted) if audience is Audience.PATIENT else then), False

    def _now(self, patient: PatientKey) -> tuple[Medication, bool]:
        units: dict[str, Any] = dict(self.currency.copy.of_patient(self.currency.area.views, patient))
        if isinstance(units.get(LIST), Unreadable):
            raise cannot_read("This release cannot read that list")
        readable = {unit: view for unit, view in units.items() if not isinstance(view, Unreadable)}
        return Medication(readable), len(readable) < len(units)

    def _name(self, record: PatientKey) -> str:
        return pseudonym(record, self.persons.secret)

    def _listed(self, patient: PatientKey, moment: datetime | None) -> MedicationList | None:
        """The list of a record, now or as it was known at a moment; None where it cannot be read."""
        try:
            return (self._now(patient)[0] if moment is None else as_of(self._facts(patient), moment)).listed
        except Refusal:
            return None

    def _facts(self, patient: PatientKey) -> list[Fact]:
        return list(facts(self.currency.copy, self.facts, patient))

    def _refused(self, patient: PatientKey, source: str | None, submission_id: str) -> RefusedAt | None:
        copy = self.currency.copy
        if source is not None:
            value = copy.value(self.refusals, patient, refusal_name(source, submission_id))
            return refused_at(value) if value else None
        known = (refused_at(v) for name, v in copy.values(self.refusals, patient) if is_named(name, submission_id))
        return max(known, key=lambda refused: refused.decided, default=None)

    def _write(self, patient: PatientKey, refused: RefusedAt) -> Write | None:
        """The write as it was submitted; None where it is on its topic no more."""
        try:
            record = self.fetch(refused.topic, refused.partition, refused.offset)
        except KafkaException as error:
            raise cannot_read("The brokers do not answer") from error
        if record is None or record.key != patient.encode() or record.value is None:
            return None
        try:
            write = self.currency.copy.read(record.value, patient)
        except Unreadable as error:
            raise cannot_read("This release cannot read that write") from error
        return write if isinstance(write, Write) else None
