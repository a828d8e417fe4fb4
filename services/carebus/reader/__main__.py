"""Runs the reader: `python -m carebus.reader`, set by CAREBUS_*."""

import sys

from carebus.reader.serve import serve
from carebus.settings import ReaderSettings, SettingsProblem

try:
    serve(ReaderSettings.load())
except SettingsProblem as problem:
    sys.exit(str(problem))
