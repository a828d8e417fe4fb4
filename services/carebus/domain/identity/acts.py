"""Understands what a picture keeps of where a telling came from."""

from carebus.domain.identity.link import Act
from carebus.domain.identity.roles import role_of
from carebus.domain.provenance import Provenance, told_at


def act(provenance: Provenance) -> Act:
    """Who told it, and when: as the source says, but never after it was received."""
    return Act(
        provenance.source,
        provenance.submission_id,
        provenance.original,
        provenance.message_id,
        provenance.organisation,
        role_of(provenance).value,
        told_at(provenance),
        provenance.received,
    )
