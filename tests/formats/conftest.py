"""Understands what tests of formats share."""

from datetime import UTC, datetime

import pytest

from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId

_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    """Where a submission came from, when that does not matter."""
    return Provenance(
        event_id="e-1",
        submission_id=SubmissionId("s-1"),
        source=SourceId("tindgard-legekontor"),
        source_sequence=None,
        organisation="315000025",
        point_of_care=None,
        author_role="physician",
        occurred=_AT,
        recorded=_AT,
        received=_AT,
        format="carebus-json-1",
        message_id=None,
        original=Digest("0" * 64),
        source_of_information=None,
        sensitivity=(),
    )
