"""Understands that what does not come back is noticed, and what does is left alone."""

import threading

from carebus.bus.watchdog import Watchdog


def test_a_call_that_does_not_return_in_time_is_noticed_from_outside():
    noticed = threading.Event()
    watchdog = Watchdog(0.05, noticed.set)
    with watchdog:
        assert noticed.wait(30)
    watchdog.close()


def test_calls_that_return_are_left_alone():
    noticed = threading.Event()
    watchdog = Watchdog(600, noticed.set)
    for _ in range(100):
        with watchdog:
            pass
    watchdog.close()
    assert not noticed.is_set()
