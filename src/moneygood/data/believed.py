"""Whether a new figure is believed: from the future, in another unit, too far from what was known before."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.data.live import Figures, last_day

FAULTS = ("look-ahead", "unit", "rebased", "revision", "shortened", "gap")
"""Kinds of doubt: a figure of a period that is not over; another magnitude; another base year; a revision far
beyond the usual one; a series that ends earlier than before; a period that was known and is gone."""
SIZES = 5.0
"""How often the largest figure of the projection before a newer one may be."""
_STEPS = (0.001, 0.01, 0.1, 10.0, 12.0, 4.0, 0.25, 1 / 12, 100.0, 1000.0, 1e6, 1e-6)


@dataclass(frozen=True)
class Doubt:
    """Why a series is not taken: kind (one of `FAULTS`), first period concerned, and what is wrong."""

    kind: str
    period: str
    words: str


def doubts(
    old: Mapping[str, float], new: Figures, day: datetime.date, *, ahead: bool = False
) -> tuple[Doubt, ...]:
    """The doubts about new figures of a series, held against those known before, on a day at the source.

    `ahead` allows figures of periods that are not over (projections).
    """
    out: list[Doubt] = []
    future = [p for p in sorted(new) if last_day(p) >= day]
    if future and not ahead:
        out.append(Doubt("look-ahead", future[0], f"{future[0]} is not over on {day}"))
    both = [p for p in sorted(old) if p in new]
    if both:
        out += _against(old, new, both)
    if old and new and max(new) < max(old):
        out.append(Doubt("shortened", max(old), f"it ended in {max(old)} and now ends in {max(new)}"))
    lost = [p for p in sorted(old) if p not in new and min(new, default="9") <= p <= max(new, default="0")]
    if lost:
        out.append(Doubt("gap", lost[0], f"{lost[0]} was known and is gone"))
    return tuple(out)


def projection_doubts(old: Mapping[str, float], new: Figures) -> tuple[Doubt, ...]:
    """The doubts about a newer projection: another unit or size alone, since they may change freely."""
    usual = [abs(v) for v in old.values() if v == v]
    if not usual:
        return ()
    largest = max(max(usual), 1.0)
    far = [p for p in sorted(new) if abs(new[p]) > SIZES * largest]
    if not far:
        return ()
    words = f"{far[0]} is {new[far[0]]:.6g}, where projections went up to {largest:.6g}: another unit"
    return (Doubt("unit", far[0], words),)


def _against(old: Mapping[str, float], new: Figures, both: list[str]) -> list[Doubt]:
    before = np.array([old[p] for p in both])
    after = np.array([new[p] for p in both])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = after / before
    fair = np.isfinite(ratio) & (np.abs(before) > 1e-9)
    if fair.sum() >= 4:
        middle = float(np.median(ratio[fair]))
        spread = float(np.median(np.abs(ratio[fair] / middle - 1))) if middle else math.inf
        for step in _STEPS:
            if spread < 0.05 and abs(middle / step - 1) < 0.05:
                return [Doubt("unit", both[0], f"it is {step:g} times what it was: another unit")]
        if spread < 0.01 and abs(middle - 1) > 0.02:
            return [
                Doubt("rebased", both[0], f"it is {middle:.4g} times what it was throughout: another base")
            ]
    usual = _usual_step(before)
    gap = np.abs(after - before)
    worst = int(np.argmax(gap))
    if gap[worst] > max(6.0 * usual, 0.25 * abs(before[worst])) and gap[worst] > 1e-9:
        where = both[worst]
        return [Doubt("revision", where, f"{where} goes from {before[worst]:.6g} to {after[worst]:.6g}")]
    return []


def _usual_step(values: np.ndarray) -> float:
    """The mean absolute change from one period to the next."""
    return float(np.mean(np.abs(np.diff(values)))) if len(values) > 1 else 0.0
