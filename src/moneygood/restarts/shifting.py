"""Shipped scenarios on another day: their dates move along, those of the user's files do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.scenarios.plan import Plan, Spot

TIMED = ("levers", "paths", "shocks", "adds", "bands")
"""The parts of a plan that have quarters."""


def shifted(plan: Plan, by: int, root: Path | None = None) -> Plan:
    """The plan with every entry that a shipped file wrote moved `by` quarters; moving it twice moves it once.

    An entry that was moved no longer says where it stands. What they expect is of today, and left out.
    """
    if not by:
        return plan
    home = (root or economics_root()).resolve()
    moved: dict[str, Any] = {
        part: tuple(_moved(entry, by, home) for entry in getattr(plan, part)) for part in TIMED
    }
    moved["expected"] = tuple(
        e for e in plan.expected if e.spot.file is None or not _inside(e.spot.file, home)
    )
    file = None if plan.file is not None and _inside(plan.file, home) else plan.file
    return replace(plan, file=file, **moved)


def _moved(entry: Any, by: int, home: Path) -> Any:
    if entry.periods is None or entry.spot.file is None or not _inside(entry.spot.file, home):
        return entry
    known: Quarter | None = getattr(entry, "known", None)
    new: dict[str, Any] = {"periods": tuple(q + by for q in entry.periods), "spot": Spot(None)}
    if known is not None:
        new["known"] = known + by
    return replace(entry, **new)


def _inside(file: Path, home: Path) -> bool:
    return home in file.resolve().parents
