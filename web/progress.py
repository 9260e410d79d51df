"""One line on the terminal: done of total, rate, time left. Never on standard output, which belongs to results."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Item = TypeVar("Item")


class Progress:
    """Counts steps of one piece of work. On a terminal the line is rewritten, elsewhere one is written now and then."""

    #: Seconds between two lines: on a terminal, and in a log file.
    PAUSE, PAUSE_IN_LOG = 0.2, 10.0

    def __init__(self, label: str, total: int, stream: TextIO | None = None) -> None:
        self.label, self.total, self.done = label, total, 0
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.began = self.told = time.monotonic()

    def step(self, count: int = 1) -> None:
        """`count` more are done."""
        self.done += count
        now = time.monotonic()
        if now - self.told >= (self.PAUSE if self.terminal else self.PAUSE_IN_LOG):
            self.told = now
            self._write(now)

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """Each of the items, counted as it passes."""
        for item in items:
            yield item
            self.step()

    def close(self) -> None:
        """The last line, with the time it took."""
        self._write(time.monotonic())
        self.stream.write("\n" if self.terminal else "")
        self.stream.flush()

    def _write(self, now: float) -> None:
        spent = max(now - self.began, 1e-3)
        rate = self.done / spent
        rest = (self.total - self.done) / rate if rate else 0.0
        tail = f"{_clock(rest)} left" if self.done < self.total else f"{_clock(spent)} in all"
        line = f"{self.label}: {self.done:,} of {self.total:,}, {rate:,.0f} a second, {tail}"
        self.stream.write(f"\r{line:<79}" if self.terminal else line + "\n")
        self.stream.flush()


def _clock(seconds: float) -> str:
    """
    >>> _clock(75)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
