"""How often a search dates a break where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numba import njit

from moneygood.estimation.structural_breaks.errors import draw_walks
from moneygood.estimation.structural_breaks.segments import best_ends, criteria, double_max, segment_squares


@dataclass(frozen=True)
class Alarms:
    """How often a break is dated where there is none (shares, 0..1), with standard errors.

    `unrelated`: two independent series as persistent as these. `stable`: one line with errors as persistent.
    Each by BIC and by LWZ; `in_focus` the share with a break dated inside the period asked about (BIC);
    `larger` the share whose UDmax statistic exceeds the one observed.
    """

    kind: str
    draws: int
    bic: float
    lwz: float
    in_focus: float
    larger: float

    def error(self, share: float) -> float:
        """The standard error of a share."""
        return sqrt(max(share * (1 - share), 0.0) / self.draws)


@dataclass(frozen=True)
class Form:
    """What is searched: levels or changes, shortest segment, most breaks, lags of drawn series."""

    changes: bool
    shortest: int
    most: int
    lags: int


def false_alarms(
    levels: tuple[np.ndarray, np.ndarray],
    stable: np.ndarray,
    form: Form,
    focus: tuple[int, int] | None,
    statistic: float,
    rng: np.random.Generator,
) -> tuple[Alarms, ...]:
    """The alarms on unrelated and on stable relations.

    `levels` are the two series in levels; `stable` [draw, period] are samples of the left side from one line
    without a break. With `form.changes`, unrelated series are searched in their changes.
    """
    draws = len(stable)
    y, x = levels
    own = np.diff(x) if form.changes else x
    stable_pair = stable, np.broadcast_to(own, (draws, len(own))).copy()
    apart = draw_walks(y, form.lags, draws, rng), draw_walks(x, form.lags, draws, rng)
    if form.changes:
        apart = np.diff(apart[0], axis=1), np.diff(apart[1], axis=1)
    out = []
    for kind, (ys, xs) in (("unrelated", apart), ("stable", stable_pair)):
        squares, ends, larger = _searched(ys, xs, form.shortest, form.most, statistic)
        chosen = [criteria(s, len(own)) for s in squares]
        bic = np.array([int(c[0].argmin()) for c in chosen])
        lwz = np.array([int(c[1].argmin()) for c in chosen])
        hit = 0
        if focus is not None:
            for d, m in enumerate(bic):
                at = ends[d, m, :m]
                hit += bool(((at >= focus[0]) & (at <= focus[1])).any())
        out.append(
            Alarms(
                kind,
                draws,
                float((bic > 0).mean()),
                float((lwz > 0).mean()),
                hit / draws,
                float(larger.mean()),
            )
        )
    return tuple(out)


@njit(cache=True)
def _searched(
    ys: np.ndarray, xs: np.ndarray, shortest: int, most: int, statistic: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Squares [draw, breaks], dates [draw, breaks, break], and whether UDmax is larger [draw]."""
    draws, n = ys.shape
    most = min(most, n // shortest - 1)
    squares = np.empty((draws, most + 1))
    ends = np.full((draws, most + 1, most), -1, np.int64)
    larger = np.zeros(draws)
    for d in range(draws):
        own = segment_squares(ys[d], xs[d], shortest)
        best, origin = best_ends(own, shortest, most)
        squares[d] = best[:, n]
        for m in range(1, most + 1):
            t = n
            for k in range(m, 0, -1):
                t = origin[k, t]
                ends[d, m, k - 1] = t
        larger[d] = 1.0 if double_max(best[:, n], n) >= statistic else 0.0
    return squares, ends, larger
