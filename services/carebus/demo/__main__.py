"""`python -m carebus.demo`, which `make demo` calls."""

import sys

from carebus.demo.play import play

sys.exit(play())
