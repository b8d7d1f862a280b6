"""Forward rates on a curve of par yields: what the bond market implied for a rate so many quarters ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

HALF = 0.5


def discount_curve(years: Sequence[float], yields: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """The logs of discount factors at 0, the shortest maturity and every half-year after it.

    `yields` are par yields in percent, coupons twice a year, in straight lines between their maturities (in
    `years`, rising) and flat beyond the last; at up to half a year a yield is simple interest. Returns times
    (years) and logs. Missing yields are passed over.
    """
    known = [(t, y) for t, y in zip(years, yields, strict=True) if np.isfinite(y)]
    if not known:
        return np.array([0.0]), np.array([0.0])
    at = np.array([t for t, _ in known])
    par = np.array([y for _, y in known]) / 100.0
    times, logs = [0.0], [0.0]
    if at[0] < HALF:
        times.append(float(at[0]))
        logs.append(-float(np.log1p(par[0] * at[0])))
    annuity = 0.0
    for i in range(1, round(float(at[-1]) / HALF) + 1):
        t = HALF * i
        coupon = HALF * float(np.interp(t, at, par))
        factor = (1.0 - coupon * annuity) / (1.0 + coupon)
        annuity += factor
        times.append(t)
        logs.append(float(np.log(factor)))
    return np.array(times), np.array(logs)


def discount(curve: tuple[np.ndarray, np.ndarray], t: float) -> float:
    """The discount factor at `t` years: logs in straight lines, beyond the end at the last forward rate."""
    times, logs = curve
    if t <= times[-1] or len(times) < 2:
        return float(np.exp(np.interp(t, times, logs)))
    slope = (logs[-1] - logs[-2]) / (times[-1] - times[-2])
    return float(np.exp(logs[-1] + slope * (t - times[-1])))


def forward_rate(curve: tuple[np.ndarray, np.ndarray], start: float, maturity: float) -> float:
    """The par yield, in percent, of a bond of `maturity` years that begins in `start` years.

    Coupons are paid twice a year; up to half a year it is simple interest.

    >>> flat = discount_curve([0.5, 1.0, 30.0], [4.0, 4.0, 4.0])
    >>> round(forward_rate(flat, 2.0, 10.0), 9)
    4.0
    """
    begin, end = discount(curve, start), discount(curve, start + maturity)
    if maturity <= HALF:
        return 100.0 * (begin / end - 1.0) / maturity
    coupons = sum(discount(curve, start + HALF * i) for i in range(1, round(maturity / HALF) + 1))
    return 100.0 * (begin - end) / (HALF * coupons)


def forward_moves(curve: Mapping[float, float], maturity: float, horizons: int) -> np.ndarray:
    """By how many percentage points a rate of `maturity` years moves by quarter 1, 2, … [horizon] as the
    forwards of a curve (par yield by years) have it; missing where the curve has fewer than two yields."""
    if sum(np.isfinite(y) for y in curve.values()) < 2:
        return np.full(horizons, np.nan)
    made = discount_curve(list(curve), list(curve.values()))
    spot = forward_rate(made, 0.0, maturity)
    return np.array([forward_rate(made, h / 4.0, maturity) - spot for h in range(1, horizons + 1)])
