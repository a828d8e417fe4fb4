"""Understands the town on paper: the same desks and the same script, one line after another, and the rules of the area without any broker."""

from datetime import UTC, datetime

from carebus.demo.town.chart import Chart
from carebus.demo.town.charts import Charts
from carebus.demo.town.desk import Desk
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.folk import Folk
from carebus.demo.town.hour import Hour
from carebus.demo.town.post import Post
from carebus.demo.town.script import script
from carebus.demo.town.writers import WRITERS
from carebus.domain.decision import Accepted, Refused
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import NOTHING, CeasedTreatment
from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.gateway.intake import take
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Withheld
from carebus.settings import Environment
from carebus.shipped import folder

SECRET = b"a secret of the test alone, and no other"


class PaperBus:
    """What the gateway and the projector of the area do, in memory."""

    def __init__(self):
        self.sources = Sources.load(folder("sources"))
        self.verdicts, self.facts, self.pictures, self.originals, self.seen = [], [], [], set(), {}
        self.views = {}

    def send(self, data):
        now = datetime.now(UTC)
        (taken,) = take(data, sources=self.sources, environment=Environment.TEST, patient_secret=SECRET, received=now)
        self.originals.add(taken.original)
        verdict = self._withheld(taken, now) if isinstance(taken, Withheld) else self._decided(taken, now)
        self.verdicts.append(verdict)
        return verdict

    def _withheld(self, taken, now):
        return Verdict(
            taken.submission_id,
            "medication",
            taken.source or "unknown",
            Outcome.HELD,
            taken.original,
            now,
            problems=taken.problems,
        )

    def _decided(self, taken, now):
        before = self.seen.get((taken.patient_key, taken.source, taken.submission_id))
        if before and before.original == taken.original:
            return replace(before, repeat=True)
        verdict = Verdict(taken.submission_id, "medication", taken.source, Outcome.ACCEPTED, taken.original, now)
        if before:
            problem = Problem(Code.ID_REUSED, "submission_id", "this submission id was used for other content")
            return replace(verdict, outcome=Outcome.REFUSED, problems=(problem,), rule="R2")
        verdict = self._ruled(taken, verdict, now)
        self.seen[taken.patient_key, taken.source, taken.submission_id] = verdict
        return verdict

    def _ruled(self, taken, verdict, now):
        key = taken.patient_key
        views = {unit: self.views.get((key, unit)) for unit in MEDICATION.units_of(taken.submission)}
        decision = MEDICATION.decide(views, taken.submission, now)
        if isinstance(decision, Refused):
            verdict = replace(verdict, outcome=Outcome.REFUSED, rule=decision.rule, problems=decision.problems)
        else:
            assert isinstance(decision, Accepted)
            for fact in decision.events:
                self._take(key, fact)
            outcome = Outcome.ACCEPTED if decision.events else Outcome.DUPLICATE
            verdict = replace(verdict, outcome=outcome, problems=decision.alarms)
        listed = self.views.get((key, LIST), NOTHING)
        return replace(verdict, unit=LIST, revision=listed.revision, version=listed.version)

    def _take(self, key, fact):
        self.facts.append((key, fact))
        for unit in MEDICATION.units_changed_by(fact):
            before = self.views.get((key, unit))
            after = MEDICATION.evolve(unit, before, fact)
            if after is not before:
                self.views[key, unit] = after
                self.pictures.append(((key, unit), after))


class PaperPost(Post):
    def __init__(self, bus):
        self._bus = bus

    def send(self, data):
        return self._bus.send(data)


class PaperCharts(Charts):
    def __init__(self, bus):
        self._bus = bus

    def read(self, patient, _revision=0):
        left = [v for (key, _), v in self._bus.views.items() if key == patient and isinstance(v, CeasedTreatment)]
        return Chart(datetime.now(UTC), self._bus.views.get((patient, LIST), NOTHING), tuple(left))


class PaperHour(Hour):
    """Whoever comes first to a race reads for all of them."""

    def wait_for(self, line):
        assert line is None or line in self._played

    def meet(self, race, chart):
        self._read[race].append(chart)
        return self._read[race][0]


def on_paper(patients, acts, seed):
    """The evidence of a town, and its folk."""
    folk, intents, bus = Folk.of(patients, seed, SECRET), script(patients, acts, seed), PaperBus()
    hour, charts = PaperHour(intents), PaperCharts(bus)
    desks = [Desk(f"paper-{seed}", folk, charts, hour, PaperPost(bus)) for _writer in WRITERS]
    sent = [each for intent in intents for each in desks[intent.writer].play(intent)]
    return Evidence(
        tuple(sent), tuple(bus.verdicts), tuple(bus.facts), tuple(bus.pictures), frozenset(bus.originals)
    ), folk
