"""Lists of one invented patient, each with something that must not be lost on the way out."""

from tests.domain.medication.builders import (
    DAY,
    HOLM,
    METHOTREXATE,
    METOPROLOL,
    WARFARIN,
    Story,
    coding,
    days,
    provenance,
    treatment,
)
from tests.domain.medication.records import ANNA, HELP, Records

from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Gap, GapKind, PrescriptionStatus
from carebus.domain.medication.events import LockedItemReported, PrescriptionExpired, PrescriptionSuspended
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause, Person
from carebus.domain.medication.units import LIST
from carebus.domain.medication.writes import Cease
from carebus.domain.record import replace
from carebus.formats.fhir.write_medication import bundle

PATIENT = "Patient/7f3a"
ATC = "http://www.whocc.no/atc"
TABLET = coding("7448", "53", "Tablett")
MORNING, EVENING = coding("8325", "1", "Morgen"), coding("8325", "4", "Kveld")
FIXED = coding("9101", "1", "Fast")
SIDE_EFFECT = coding("7494", "2", "Bivirkning")


def full(number: int, **told):
    """A row with everything that a row can say."""
    told.setdefault("id", f"0fa42261-fca0-4f94-1716-08dbe683{number:04d}")
    told.setdefault(
        "dosage", Dosage("1 tablett morgen og 2 kveld", (_dose("1", MORNING), _dose("2", EVENING)), "under tungen")
    )
    told.setdefault("prescriptions", (f"c17b25b7-5c82-4784-9647-232bacba{number:04d}",))
    medicine = Medicine(
        f"Metoprolol {number} Depottab", TABLET, f"ID_{number:04d}", Coding(ATC, "C07AB02", "Metoprolol"), "50 mg"
    )
    return treatment(
        medicine.name,
        medicine=medicine,
        use=FIXED,
        reasons=(coding("7170", "K86", "Hypertensjon"), coding("7110", "I10", "Essensiell hypertensjon")),
        started="2025-11",
        planned_end="2027",
        substitution=True,
        note="Tas med mat",
        decided_by=HOLM,
        **told,
    )


def _dose(amount, time):
    return Dosing(amount, "tablett", "1", "Døgn", time, "2025-11-03", "2026-12-31")


def of(story: Story, patient=PATIENT, **told):
    """The bundle of a story as it is."""
    return bundle(story.listed, ceased(story), patient, story.now, **told)


def ceased(story: Story):
    """What has left the list."""
    return [view for unit, view in story.views.items() if unit != LIST]


def nobody_asked():
    return Story()


def none_known():
    story = Story()
    return story.and_then(story.whole(create=True, none_known=True, reconciles=True, by=HOLM))


def fifteen_rows():
    rows = [full(number) for number in range(15)]
    rows[1] = replace(rows[1], pause=Pause("2026-03-01", "2026-04-01", "infeksjon"))
    rows[2] = replace(rows[2], dosage=Dosage(None, (Dosing("0.5-1", "tablett"), Dosing("1,5", "tablett", "2", "Uke"))))
    rows[3] = replace(rows[3], started="2026-05-01", planned_end=None)
    rows[4] = replace(rows[4], medicine=Medicine("Magistrell salve"), reasons=(Coding(None, None, text="utslett"),))
    rows[5] = replace(rows[5], use=Coding("ward", "X 1", "Kur"), dosage=Dosage("ved behov, inntil 3 ganger"))
    story = Story(*rows)
    story.and_then(story.reconciled(by=HOLM))
    story.and_then(story.stopped(rows[6], "2026-06-01"))
    return story.and_then(LockedItemReported(provenance(story.now, "nurse"), "RF"))


def ceased_and_completed():
    ends = replace(WARFARIN, planned_end="2026-03-20")
    story = Story(METOPROLOL, ends, METHOTREXATE)
    by = replace(HOLM, name="Dr Dahl", hpr=None)
    cease = Cease(METOPROLOL, Ending("2026-03-02", SIDE_EFFECT, "svimmel", by))
    story.and_then(story.whole(ends, METHOTREXATE, ceased=(cease,)))
    story.and_then(story.retracted(METHOTREXATE))
    return story.later(days(30))


def everything_has_left():
    story = Story(METOPROLOL)
    return story.and_then(story.stopped(METOPROLOL, "2026-03-02"))


def paused():
    ended = replace(METHOTREXATE, pause=Pause("2026-03-01", "2026-03-08", "infection"))
    return Story(ended, replace(METOPROLOL, pause=Pause("2026-05-01"))).later(days(10))


def admitted():
    story = Story(METOPROLOL)
    story.and_then(story.admitted())
    story.and_then(story.added(WARFARIN))
    return story.and_then(
        story.prescribed("order 7", encounter="stay", dosage=Dosage("5 mg"), issued="2026-03-02T10:15+01:00")
    )


def prescribed_and_dispensed():
    row = full(1)
    story = Story(row, WARFARIN)
    rx = row.prescriptions[0]
    more = {
        "valid_until": "2027-03-01",
        "repeats": "3",
        "amount": "100",
        "kind": coding("7491", "E", "Eresept"),
        "prescriber": HOLM,
    }
    story.and_then(story.prescribed(rx, row, medicine=row.medicine, dosage=row.dosage, issued="2026-03-02", **more))
    story.and_then(
        story.prescribed(
            "rx2", issued="2. mars", amount="5 x 20 ml", repeats="ubegrenset", medicine=Medicine("Øyedråper")
        )
    )
    story.and_then(story.prescribed("rx3", WARFARIN, status=PrescriptionStatus.ON_HOLD))
    story.and_then(story.recalled("rx4"))
    story.and_then(PrescriptionSuspended(provenance(story.now), "rx2"))
    story.and_then(PrescriptionExpired(provenance(story.now), "rx3"))
    story.and_then(story.dispensed("d1", rx))
    return story.and_then(story.dispensed("d2", "rx unknown"))


def looked_up():
    gaps = (
        Gap(GapKind.LOOKUP_FAILED, "KJ", DAY, "5", "Ingen rettighet til KJ oppslag"),
        Gap(GapKind.LOCKED, "RF", DAY),
    )
    story = Story()
    return story.and_then(
        story.looked_up(
            replace(METOPROLOL, decided_by=Person(organisation="Fjord sykehjem")), places=("KJ", "RF"), gaps=gaps
        )
    )


def asked():
    story = Story(METOPROLOL)
    story.and_then(story.proposed("p1", treatment="metoprolol"))
    story.and_then(story.reported("r1", text="Tar ikke denne"))
    return story.and_then(story.looked_up(replace(METOPROLOL, dosage=Dosage("100 mg")), WARFARIN))


def _reconciled() -> Records:
    """Two records of one person, reconciled; no row is another's."""
    records = Records(anna=(METOPROLOL,), help=(WARFARIN,))
    records.when(ANNA, records.taking_in(ANNA, METOPROLOL, WARFARIN, takes_in=[records.reads(HELP)], by=HOLM))
    records.settle()
    return records


def closed():
    return _reconciled().stories[HELP]


def taken_in():
    return _reconciled().stories[ANNA]


STORIES = {
    each.__name__: each
    for each in (
        nobody_asked,
        none_known,
        fifteen_rows,
        ceased_and_completed,
        everything_has_left,
        paused,
        admitted,
        prescribed_and_dispensed,
        looked_up,
        asked,
        closed,
        taken_in,
    )
}
