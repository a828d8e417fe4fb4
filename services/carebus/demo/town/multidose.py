"""Understands what the pharmacy does for a patient with multidose (M27.1, M25.3)."""

from datetime import timedelta

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.domain.medication.beside import PackedItem, Packing, Part
from carebus.domain.medication.events import MultidosePacked, MultidoseResponsibilityRegistered


def responsible(sight: Sight) -> Draft:
    """The pharmacy takes the patient's multidose on."""
    fields = {"part": Part.PHARMACY, "her_id": sight.writer.her, "person": sight.by}
    return Draft(Kind.RESPONSIBLE, MultidoseResponsibilityRegistered, fields)


def pack(sight: Sight) -> Draft | None:
    """Two weeks are packed."""
    items = tuple(PackedItem(each.medicine.name, treatment=each.id) for each in sight.chart.treatments)
    if not items:
        return None
    until = (sight.now + timedelta(days=14)).date().isoformat()
    told = Packing(new_id(sight.of), sight.now, sight.today, until, sight.writer.organisation, items)
    return Draft(Kind.PACK, MultidosePacked, {"packing": told})
