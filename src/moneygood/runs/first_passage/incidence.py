"""Cumulative incidence of competing risks: the Aalen-Johansen estimator with its variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Incidence:
    """`shares` [cause, quarter]: the chance that a cause has struck first by then; `errors` likewise,
    standard errors; `surviving` [quarter]: the chance that none has. Shares and survival add up to one."""

    shares: np.ndarray
    errors: np.ndarray
    surviving: np.ndarray


def aalen_johansen(
    times: np.ndarray, weights: np.ndarray, quarters: int, censored: np.ndarray | None = None,
    mass: np.ndarray | None = None,
) -> Incidence:  # fmt: skip
    """Cumulative incidence by cause from times [draw] counted from 1 and `weights` [cause, draw].

    A draw whose time is 0 sees no event: it is censored at the end of quarter `censored` [draw], by default
    the last one, so that simulated paths are censored only by the horizon and the estimate is the plain
    share. A draw's weights add up to one over causes (several when they tie); `mass` [draw] says how many
    draws each stands for, one by default. CIF_k(t) = sum over s <= t of
    S(s-1) d_k(s) / n(s), with the variance by the delta method. Source: Aalen and Johansen (1978), Marubini
    and Valsecchi (1995).
    """
    times = np.asarray(times, dtype=np.int64)
    last = np.full(times.shape, quarters) if censored is None else np.asarray(censored, dtype=np.int64)
    leaves = np.where(times > 0, times, last)
    span = np.arange(1, quarters + 1)
    here = leaves[None, :] >= span[:, None]
    at_risk = here.sum(axis=1).astype(float) if mass is None else here @ mass
    causes = len(weights)
    events = np.zeros((causes, quarters))
    for k in range(causes):
        own = weights[k] * (times > 0) if mass is None else mass * weights[k] * (times > 0)
        events[k] = np.bincount(times, weights=own, minlength=quarters + 1)[1 : quarters + 1]
    total = events.sum(axis=0)
    safe = np.maximum(at_risk, 1.0)
    surviving = np.cumprod(1.0 - total / safe)
    before = np.concatenate([[1.0], surviving[:-1]])
    steps = before * events / safe
    shares = np.cumsum(steps, axis=1)
    return Incidence(shares, np.sqrt(_variance(shares, before, events, total, safe)), surviving)


def _variance(
    shares: np.ndarray, before: np.ndarray, events: np.ndarray, total: np.ndarray, at_risk: np.ndarray
) -> np.ndarray:
    """Delta-method variance of each cause's incidence [cause, quarter]."""
    causes, quarters = shares.shape
    left = np.maximum(at_risk - total, 0.0)
    hazard = np.divide(total, at_risk * left, out=np.zeros(quarters), where=left > 0)
    out = np.zeros((causes, quarters))
    for k in range(causes):
        own = before**2 * (at_risk - events[k]) / at_risk**3 * events[k]
        mixed = before * events[k] / at_risk**2
        for t in range(quarters):
            gap = shares[k, t] - shares[k, : t + 1]
            terms = gap**2 * hazard[: t + 1] + own[: t + 1] - 2.0 * gap * mixed[: t + 1]
            out[k, t] = max(float(terms.sum()), 0.0)
    return out
