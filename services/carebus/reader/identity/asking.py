"""Understands what is asked about the records of a person."""

from carebus.reader.asking import Asked, ForWhom, PatientAsked, example


class RecordsAsked(Asked):
    """Every record of one person."""

    patient: PatientAsked
    audience: ForWhom

    model_config = example(audience="clinician")
