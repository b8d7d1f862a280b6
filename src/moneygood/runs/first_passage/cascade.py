"""The order in which things break, and what tends to follow what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

NEVER = 0
"""The time of an event that does not happen within the run; otherwise times count quarters from 1."""


@dataclass(frozen=True)
class OrderShare:
    """One order of breaks and the share of draws that show it; breaks of the same quarter are joined by +."""

    sequence: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Edge:
    """How much more often `to` follows within `window` quarters where `origin` has just broken.

    The comparison is with the draws that survived to the same quarter with neither broken: `p_after` is the
    share followed by `to`, `p_matched` the share among those survivors, weighted to the same quarters.
    `odds_ratio` pools the quarters (Mantel and Haenszel 1959), None where a cell is empty;
    `log_odds_error` is its Monte-Carlo standard error in logs (Robins, Breslow and Greenland 1986).
    `lag_quarters` is the median wait.
    """

    origin: str
    to: str
    window: int
    lag_quarters: float | None
    odds_ratio: float | None
    log_odds_error: float | None
    p_after: float
    p_matched: float
    cases: int

    def as_json(self) -> dict[str, Any]:
        """Return the edge as a plain dictionary for `--json`."""
        return {
            "from": self.origin,
            "to": self.to,
            "lag_quarters": self.lag_quarters,
            "odds_ratio": self.odds_ratio,
            "log_odds_error": self.log_odds_error,
            "p_after": self.p_after,
            "p_matched": self.p_matched,
            "window_quarters": self.window,
            "cases": self.cases,
        }


def orders(times: Mapping[str, np.ndarray], mass: np.ndarray | None = None) -> tuple[OrderShare, ...]:
    """Return every order of breaks that occurs, the most frequent first.

    `times` holds, by name, the quarter [draw] of each break counted from 1, 0 for never. The shares add
    up to one; draws on which nothing breaks have the empty sequence. `mass` [draw] says how many draws each
    stands for.
    """
    names = sorted(times)
    matrix = np.stack([np.asarray(times[n], dtype=np.int64) for n in names])
    codes = np.zeros(matrix.shape[1], dtype=np.int64)
    for i in range(len(names)):  # the rank of each break among the others of its draw; 0 = never
        earlier = sum(
            ((matrix[j] != NEVER) & (matrix[j] < matrix[i])).astype(np.int64) for j in range(len(names))
        )
        rank = np.where(matrix[i] == NEVER, 0, 1 + earlier)
        codes = codes * (len(names) + 1) + rank
    total = matrix.shape[1]
    if mass is None:
        counts = dict(zip(*(a.tolist() for a in np.unique(codes, return_counts=True)), strict=True))
    else:
        each, place = np.unique(codes, return_inverse=True)
        counts = dict(zip(each.tolist(), np.bincount(place, weights=mass).tolist(), strict=True))
    found = [OrderShare(_sequence(code, names), count / total) for code, count in counts.items()]
    return tuple(sorted(found, key=lambda o: (-o.share, o.sequence)))


def _sequence(code: int, names: Sequence[str]) -> tuple[str, ...]:
    """Return the order that a rank code stands for."""
    ranks: dict[int, list[str]] = {}
    for name in reversed(names):
        code, rank = divmod(code, len(names) + 1)
        if rank:
            ranks.setdefault(rank, []).append(name)
    return tuple("+".join(sorted(ranks[rank])) for rank in sorted(ranks))


def joint_table(a: np.ndarray, b: np.ndarray, quarters: int, mass: np.ndarray | None = None) -> np.ndarray:
    """Return counts of draws [time of a, time of b]: 1..quarters, never = quarters + 1, row 0 empty.

    With `mass` [draw] they are of effective draws: as many as equally weighted ones that say as much.
    """
    size = quarters + 2
    first = np.where(a == NEVER, quarters + 1, a).astype(np.int64)
    second = np.where(b == NEVER, quarters + 1, b).astype(np.int64)
    scaled = None if mass is None else mass * (float(mass.sum()) / float(mass @ mass))
    return np.bincount(first * size + second, weights=scaled, minlength=size * size).reshape(size, size)


def edge(
    origin: str, to: str, times: Mapping[str, np.ndarray], quarters: int, window: int = 8,
    mass: np.ndarray | None = None,
) -> Edge | None:  # fmt: skip
    """Return how much likelier `to` is within `window` quarters after `origin`, None where `origin` leads
    nowhere.

    Quarters are strata: exposed draws break `origin` in quarter t with `to` still whole after it; their
    matches have neither broken by then. Strata whose window would leave the run are not used. Under `mass`
    [draw] counts are of effective draws.
    """
    table = joint_table(np.asarray(times[origin]), np.asarray(times[to]), quarters, mass)
    window = min(window, max(1, quarters // 2))
    rows: list[tuple[float, float, float, float]] = []
    waits = np.zeros(window + 1, dtype=table.dtype)
    for t in range(1, quarters - window + 1):
        exposed = table[t, t + 1 :]
        matched = table[t + 1 :, t + 1 :].sum(axis=0)
        near, there = exposed[:window].sum(), matched[:window].sum()
        rows.append((float(near), float(exposed.sum()), float(there), float(matched.sum())))
        waits[1:] += exposed[:window]
    if not rows:
        return None
    hit, n1, hit0, n0 = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    cases = n1.sum()
    if cases == 0:
        return None
    usable = (n1 > 0) & (n0 > 0)
    odds, error = _pooled_odds(hit[usable], n1[usable], hit0[usable], n0[usable])
    matched_share = np.divide(hit0, n0, out=np.zeros_like(n0), where=n0 > 0)
    weight = n1[usable].sum()
    return Edge(
        origin=origin,
        to=to,
        window=window,
        lag_quarters=_weighted_median(waits),
        odds_ratio=odds,
        log_odds_error=error,
        p_after=float(hit.sum() / cases),
        p_matched=float((matched_share * n1)[usable].sum() / weight) if weight else float("nan"),
        cases=round(float(cases)),
    )


def _pooled_odds(
    hit: np.ndarray, n1: np.ndarray, hit0: np.ndarray, n0: np.ndarray
) -> tuple[float | None, float | None]:
    """Return the Mantel-Haenszel odds ratio over strata and its standard error in logs."""
    total = n1 + n0
    r = hit * (n0 - hit0) / total
    s = hit0 * (n1 - hit) / total
    if r.sum() <= 0.0 or s.sum() <= 0.0:
        return None, None
    p = (hit + n0 - hit0) / total
    q = (hit0 + n1 - hit) / total
    big_r, big_s = r.sum(), s.sum()
    variance = (
        (p * r).sum() / (2.0 * big_r**2)
        + ((p * s).sum() + (q * r).sum()) / (2.0 * big_r * big_s)
        + (q * s).sum() / (2.0 * big_s**2)
    )
    return float(big_r / big_s), float(np.sqrt(variance))


def _weighted_median(counts: np.ndarray) -> float | None:
    """Return the smallest index at which half of the counts are reached, None when all are zero."""
    total = counts.sum()
    if total == 0:
        return None
    return float(np.searchsorted(np.cumsum(counts), 0.5 * total))


def edges(
    times: Mapping[str, np.ndarray], quarters: int, window: int = 8, mass: np.ndarray | None = None
) -> tuple[Edge, ...]:
    """Return all pairs that follow one another at least once, the strongest link first."""
    found = []
    for origin in times:
        for to in times:
            link = edge(origin, to, times, quarters, window, mass) if origin != to else None
            if link is not None and link.lag_quarters is not None:
                found.append(link)
    return tuple(sorted(found, key=lambda e: (-(e.odds_ratio or 0.0), e.origin, e.to)))
