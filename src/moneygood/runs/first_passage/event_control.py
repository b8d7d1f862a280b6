"""What follows an event, against paths that were alike until then: survivors to the same quarter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.runs.first_passage.cascade import NEVER

BLOCKS = 20
"""Groups of draws for the standard error of a ratio (delete-a-group jackknife)."""


@dataclass(frozen=True)
class EventDifference:
    """Mean of a figure where an event has just happened (`event`) less its mean on `control` paths.

    Both are weighted to the quarters in which the event happens; `error` is the Monte-Carlo standard error of
    `difference`, `cases` the number of events. Missing figures (None) mean that there was no case.
    """

    difference: float | None
    error: float | None
    event: float | None
    control: float | None
    cases: int


def event_difference(
    values: np.ndarray, times: np.ndarray, after: int, mass: np.ndarray | None = None
) -> EventDifference:
    """The figure `values` [quarter, draw] `after` quarters after an event, less that of survivors.

    `times` [draw] count quarters from 1, 0 for never. Matches of an event in quarter t are the draws on which
    it has not happened by t; what they do later is not asked. Events too close to the end are left out.
    `mass` [draw] says how many draws each stands for, one by default.
    """
    if mass is not None:
        return _weighted_difference(values, times, after, mass)
    quarters = values.shape[0]
    event: list[np.ndarray] = []
    control: list[tuple[int, float, float]] = []
    for t in range(1, quarters - after + 1):
        hit = times == t
        if not hit.any():
            continue
        alike = (times > t) | (times == NEVER)
        if alike.sum() < 2:
            continue
        row = values[t - 1 + after]
        other = row[alike]
        event.append(row[hit])
        control.append((int(hit.sum()), float(other.mean()), float(other.var(ddof=1) / other.size)))
    if not event:
        return EventDifference(None, None, None, None, 0)
    counts = np.array([m[0] for m in control], dtype=np.float64)
    means = np.array([m[1] for m in control])
    n = counts.sum()
    gaps = np.concatenate([row - mean for row, mean in zip(event, means, strict=True)])
    mean_event = float(np.concatenate(event).mean())
    mean_control = float((counts * means).sum() / n)
    error = None
    if gaps.size > 1:
        own = gaps.var(ddof=1) / gaps.size
        theirs = sum((c / n) ** 2 * m[2] for c, m in zip(counts, control, strict=True))
        error = float(np.sqrt(own + theirs))
    return EventDifference(mean_event - mean_control, error, mean_event, mean_control, int(n))


def _weighted_difference(
    values: np.ndarray, times: np.ndarray, after: int, mass: np.ndarray
) -> EventDifference:
    """`event_difference` of draws that do not all count alike."""
    total = struck = alike_mean = variance = 0.0
    cases = 0
    gaps: list[np.ndarray] = []
    masses: list[np.ndarray] = []
    controls: list[tuple[float, float]] = []
    for t in range(1, values.shape[0] - after + 1):
        hit, alike = times == t, (times > t) | (times == NEVER)
        own, theirs = mass[hit], mass[alike]
        if not own.sum() > 0.0 or np.count_nonzero(theirs) < 2:
            continue
        row = values[t - 1 + after]
        mean = float(row[alike] @ theirs / theirs.sum())
        spread = float(np.sum((theirs * (row[alike] - mean)) ** 2)) / float(theirs.sum()) ** 2
        n = float(own.sum())
        total, struck, alike_mean = total + n, struck + float(row[hit] @ own), alike_mean + n * mean
        cases += int(hit.sum())
        gaps.append(row[hit] - mean)
        masses.append(own)
        controls.append((n, spread))
    if not gaps:
        return EventDifference(None, None, None, None, 0)
    difference = (struck - alike_mean) / total
    if cases < 2:
        return EventDifference(difference, None, struck / total, alike_mean / total, cases)
    far = np.concatenate(masses) * (np.concatenate(gaps) - difference)
    variance = float(far @ far) / total**2 + sum((n / total) ** 2 * s for n, s in controls)
    return EventDifference(difference, variance**0.5, struck / total, alike_mean / total, cases)


@dataclass(frozen=True)
class Worth:
    """How often an event follows within `window` quarters where a sign is on, and where it is off.

    `lift` is the ratio of the two, `lift_error` its standard error in logs; None where a cell is empty.
    `on_share` is the share of quarters, before the event, in which the sign is on.
    """

    window: int
    p_on: float | None
    p_off: float | None
    lift: float | None
    lift_error: float | None
    on_share: float


def warning_worth(on: np.ndarray, times: np.ndarray, window: int, mass: np.ndarray | None = None) -> Worth:
    """What a sign `on` [quarter, draw] says about an event at `times` [draw], counted from quarter 1.

    Every quarter t = 0, 1, ... before the event counts once per draw; row t of `on` is the sign at its end
    (row 0: the quarter before the first simulated one). Quarters whose window leaves the run are left out;
    `mass` [draw] says how many draws each stands for.
    """
    last = on.shape[0] - 1 - window
    t = np.arange(max(last + 1, 0))[:, None]
    happens = np.where(times == NEVER, np.iinfo(np.int32).max, times.astype(np.int64))[None, :]
    at_risk = happens > t
    soon = at_risk & (happens <= t + window)
    sign = on[: max(last + 1, 0)]
    cells = np.stack([(a & b).sum(axis=0) for a in (sign, ~sign) for b in (at_risk, soon)])  # [4, draw]
    if mass is not None:
        cells = cells * mass
    on_n, on_hit, off_n, off_hit = cells.sum(axis=1).astype(float)
    total = on_n + off_n
    p_on = on_hit / on_n if on_n else None
    p_off = off_hit / off_n if off_n else None
    lift = error = None
    if p_on and p_off:
        lift = p_on / p_off
        error = _jackknife(cells)
    return Worth(window, p_on, p_off, lift, error, float(on_n / total) if total else 0.0)


def _jackknife(cells: np.ndarray) -> float | None:
    """The standard error of the log of the lift, groups of draws left out in turn."""
    groups = min(BLOCKS, cells.shape[1])
    number = np.arange(cells.shape[1]) % groups
    sums = np.stack([cells[:, number != g].sum(axis=1) for g in range(groups)]).astype(float)
    if groups < 2 or (sums <= 0).any():
        return None
    logs = np.log(sums[:, 1] / sums[:, 0]) - np.log(sums[:, 3] / sums[:, 2])
    return float(np.sqrt((groups - 1) * logs.var()))
