"""What a test says of time: noise makes work slower, never quicker, so one quiet try is enough."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Tries before work counts as slow; what grows with the square of its text is slow at each of them.
TRIES = 6

#: Times as long as its quarter that a text may take: twice the text, 2.6 times as long (promise R35), twice over.
GROWTH = 2.6**2

#: Seconds of work that are too few to tell growth by.
SLACK = 0.02


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor that the work takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def assert_within(limit: float, work: Callable[[], object]) -> None:
    """The work, which can be repeated, takes fewer seconds than the limit at one of the tries."""
    took: list[float] = []
    while len(took) < TRIES:
        took.append(spent(work))
        if took[-1] < limit:
            return
    raise AssertionError(f"took {took} s, and may take {limit} s")


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Work on that size takes about four times as long as on its quarter; sixteen times would be the square."""
    work(size // 4)
    took: list[tuple[float, float]] = []
    while len(took) < TRIES:
        quarter, whole = spent(lambda: work(size // 4)), spent(lambda: work(size))
        took.append((quarter, whole))
        if whole < GROWTH * quarter + SLACK:
            return
    raise AssertionError(f"a quarter and the whole took {took} s; the whole may take {GROWTH:.2f} times as long")
