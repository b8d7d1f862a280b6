"""Which of the highs changes first: first-passage times over simulated paths, as competing risks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.model.graph import leaves
from moneygood.runs.first_passage.cascade import NEVER, Edge, OrderShare, edges, orders
from moneygood.runs.first_passage.chances import DrawShares
from moneygood.runs.first_passage.incidence import aalen_johansen
from moneygood.runs.first_passage.triggers import BreakDefinition, Derived, Side
from moneygood.runs.sampling_error import draw_numbers
from moneygood.runs.timeline import Timeline

BLOCK = 1024
"""Draws evaluated at a time, so that the arrays of one block stay in the processor's cache."""


@dataclass(frozen=True)
class Risk:
    """One thing that can break and how soon it does, as shares of the good draws.

    `p_first` is the chance that it breaks before everything else; draws on which several break in the same
    quarter are shared equally between them, so that the `p_first` of all highs and the share on which none
    breaks add up to one. `p_first_or_tied` counts such draws in full. `p_within_4q`, `p_within_12q` and
    `p_ever` are the chances that it breaks at all by then, first or not. `median_quarter` is the quarter by
    which it has broken on half of all draws, None when it does so on fewer. `incidence` and
    `first_incidence` [period] are the cumulative chances of breaking and of breaking first (Aalen-Johansen,
    draws without a break censored at the end of the run); `band` [2, period] is the 90% Monte-Carlo
    interval (Wilson 1927) of `incidence`, `first_errors` [period] the standard error of `first_incidence`.
    """

    name: str
    label: str
    direction: str
    definition: str
    p_first: float
    p_first_or_tied: float
    p_first_error: float
    p_within_4q: float
    p_within_12q: float
    p_ever: float
    median_quarter: str | None
    median_quarter_if_broken: str | None
    incidence: np.ndarray
    first_incidence: np.ndarray
    band: np.ndarray
    first_errors: np.ndarray
    met_at_start: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the figures as a plain dictionary for `--json`."""
        return {
            "label": self.label,
            "p_first": self.p_first,
            "p_first_or_tied": self.p_first_or_tied,
            "p_first_error": self.p_first_error,
            "p_within_4q": self.p_within_4q,
            "p_within_12q": self.p_within_12q,
            "p_ever": self.p_ever,
            "median_quarter": self.median_quarter,
            "median_quarter_if_broken": self.median_quarter_if_broken,
            "met_at_start": self.met_at_start,
            "definition": self.definition,
        }


@dataclass(frozen=True, repr=False)
class FirstPassage:
    """First-passage results of all highs over one run.

    `highs` and `sides` ("rates.cuts") hold a `Risk` each; `times` their quarters [good draw] counted from
    1, 0 for never. `none` is the share of draws on which nothing breaks, `ties` the share on which several
    highs break first in the same quarter.
    """

    periods: tuple[Quarter, ...]
    highs: dict[str, Risk]
    sides: dict[str, Risk]
    times: dict[str, np.ndarray]
    side_times: dict[str, np.ndarray]
    none: float
    ties: float
    order: tuple[OrderShare, ...]
    edges: tuple[Edge, ...]
    side_edges: tuple[Edge, ...]
    draws: int
    failed_share: float
    first_within: dict[int, dict[str, float]] = field(default_factory=dict)

    def __repr__(self) -> str:
        span = f"{self.periods[0]}..{self.periods[-1]}"
        lines = [
            f"<first to change, {self.draws:,} good draws, {span}, failed {100 * self.failed_share:.3f}%"
        ]
        for risk in self.highs.values():
            when = f"half by {risk.median_quarter}" if risk.median_quarter else "under half by the end"
            lines.append(f"  {risk.label}: first on {100 * risk.p_first:.1f}%, {when}")
        return "\n".join([*lines, f"  none: {100 * self.none:.1f}%>"])

    def highs_json(self) -> dict[str, Any]:
        """Return the four highs, each with its sides, for `--json`."""
        out = {}
        for name, risk in self.highs.items():
            mine = {
                k.split(".", 1)[1]: r.as_json() for k, r in self.sides.items() if k.split(".", 1)[0] == name
            }
            out[name] = {**risk.as_json(), "sides": mine}
        return out

    def as_json(self, orders_shown: int = 24) -> dict[str, Any]:
        """Return everything as a plain dictionary for `--json`."""
        return {
            "highs": self.highs_json(),
            "none": self.none,
            "ties": self.ties,
            "first_within": {f"{k}q": v for k, v in self.first_within.items()},
            "order": [{"sequence": list(o.sequence), "share": o.share} for o in self.order[:orders_shown]],
            "edges": [e.as_json() for e in self.edges],
            "side_edges": [e.as_json() for e in self.side_edges],
            "draws": self.draws,
            "failed_share": self.failed_share,
        }


def running(met: np.ndarray, quarters: int) -> np.ndarray:
    """Return where a condition [quarter, draw] has held for `quarters` quarters up to the current one."""
    out = met.copy()
    for lag in range(1, quarters):
        out[lag:] &= met[:-lag]
        out[:lag] = False
    return out


def onset(state: np.ndarray, start: int) -> np.ndarray:
    """Return the first quarter [draw], counted from 1 at row `start`, in which a state begins; 0 for never.

    A state that already holds in the quarter before the start must end before a new onset counts.
    """
    begins = state[start:] & ~state[start - 1 : -1]
    quarters = begins.shape[0]
    kind = np.uint8 if quarters < 256 else np.uint16  # a running maximum of bytes is quicker than argmax
    left = (begins * np.arange(quarters, 0, -1, dtype=kind)[:, None]).max(axis=0, initial=0)
    return np.where(left > 0, quarters + 1 - left.astype(np.int16), NEVER).astype(np.int16)


def first_passage(
    paths: Paths, history: Panel, definitions: Sequence[BreakDefinition], *, followed: bool = True
) -> FirstPassage:
    """Return which definition is met first, when, and in what order, over the good draws of a run.

    What follows what (`order`, `edges`, `side_edges`) is most of the work and left empty without `followed`.

    `history` covers the quarters before the run, for lags, running peaks and for telling a new onset from a
    state that already holds at the start: only a new onset counts. `quarters_running` may begin in history.
    Errors: A012 no good draw, A041 history too short, A042 a variable was not kept, A043 a definition has no
    value in a simulated quarter.
    """
    found, already = passage_times(paths, history, definitions)
    return summarise(paths, definitions, found, already, mass=paths.mass, followed=followed)


def passage_times(
    paths: Paths, history: Panel, definitions: Sequence[BreakDefinition]
) -> tuple[dict[str, np.ndarray], dict[str, bool]]:
    """The quarter in which each side is first met [good draw], and whether it already held at the start.

    Quarters count from 1, 0 for never; keys are "rates.cuts" and so on. Errors as in `first_passage`.
    """
    good = np.flatnonzero(np.asarray(paths.ok))
    if good.size == 0:
        raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
    sides = [(d, s) for d in definitions for s in d.sides]
    keys = [f"{d.name}.{s.name}" for d, s in sides]
    if len(set(keys)) != len(keys):
        raise MoneygoodError("A052", "two sides of the break definitions have the same name")
    found = {key: np.empty(good.size, dtype=np.int16) for key in keys}
    already: dict[str, bool] = {}
    history = recent(history, definitions, paths.periods[0])
    for lowest in range(0, good.size, BLOCK):
        draws = good[lowest : lowest + BLOCK]
        for definition in definitions:
            line = Timeline(paths, history, definition.constants)
            derived = {d.name: derived_series(line, d, draws) for d in definition.derived}
            for side in definition.sides:
                key = f"{definition.name}.{side.name}"
                state = _state(line, side, draws, derived, definition.name)
                found[key][lowest : lowest + draws.size] = onset(state, line.start)
                already[key] = bool(state[line.start - 1].any())
    return found, already


def recent(history: Panel, definitions: Sequence[BreakDefinition], first: Quarter) -> Panel:
    """The quarters of history that the definitions can reach back to: what lies before is the same for every
    draw and cannot change an answer, but would be most of the work."""
    lags = [leaf.payload[1] for d in definitions for n in d.nodes() for leaf in leaves(n) if leaf.op == "var"]
    peaks = [x.quarters for d in definitions for x in d.derived]
    runs = [s.quarters_running for d in definitions for s in d.sides]
    reach = 2 * max(lags, default=0) + max(peaks, default=0) + max(runs, default=0) + 1
    if not history.periods or not history.periods[0] < first - reach <= first - 1 <= history.periods[-1]:
        return history
    return history.window(first - reach, history.periods[-1])


def derived_series(line: Timeline, derived: Derived, draws: np.ndarray) -> np.ndarray:
    """Return a running peak or a mean of history [quarter, draw]."""
    values = line.evaluate(derived.of, draws)
    begin = max(0, line.start - derived.quarters)
    if derived.kind == "history_mean":
        past = values[begin : line.start, 0]
        if not np.isfinite(past).any():
            raise MoneygoodError("A043", f"{derived.name} needs history that is missing")
        return np.full(values.shape, np.nanmean(past))
    peak = np.full(values.shape, np.nan)
    peak[begin : begin + 1] = values[begin : begin + 1]
    for t in range(begin + 1, len(values)):  # quicker than accumulate, which goes draw by draw
        np.fmax(peak[t - 1], values[t], out=peak[t])
    return peak


def _state(
    line: Timeline, side: Side, draws: np.ndarray, derived: Mapping[str, np.ndarray], name: str
) -> np.ndarray:
    """Return where a side's conditions have all held long enough [quarter, draw]."""
    met = None
    for condition in side.when:
        values = line.evaluate(condition.node, draws, derived)
        bad = ~np.isfinite(values[line.start :])
        if bad.any():
            quarter = line.periods[line.start + int(bad.any(axis=1).argmax())]
            raise MoneygoodError(
                "A043", f"the break {name}.{side.name} has no value of {condition.text} in {quarter}",
                hint="Give the history of the variables it uses",
            )  # fmt: skip
        with np.errstate(invalid="ignore"):
            holds = values >= condition.bound if condition.above else values <= condition.bound
        met = holds if met is None else met & holds
    assert met is not None
    if side.quarters_running > len(met):
        raise MoneygoodError(
            "A043",
            f"the break {name}.{side.name} needs {side.quarters_running} quarters running, and history and "
            f"run have {len(met)}",
            hint="Ask for fewer, or for a longer run",
        )
    return running(met, side.quarters_running)


