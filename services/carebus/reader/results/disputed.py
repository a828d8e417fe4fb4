"""Understands which reports stand under an id that another patient has too: the id of the report, or of any message that told it (R13, R16)."""

from collections.abc import Collection, Iterator

from carebus.domain.identity.shared import message_name, report_name
from carebus.domain.results.view import ReportView


def is_disputed(view: ReportView, names: Collection[str], secret: bytes) -> bool:
    """Whether one of the report's ids is among those `names`; `secret` is that of the patient key."""
    return bool(names) and any(name in names for name in _names(view, secret))


def _names(view: ReportView, secret: bytes) -> Iterator[str]:
    yield report_name(secret, view.laboratory, view.report_id)
    for version in view.versions:
        for told in version.messages:
            if told.message_id:
                yield message_name(secret, told.source, told.message_id)
