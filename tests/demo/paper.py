"""Understands the town on paper: the same desks and the same script, one line after another, and the rules of the areas without any broker."""

from datetime import UTC, datetime, timedelta

from carebus.demo.town.charts import Charts, charted
from carebus.demo.town.desk import Desk
from carebus.demo.town.evidence import Evidence, about
from carebus.demo.town.folk import Folk
from carebus.demo.town.hour import Hour
from carebus.demo.town.post import Answer, Post
from carebus.demo.town.script import script
from carebus.demo.town.writers import WRITERS
from carebus.domain.areas import AREAS
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.due import announcement, due
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.decision import Accepted, Refused
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
    """What the gateway, the projectors and the clock do, in memory."""

    def __init__(self):
        self.sources = Sources.load(folder("sources"))
        self.verdicts, self.facts, self.pictures, self.originals, self.seen = [], [], [], set(), {}
        self.views = {}

    def send(self, data, sender):
        now, test = datetime.now(UTC), Environment.TEST
        (taken,) = take(
            data, sources=self.sources, environment=test, patient_secret=SECRET, received=now, sender=sender
        )
        self.originals.add(taken.original)
        verdict = self._withheld(taken, now) if isinstance(taken, Withheld) else self._decided(taken, now)
        self.verdicts.append(verdict)
        return Answer(taken.submission_id, verdict)

    def tick(self, now):
        """The clock, when the town is quiet."""
        shown = [(key, view) for (key, _), view in self.views.items() if isinstance(view, CriticalInformation)]
        for key, view in shown:
            for end, entry in due(view):
                if end <= now:
                    self._take(CRITICAL_INFO, key, announcement(entry, end, now))

    def _withheld(self, taken, now):
        return Verdict(
            taken.submission_id,
            taken.area or "medication",
            taken.source or "unknown",
            Outcome.HELD,
            taken.original,
            now,
            problems=taken.problems,
        )

    def _decided(self, taken, now):
        name = (taken.area, taken.patient_key, taken.source, taken.submission_id)
        before = self.seen.get(name)
        if before and before.original == taken.original:
            return replace(before, repeat=True)
        verdict = Verdict(taken.submission_id, taken.area, taken.source, Outcome.ACCEPTED, taken.original, now)
        if before:
            problem = Problem(Code.ID_REUSED, "submission_id", "this submission id was used for other content")
            return replace(verdict, outcome=Outcome.REFUSED, problems=(problem,), rule="R2")
        verdict = self._ruled(taken, verdict, now)
        self.seen[name] = verdict
        return verdict

    def _ruled(self, taken, verdict, now):
        key, area = taken.patient_key, AREAS[taken.area]
        units = area.units_of(taken.submission)
        decision = area.decide({unit: self.views.get((key, unit)) for unit in units}, taken.submission, now)
        if isinstance(decision, Refused):
            verdict = replace(verdict, outcome=Outcome.REFUSED, rule=decision.rule, problems=decision.problems)
        else:
            assert isinstance(decision, Accepted)
            for fact in decision.events:
                self._take(area, key, fact)
            outcome = Outcome.ACCEPTED if decision.events else Outcome.DUPLICATE
            verdict = replace(verdict, outcome=outcome, problems=decision.alarms)
        view = self.views.get((key, units[0]))
        if view is None:
            return replace(verdict, unit=units[0])
        return replace(verdict, unit=units[0], revision=area.revision_of(view), version=area.version_of(view))

    def _take(self, area, key, fact):
        self.facts.append((key, fact))
        for unit in area.units_changed_by(fact):
            before = self.views.get((key, unit))
            after = area.evolve(unit, before, fact)
            if after is not before:
                self.views[key, unit] = after
                self.pictures.append(((key, unit), after))


class PaperPost(Post):
    def __init__(self, bus):
        self._bus = bus

    def send(self, data, sender=None):
        return self._bus.send(data, sender)


class PaperCharts(Charts):
    def __init__(self, bus):
        self._bus = bus

    def read(self, patient, _known=None):
        named = ((about(*unit), view) for unit, view in self._bus.views.items())
        return charted({unit: view for (key, unit), view in named if key == patient})


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
    evening = datetime.now(UTC) + timedelta(hours=1)
    bus.tick(evening)
    found = (tuple(each) for each in (sent, bus.verdicts, bus.facts, bus.pictures))
    return Evidence(*found, frozenset(bus.originals), evening), folk
