"""Waiting for something that somebody else does."""

import time


def wait_for(condition, patience_s: float = 60):
    """Asks again and again, and returns the first answer that is true."""
    end = time.monotonic() + patience_s
    while not (value := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return value