def earliest(times: Sequence[np.ndarray]) -> np.ndarray:
    """Return the earliest of several times [draw], 0 where none of them happens."""
    stacked = np.stack(times).astype(np.int32)
    stacked[stacked == NEVER] = np.iinfo(np.int32).max
    low = stacked.min(axis=0)
    return np.where(low == np.iinfo(np.int32).max, NEVER, low).astype(np.int16)


def summarise(
    paths: Paths,
    definitions: Sequence[BreakDefinition],
    side_times: dict[str, np.ndarray],
    already: Mapping[str, bool],
    failed_share: float | None = None,
    numbers: np.ndarray | None = None,
    mass: np.ndarray | None = None,
    followed: bool = True,
) -> FirstPassage:
    """Return the results from the times of all sides [good draw]; `paths` give quarters and sampling.

    `failed_share` and `numbers` (of the good draws) are those of `paths` unless said otherwise; `mass` [good
    draw] says how many draws each stands for. Without `followed` orders and edges are left empty.
    """
    times = {d.name: earliest([side_times[f"{d.name}.{s.name}"] for s in d.sides]) for d in definitions}
    periods = tuple(paths.periods)
    chance = DrawShares(mass, draw_numbers(paths) if numbers is None else numbers, paths.sampling)
    first = earliest(list(times.values()))
    broken = first != NEVER
    winners = {name: broken & (t == first) for name, t in times.items()}
    tied = np.sum(list(winners.values()), axis=0)
    count = np.maximum(tied, 1)
    weights = {name: w / count for name, w in winners.items()}
    highs: dict[str, Risk] = {}
    sides: dict[str, Risk] = {}
    for d in definitions:
        highs[d.name] = _risk(
            d.name, d.label, "", d.note, times[d.name], weights[d.name], first, periods, False, chance
        )
        mine = {s.name: winners[d.name] & (side_times[f"{d.name}.{s.name}"] == first) for s in d.sides}
        share = np.maximum(np.sum(list(mine.values()), axis=0), 1)
        for s in d.sides:
            key = f"{d.name}.{s.name}"
            weight = weights[d.name] * mine[s.name] / share
            sides[key] = _risk(
                key,
                s.label,
                s.direction,
                s.note,
                side_times[key],
                weight,
                first,
                periods,
                already[key],
                chance,
            )
    horizon = len(periods)
    within = {
        k: {
            **{name: chance.of(w * (first <= k)) for name, w in weights.items()},
            "none": chance.of((first > k) | ~broken),
        }
        for k in (4, 8, 12, 20)
        if k <= horizon
    }
    return FirstPassage(
        periods=periods,
        highs=highs,
        sides=sides,
        times=times,
        side_times=side_times,
        none=chance.of(~broken),
        ties=chance.of(tied > 1),
        order=orders(times, mass) if followed else (),
        edges=edges(times, horizon, mass=mass) if followed else (),
        side_edges=edges(side_times, horizon, mass=mass) if followed else (),
        draws=first.size,
        failed_share=float(paths.failed_share if failed_share is None else failed_share),
        first_within=within,
    )


