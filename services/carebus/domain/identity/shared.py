"""Understands the ids that two patients cannot have in common, by names that show nothing of them (R13, R16).

A name is an HMAC, with the secret of the patient key: who reads a picture that holds the id makes its name again and finds the dispute.
"""

import hmac

from carebus.domain.identity.view import Shared
from carebus.domain.provenance import SourceId
from carebus.domain.results.report import LaboratoryId, ReportId


def message_name(secret: bytes, source: SourceId, message_id: str) -> str:
    """The name of a message id, which is its source's own: 64 hexadecimal digits."""
    return _name(secret, Shared.MESSAGE_ID, source, message_id)


def report_name(secret: bytes, laboratory: LaboratoryId, report_id: ReportId) -> str:
    """The name of a report id, which is its laboratory's own, whichever of the laboratory's sources sent it: 64 hexadecimal digits."""
    return _name(secret, Shared.REPORT_ID, laboratory, report_id)


def _name(secret: bytes, shared: Shared, whose: str, written: str) -> str:
    """Neither kind nor owner has a bar, so no two ids have one text; no kind of number is called so, so none is a patient's (R23)."""
    return hmac.new(secret, f"{shared}|{whose}|{written}".encode(), "sha256").hexdigest()
