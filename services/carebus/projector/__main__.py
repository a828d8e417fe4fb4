"""`python -m carebus.projector [AREA]`."""

import sys

from carebus.projector.service import main

if __name__ == "__main__":
    main(*sys.argv[1:])
