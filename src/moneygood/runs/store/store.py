"""What every run store can do, and how a name finds a run in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from moneygood.core.atomic import Leftover
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.runs.store.entry import RunCard, StoredRun

LAST = "last"
"""The name of the run that was saved last."""


class AbstractRunStore(Protocol):
    """Runs by id. Whatever is in it is whole: a run is there with all its files, or not at all."""

    @property
    def where(self) -> str:
        """The store's folder or URL."""
        ...

    def put(self, run_id: str, write: Callable[[Path], None]) -> StoredRun:
        """Save a run: `write` fills an empty folder, manifest included. What a run of the same id keeps
        beyond that stays with it. R001 where nothing can be written."""
        ...

    def get(self, run_id: str) -> StoredRun:
        """The run of an id; R003 when there is none."""
        ...

    def list(self) -> tuple[RunCard, ...]:
        """A line for every run, the newest first."""
        ...

    def leftovers(self) -> Sequence[Leftover]:
        """What commands that were killed left unfinished."""
        ...

    def clear(self) -> None:
        """Delete the left-overs."""
        ...

    def find(self, name: str) -> StoredRun:
        """The run that a name means: an id, the beginning of one or of its hash, or ``last``; R003, R009."""
        ...

    def remove(self, run_id: str) -> int:
        """Take a run out of the store and return the bytes that it took; R003 when there is none."""
        ...


def pick(name: str, cards: Sequence[RunCard], where: str) -> str:
    """The id that `name` means among the newest-first `cards` of the store `where`."""
    ids = [c.id for c in cards]
    if name == LAST:
        if not ids:
            raise MoneygoodError("R003", f"there is no run in {where}", None, "Run a scenario first")
        return ids[0]
    if name in ids:
        return name
    found = [i for i in ids if name and (i.startswith(name) or i.rpartition("-")[2].startswith(name))]
    if len(found) > 1:
        what = f"{name!r} may be {' or '.join(found[:4])}"
        raise MoneygoodError("R009", what, None, "Write more of the id")
    if not found:
        hint = did_you_mean(name, ids) or "See what there is: moneygood runs list"
        raise MoneygoodError("R003", f"there is no run {name!r} in {where}", None, hint)
    return found[0]
