"""The random shocks of a seed, kept between the runs of one process: what a lever moves is only the model.

Kept are the shocks before those that a scenario imposes, in the order in which the driver reads them. The
first run of a seed is not slowed: it is noted, the second writes, later ones read.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np

from moneygood.engine.sampling.draws import CELL

DRAWN, WRITTEN, READ = range(3)
"""What the driver does: draws, draws and writes down, or reads."""
LIMIT = 256 << 20
"""Bytes kept in all; a run that needs more keeps nothing."""

Key = tuple[str, int, int, int]


class KeptShocks:
    """Tables of shocks by (what determines them, cell, first draw, end) of the calls that made them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.lock = threading.Lock()
        self.tables: OrderedDict[Key, np.ndarray] = OrderedDict()
        self.noted: OrderedDict[Key, None] = OrderedDict()

    def take(self, key: Key) -> tuple[int, np.ndarray | None]:
        """What the driver does in a call, with the table where it reads one; what it writes is for `done`."""
        with self.lock:
            found = self.tables.get(key)
            if found is not None:
                self.tables.move_to_end(key)
                return READ, found
            known = key in self.noted
            self.noted[key] = None
            while len(self.noted) > 4096:
                self.noted.popitem(last=False)
        return (WRITTEN if known else DRAWN), None

    def done(self, key: Key, table: np.ndarray) -> None:
        """Keeps a table that a call has filled; the ones longest unused make room for it."""
        with self.lock:
            self.tables[key] = table
            while sum(t.nbytes for t in self.tables.values()) > self.limit:
                self.tables.popitem(last=False)


KEPT = KeptShocks()


def bytes_of(draws: int, quarters: int, shocks: int) -> int:
    """What the shocks of a run take."""
    return (draws // CELL + 1) * CELL * quarters * shocks * 8
