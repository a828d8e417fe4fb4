"""Understands how one patient's list looks when the town is quiet, and who decided each of its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Group
from rich.table import Table
from rich.text import Text

from carebus.cli.show_words import when
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.folk import Folk
from carebus.demo.town.sent import Sent
from carebus.domain.medication.status import standing
from carebus.domain.medication.view import Act, CeasedTreatment, Gone, MedicationList, Row
from carebus.domain.provenance import PatientKey, SubmissionId

_LEFT = 5
"""Treatments that have left the list, of which so many are shown."""


def busiest(evidence: Evidence) -> PatientKey | None:
    """The patient on whose list most different people had a decision accepted, and who has rows left."""
    people: defaultdict[PatientKey, set[str]] = defaultdict(set)
    acts: Counter[PatientKey] = Counter()
    for each in evidence.sent:
        if each.is_accepted:
            people[each.patient].add(each.writer.name)
            acts[each.patient] += 1
    with_rows = [key for key, listed in evidence.lists.items() if listed.rows]
    return max(with_rows, key=lambda key: (len(people[key]), acts[key]), default=None)


def shown(evidence: Evidence, folk: Folk, patient: PatientKey) -> Group:
    """The list of one patient, what has left it, and what stands beside."""
    listed, how = evidence.lists[patient], {each.submission: each for each in evidence.sent if each.told}
    name = folk.patients[folk.keys.index(patient)].name
    left = [v for (key, _unit), v in evidence.views.items() if key == patient and isinstance(v, CeasedTreatment)]
    return Group(Text(f"{name}: {_headline(listed)}"), _rows(listed, how), *_left(left), Text(_beside(listed), "dim"))


def _headline(listed: MedicationList) -> str:
    trust = "authoritative" if listed.authoritative else "not authoritative: not reconciled since a stay"
    found = f"reconciled {when(listed.reconciled.at)}" if listed.reconciled else "never reconciled"
    return f"version {listed.version}, {len(listed.rows)} rows, {found}, {trust}"


def _rows(listed: MedicationList, how: dict[SubmissionId, Sent]) -> Table:
    table = Table("medicine", "dose", "stands", "version", "decided by", "as", box=None, padding=(0, 1))
    now = datetime.now(UTC)
    for row in listed.rows:
        medicine, told = row.treatment.medicine, standing(row, now)
        words = " ".join(part for part in (told.status, told.words) if part)
        version = f"{row.version}, in a stay" if row.during_admission else str(row.version)
        name = f"{medicine.name} {medicine.strength or ''}"
        table.add_row(name, row.treatment.dosage.text, words, version, _by(row), _as(row.act, how))
    return table


def _by(row: Row) -> str:
    person = row.treatment.decided_by
    return f"{person.name}, {(person.organisation or row.act.source).split()[0]}" if person else row.act.source


def _as(act: Act, how: dict[SubmissionId, Sent]) -> str:
    return str(how[act.submission_id].kind) if act.submission_id in how else act.submission_id


def _left(left: list[CeasedTreatment]) -> Iterator[Text]:
    told = [each for each in left if each.gone is Gone.STOPPED and each.row]
    for each in sorted(told, key=lambda gone: gone.at)[-_LEFT:]:
        name = each.row.treatment.medicine.name if each.row else ""
        reason = each.ending.reason.display if each.ending and each.ending.reason else ""
        text = f" ({each.ending.text})" if each.ending and each.ending.text else ""
        by = each.ending.by.name if each.ending and each.ending.by else each.act.source
        yield Text(f" ceased by {by}: {name}: {reason}{text}", "dim")


def _beside(listed: MedicationList) -> str:
    answered = sum(each.answer is not None for each in listed.proposals)
    told = (
        _many(len(listed.prescriptions), "prescription"),
        _many(len(listed.dispensings), "dispensing"),
        f"{_many(len(listed.proposals), 'proposal')} ({answered} answered)",
        _many(len(listed.discrepancies), "report"),
        f"{_many(len(listed.admissions), 'stay')} open and {len(listed.discharges)} ended",
        _many(len(listed.gaps), "known gap"),
    )
    return f" beside it: {', '.join(told)}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
