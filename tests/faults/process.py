"""Understands a projector process of a test's own area, healthy or poisoned: `python -m tests.faults.process NAME RULES`.

`RULES` is the area whose rules it has. `FAULTS_POISON` names what happens to a fact whose message id begins with `poison`: an
`exception`, an `exit` of the process, or a view that is too `large`.
"""

import dataclasses
import faulthandler
import os
import signal
import sys
from typing import Any

from tests.faults.load import POISON, RECEIVED

from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.identity.acts import act
from carebus.domain.identity.view import Deceased, LinkedPerson
from carebus.domain.medication.beside import Packing
from carebus.domain.medication.view import MedicationList
from carebus.domain.record import replace
from carebus.domain.results.view import ReportView
from carebus.projector.service import main

LARGE = 11_000_000


def poisoned(area: Area, harm: str | None) -> Area:
    """The area with an `evolve` that does such harm; None: it is mended."""

    def harmful(unit: str, view: Any, event: Any) -> Any:
        after = area.evolve(unit, view, event)
        return _harm(harm, after, event) if harm and _is_poison(event) else after

    return dataclasses.replace(area, evolve=harmful)


def _is_poison(event: Any) -> bool:
    return (event.provenance.message_id or "").startswith(POISON)


def _harm(kind: str, view: Any, event: Any) -> Any:
    match kind:
        case "exception":
            raise ZeroDivisionError
        case "exit":
            os._exit(70)
        case "large":
            return _bloated(view, event)
        case _:
            raise ValueError(kind)


def _bloated(view: Any, event: Any) -> Any:
    match view:
        case ReportView():
            version = view.versions[0]
            report = replace(version.report, comment="x" * LARGE)
            return replace(view, versions=(replace(version, report=report), *view.versions[1:]))
        case MedicationList():
            return replace(view, packed=Packing("x" * LARGE, RECEIVED))
        case CriticalInformation():
            first, *others = view.entries
            return replace(view, entries=(replace(first, reason="x" * LARGE), *others))
        case LinkedPerson():
            return replace(view, deceased=Deceased("x" * LARGE, act(event.provenance)))
        case _:
            raise ValueError(type(view))


if __name__ == "__main__":
    name, rules = sys.argv[1:]
    faulthandler.register(signal.SIGUSR1)
    AREAS[name] = poisoned(dataclasses.replace(AREAS[rules], name=name), os.environ.get("FAULTS_POISON"))
    main(name)
