"""What was made before out of exactly the same, kept in memory so that it need not be made again.

Nothing here can go stale, and nothing has to be thrown away when something changes: what is kept is found by a digest
of everything that it was made of, read from the database for this very request. Text that may no longer be seen is not
among that any more, so the digest is another (invariant I9).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Kept:
    """Bytes by what they were made of, up to so many bytes in all; what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, made_of: str, make: Callable[[], bytes]) -> bytes:
        """What `make` makes; it is called only where nothing is held that was made of the same."""
        with self._lock:
            if made_of in self._held:
                self._held.move_to_end(made_of)
                return self._held[made_of]
        made = make()
        with self._lock:
            if made_of not in self._held:
                self._held[made_of] = made
                self.size += len(made)
            while self.size > self.most:
                _oldest, gone = self._held.popitem(last=False)
                self.size -= len(gone)
        return made

    def forget(self) -> None:
        """Hold nothing, as a process that has just started."""
        with self._lock:
            self._held.clear()
            self.size = 0


def digest(*made_of: object) -> str:
    """The digest of these values: of what they write themselves as, so of frozen values and plain ones only."""
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()
