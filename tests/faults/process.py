"""Understands a projector process of a test's own area, healthy or poisoned: `python -m tests.faults.process AREA`.

`FAULTS_POISON` names what happens to a report whose message id begins with `poison`: an `exception`, an `exit` of the
process, or a view that is too `large`.
"""

import os
import sys
from dataclasses import replace
from typing import Any

from tests.faults.load import POISON

from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.domain.results.evolve import evolve
from carebus.projector.service import main

LARGE = 11_000_000


def poisoned(name: str, harm: str | None) -> Area:
    """The results area under another name, whose `evolve` does such harm; None: it is mended."""

    def harmful(view: Any, event: Any) -> Any:
        if harm and (getattr(event, "report", None) and event.report.message_id.startswith(POISON)):
            return _harm(harm, evolve(view, event))
        return evolve(view, event)

    return replace(AREAS["results"], name=name, evolve=harmful)


def _harm(kind: str, view: Any) -> Any:
    match kind:
        case "exception":
            raise ZeroDivisionError
        case "exit":
            os._exit(70)
        case "large":
            version = view.versions[0]
            bloated = replace(version.report, comment="x" * LARGE)
            return replace(view, versions=(replace(version, report=bloated), *view.versions[1:]))
        case _:
            raise ValueError(kind)


if __name__ == "__main__":
    AREAS[sys.argv[1]] = poisoned(sys.argv[1], os.environ.get("FAULTS_POISON"))
    main(sys.argv[1])
