"""Understands the codes on which the status of reports and rows rests: one that R14 does not know is never guessed.

Source: Volven 7306, 7309, 8245 and 8270 as used by R14. The report is held, since an unknown code may mean "withdrawn".
"""

from carebus.domain.problems import Code
from carebus.formats.kith.elements import Element

REPORT_SERVICE_TYPES = frozenset("NMCHA")
REPORT_STATUSES = frozenset("SPFA")
ITEM_SERVICE_TYPES = frozenset("NMCHA")
ITEM_STATUSES = frozenset(str(number) for number in range(1, 16))


def one_of(known: frozenset[str], element: Element, name: str) -> str | None:
    """The code in the child `name`; None where it is absent or empty, which R14 has an answer for."""
    found = element.one(name)
    code = None if found is None else found.value()
    if found is None or code in known:
        return code
    if code is not None or found.node.get("DN"):
        found.problem(Code.INVALID_VALUE, f"the code is not one of {', '.join(sorted(known, key=_by_number))}")
    return None


def _by_number(code: str) -> tuple[int, str]:
    return len(code), code


def needed(known: frozenset[str], element: Element, name: str) -> str | None:
    """The same, where absence is a problem."""
    code = one_of(known, element, name)
    found = element.one(name)
    if code is None and (found is None or not (found.value() or found.node.get("DN"))):
        element.missing(name)
    return code
