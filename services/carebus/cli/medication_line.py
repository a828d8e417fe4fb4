"""Understands a whole treatment in one line: medicine, dose, why, and its dates; nothing that it says is left out."""

from carebus.cli.medication_words import doses, joined, name_of, names_of
from carebus.reader.pictures.medication.parts import PausePicture
from carebus.reader.pictures.medication.rows import TreatmentPicture


def in_a_line(told: TreatmentPicture) -> str:
    """The line; who decided it and its prescriptions stand elsewhere."""
    return joined((_medicine(told), _dose(told), _why(told), *_dates(told), _pause(told.pause), told.note), "; ")


def _medicine(told: TreatmentPicture) -> str:
    form = name_of(told.medicine.form, is_unknown="medicine.form" in told.unknown_codes)
    return joined((told.medicine.display, form), " ")


def _dose(told: TreatmentPicture) -> str:
    structure = joined(doses(told.dosage, is_unknown="dosage.dosings" in told.unknown_codes), "; ")
    words = joined((told.dosage.words or "dose not said", f"({structure})" if structure else None), " ")
    use = name_of(told.use, is_unknown="use" in told.unknown_codes)
    return joined((words, use, told.dosage.site, "no generic substitution" if told.substitution is False else None))


def _why(told: TreatmentPicture) -> str:
    return joined(names_of(told.reasons, is_unknown="reasons" in told.unknown_codes))


def _dates(told: TreatmentPicture) -> tuple[str | None, str | None]:
    started = f"since {told.started}" if told.started else None
    return started, f"planned until {told.planned_end}" if told.planned_end else None


def _pause(pause: PausePicture | None) -> str | None:
    if pause is None:
        return None
    return joined((f"on hold since {pause.since}", f"until {pause.until}" if pause.until else None, pause.reason))
