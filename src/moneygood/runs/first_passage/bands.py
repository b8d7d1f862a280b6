"""Odds over a band of thresholds, and how far the order of events hangs on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.runs.first_passage.base_rates import WINDOWS, BaseRate, LongHistory, base_rate
from moneygood.runs.first_passage.cascade import NEVER
from moneygood.runs.first_passage.passage import BLOCK, derived_series, onset, recent, running
from moneygood.runs.first_passage.triggers import BreakDefinition, Side
from moneygood.runs.timeline import Timeline


@dataclass(frozen=True)
class EventBand:
    """One event over a band of thresholds, from the easiest to meet to the hardest; `own` is its own's place.

    `within` [window, threshold] are the chances of meeting it within 4 and 12 quarters (within the run where
    it is shorter), `ever` [threshold] by its end, missing for a threshold that already holds at the start;
    `usual` [window, threshold] how often history did, None where it cannot be counted. `times` [threshold,
    good draw] count quarters from 1, 0 for never. `hazard` [quarter] is the chance of the event in a quarter
    where it has not come before, at its own threshold.
    """

    key: str
    label: str
    event: str
    thresholds: tuple[float, ...]
    own: int
    within: np.ndarray
    ever: np.ndarray
    usual: tuple[tuple[BaseRate | None, ...], ...]
    times: np.ndarray
    hazard: np.ndarray

    def as_json(self) -> dict[str, Any]:
        """The band as a plain dictionary for `--json`."""
        return {
            "thresholds": list(self.thresholds),
            "own": self.thresholds[self.own],
            "event": self.event,
            **{f"p_within_{w}q": _plain(self.within[i]) for i, w in enumerate(WINDOWS)},
            "p_ever": _plain(self.ever),
            "base_rates": {
                f"{w}q": [None if b is None else b.as_json() for b in self.usual[i]]
                for i, w in enumerate(WINDOWS)
            },
            "hazard": self.hazard.tolist(),
        }


@dataclass(frozen=True)
class ThresholdRace:
    """Who leads the race under other thresholds: `leaders` counts, by event, the `sets` of thresholds in
    which it is the likeliest to come first; `own` leads with the thresholds as they stand."""

    sets: int
    leaders: dict[str, int]
    own: str

    def as_json(self) -> dict[str, Any]:
        """The race as a plain dictionary for `--json`."""
        return {"sets": self.sets, "leaders": self.leaders, "own": self.own}


def event_bands(
    paths: Paths,
    history: Panel,
    definitions: Sequence[BreakDefinition],
    long: LongHistory | None,
    mass: np.ndarray | None = None,
) -> dict[str, EventBand]:
    """Every side of the definitions over its band of thresholds, by key such as ``rates.cuts``.

    `long` has the figures that base rates are counted on; `mass` [good draw] says how many draws each stands
    for. Errors as in `first_passage`.
    """
    good = np.flatnonzero(np.asarray(paths.ok))
    quarters = len(paths.periods)
    short = recent(history, definitions, paths.periods[0])
    found: dict[str, EventBand] = {}
    for d in definitions:
        for s in d.sides:
            bounds = s.band or (s.when[0].bound,)
            times, already, now = _times(paths, short, d, s, bounds, good)
            chance = np.stack([_by(times, min(w, quarters), mass) for w in WINDOWS])
            ever = _by(times, quarters, mass)
            chance[:, already], ever[already] = np.nan, np.nan
            own = bounds.index(s.when[0].bound)
            usual = tuple(
                tuple(None if long is None else _usual(long, d, s, w, b, now) for b in bounds)
                for w in WINDOWS
            )
            found[f"{d.name}.{s.name}"] = EventBand(
                f"{d.name}.{s.name}", s.label, s.event or s.label, bounds, own, chance, ever, usual, times,
                hazard(times[own], quarters, mass),
            )  # fmt: skip
    return found


def _usual(
    long: LongHistory, definition: BreakDefinition, side: Side, window: int, bound: float, now: float
) -> BaseRate | None:
    if side.usual == "change":
        return base_rate(long, definition, side, window, distance=bound - now)
    first, start = side.when[0], side.usual_from
    starts = () if start is None else (replace(first, bound=start, above=not first.above),)
    return base_rate(long, definition, side, window, bound=bound, starts=starts)


def _times(
    paths: Paths, history: Panel, d: BreakDefinition, s: Side, bounds: Sequence[float], good: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """First passages [threshold, draw], which thresholds hold at the start, and the value then."""
    times = np.empty((len(bounds), good.size), dtype=np.int16)
    already = np.zeros(len(bounds), dtype=bool)
    now = float("nan")
    for lowest in range(0, good.size, BLOCK):
        draws = good[lowest : lowest + BLOCK]
        line = Timeline(paths, history, d.constants)
        derived = {x.name: derived_series(line, x, draws) for x in d.derived}
        values = [line.evaluate(c.node, draws, derived) for c in s.when]
        now = float(values[0][line.start - 1, 0])
        with np.errstate(invalid="ignore"):
            rest = [v >= c.bound if c.above else v <= c.bound for v, c in zip(values, s.when, strict=True)][
                1:
            ]
            for i, bound in enumerate(bounds):
                met = values[0] >= bound if s.when[0].above else values[0] <= bound
                for other in rest:
                    met = met & other
                state = running(met, s.quarters_running)
                already[i] |= bool(state[line.start - 1].any())
                times[i, lowest : lowest + draws.size] = onset(state, line.start)
    return times, already, now


def _by(times: np.ndarray, quarters: int, mass: np.ndarray | None) -> np.ndarray:
    """The share of draws on which each row has happened within so many quarters."""
    return np.average((times != NEVER) & (times <= quarters), axis=-1, weights=mass)


def hazard(times: np.ndarray, quarters: int, mass: np.ndarray | None = None) -> np.ndarray:
    """The chance [quarter] that an event comes in a quarter, among draws on which it has not come before."""
    own = np.ones(times.size) if mass is None else mass
    events = np.bincount(times, weights=own, minlength=quarters + 1)[1 : quarters + 1]
    at_risk = own.sum() - np.concatenate([[0.0], np.cumsum(events)[:-1]])
    return np.divide(events, at_risk, out=np.full(quarters, np.nan), where=at_risk > 1e-12 * own.sum())


def threshold_race(bands: Mapping[str, EventBand], mass: np.ndarray | None = None) -> ThresholdRace:
    """Which event is likeliest to come first with all thresholds as they are, all a step easier, all harder,
    and with each event's alone at each of its other thresholds. Ties within a quarter are shared."""
    middle = {k: b.own for k, b in bands.items()}
    sets = [middle]
    for step in (-1, 1):
        sets.append({k: min(max(b.own + step, 0), len(b.thresholds) - 1) for k, b in bands.items()})
    for key, band in bands.items():
        sets += [{**middle, key: i} for i in range(len(band.thresholds)) if i != band.own]
    leaders = [_leader(bands, chosen, mass) for chosen in sets]
    return ThresholdRace(len(sets), dict(Counter(leaders).most_common()), leaders[0])


def _leader(bands: Mapping[str, EventBand], chosen: Mapping[str, int], mass: np.ndarray | None) -> str:
    times = np.stack([bands[k].times[i] for k, i in chosen.items()]).astype(np.int32)
    times[times == NEVER] = np.iinfo(np.int32).max
    first = times.min(axis=0)
    won = (times == first) & (first < np.iinfo(np.int32).max)
    shares = np.average(won / np.maximum(won.sum(axis=0), 1), axis=1, weights=mass)
    return list(chosen)[int(np.argmax(shares))]


def _plain(row: np.ndarray) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in row]
