"""Understands how a command is asked to end: SIGTERM and SIGHUP clean up as Ctrl-C does."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

_ASKED = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def orderly() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP raise SystemExit; a signal that somebody handles already is left to them."""
    with ExitStack() as before:
        if threading.current_thread() is threading.main_thread():
            for asked in _ASKED:
                if signal.getsignal(asked) is signal.SIG_DFL:
                    signal.signal(asked, _leave)
                    before.callback(signal.signal, asked, signal.SIG_DFL)
        yield


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