def _risk(
    name: str,
    label: str,
    direction: str,
    definition: str,
    times: np.ndarray,
    weight: np.ndarray,
    first: np.ndarray,
    periods: tuple[Quarter, ...],
    met_at_start: bool,
    chance: DrawShares,
) -> Risk:
    """Return the summary of one high or side; `weight` [draw] is its share of being first."""
    horizon = len(periods)
    incidence = chance.by_quarter(times, horizon)
    racing = aalen_johansen(first, np.stack([weight, (first != NEVER) - weight]), horizon, mass=chance.mass)
    size: float | np.ndarray = times.size if chance.plain else _worth(times, incidence, chance)
    half = np.flatnonzero(incidence >= 0.5)
    middle = chance.middle(times)
    return Risk(
        name=name,
        label=label,
        direction=direction,
        definition=definition,
        p_first=chance.of(weight),
        p_first_or_tied=chance.of(weight > 0),
        p_first_error=_plain_error(weight) if chance.plain else chance.error(weight),
        p_within_4q=float(incidence[min(4, horizon) - 1]),
        p_within_12q=float(incidence[min(12, horizon) - 1]),
        p_ever=float(incidence[-1]),
        median_quarter=str(periods[half[0]]) if half.size else None,
        median_quarter_if_broken=None if middle is None else str(periods[middle - 1]),
        incidence=incidence,
        first_incidence=racing.shares[0],
        band=wilson(incidence, size),
        first_errors=racing.errors[0] if chance.plain else _first_errors(first, weight, horizon, chance),
        met_at_start=met_at_start,
    )


