"""Understands the search for disputes as a process on areas of a test's own: `python -m tests.disputes.process FACTS IDENTITY`."""

import dataclasses
import sys

from carebus.disputes.service import main
from carebus.domain.areas import AREAS
from carebus.domain.identity.area import IDENTITY
from carebus.domain.results.area import RESULTS

if __name__ == "__main__":
    facts, identity = sys.argv[1:]
    AREAS.clear()
    AREAS[RESULTS.name] = dataclasses.replace(RESULTS, name=facts)
    AREAS[IDENTITY.name] = dataclasses.replace(IDENTITY, name=identity)
    main()
