"""M27.1, M25.3: who answers for the multidose of a patient."""

from tests.domain.medication.builders import METOPROLOL, Story, at, is_duplicate, provenance, refused

from carebus.domain.medication.beside import Packing, Part
from carebus.domain.medication.events import (
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
)
from carebus.domain.medication.treatment import Person
from carebus.domain.problems import Code
from carebus.domain.record import replace

HOLM, DAL = Person("Dr Holm", hpr="1"), Person("Dr Dal", hpr="2")
TURING, MONIER = Person(organisation="Turing"), Person(organisation="Monier")


def registered(part, her_id, person, **told):
    role = "pharmacist" if part is Part.PHARMACY else "physician"
    return MultidoseResponsibilityRegistered(provenance(role=role), part, her_id, person, **told)


def ended(part, her_id, person):
    return MultidoseResponsibilityEnded(provenance(role="pharmacist"), part, her_id, person)


def test_a_physician_and_a_pharmacy_are_registered_beside_each_other():
    story = Story(METOPROLOL)
    story.and_then(registered(Part.PHYSICIAN, "80935", HOLM)).and_then(registered(Part.PHARMACY, "81351", TURING))
    assert [(each.part, each.her_id) for each in story.listed.multidose] == [
        (Part.PHYSICIAN, "80935"),
        (Part.PHARMACY, "81351"),
    ]
    assert is_duplicate(story.when(registered(Part.PHYSICIAN, "80935", HOLM)))


def test_nobody_registers_without_a_her_id():
    story = Story(METOPROLOL)
    assert refused(story.when(registered(Part.PHYSICIAN, "", HOLM)), "R25") == {"list": {Code.MISSING_ELEMENT}}


def test_another_pharmacy_cannot_register_while_one_is_registered():
    story = Story(METOPROLOL)
    story.and_then(registered(Part.PHARMACY, "81351", TURING))
    assert refused(story.when(registered(Part.PHARMACY, "80949", MONIER)), "R25") == {"list": {Code.MULTIDOSE_TAKEN}}
    story.and_then(ended(Part.PHARMACY, "81351", TURING)).and_then(registered(Part.PHARMACY, "80949", MONIER))


def test_another_physician_takes_over_and_only_the_registered_one_gives_up():
    story = Story(METOPROLOL)
    story.and_then(registered(Part.PHYSICIAN, "80935", HOLM)).and_then(registered(Part.PHYSICIAN, "80935", DAL))
    assert refused(story.when(ended(Part.PHYSICIAN, "80935", HOLM)), "R25") == {"list": {Code.NOT_ALLOWED}}
    story.and_then(ended(Part.PHYSICIAN, "80935", DAL))
    assert story.listed.multidose == ()


def test_a_colleague_of_the_office_registers_as_substitute():
    story = Story(METOPROLOL)
    story.and_then(registered(Part.PHYSICIAN, "80935", DAL, substitute=True))
    assert story.listed.multidose[0].substitute


def test_the_newest_packing_stands_whichever_comes_last():
    story = Story(METOPROLOL)
    new = MultidosePacked(provenance(role="pharmacist"), Packing("second", at(5)))
    old = replace(new, packing=Packing("first", at(1)))
    story.and_then(new).and_then(old)
    assert story.listed.packed.id == "second"