def _plain_error(weight: np.ndarray) -> float:
    """The standard error of a share; missing for a single draw, which tells nothing about its spread."""
    return float(weight.std() / np.sqrt(weight.size)) if weight.size > 1 else float("nan")


def _first_errors(first: np.ndarray, weight: np.ndarray, horizon: int, chance: DrawShares) -> np.ndarray:
    """The errors of the chances of breaking first [period], by how the draws were spread."""
    by_then = [weight * ((first != NEVER) & (first <= t + 1)) for t in range(horizon)]
    return np.array([chance.error(b) for b in by_then])


def _worth(times: np.ndarray, incidence: np.ndarray, chance: DrawShares) -> np.ndarray:
    """How many independent draws would know the cumulative chances [period] as well as these do."""
    by_then = [(times != NEVER) & (times <= t + 1) for t in range(len(incidence))]
    variance = np.square([chance.error(b) for b in by_then])
    own = incidence * (1.0 - incidence)
    known = (variance > 0.0) & (own > 0.0)
    return np.where(known, own / np.where(variance > 0.0, variance, 1.0), chance.size)


def wilson(share: np.ndarray, n: float | np.ndarray, z: float = 1.6448536269514722) -> np.ndarray:
    """Return the bounds [2, ...] of a share seen on `n` draws, 90% unless `z` says otherwise."""
    share = np.asarray(share, dtype=np.float64)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.stack([np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)])
