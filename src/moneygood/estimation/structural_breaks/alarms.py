"""How often a search dates a break where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from moneygood.estimation.structural_breaks.errors import draw_walks
from moneygood.estimation.structural_breaks.segments import criteria, double_max, segment_all


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
    apart = draw_walks(y, form.lags, draws, rng), draw_walks(x, form.lags, draws, rng)
    if form.changes:
        apart = np.diff(apart[0], axis=1), np.diff(apart[1], axis=1)
    out = []
    for kind, (ys, xs) in (("unrelated", apart), ("stable", (stable, own[None]))):
        squares, dates = segment_all(ys, xs, form.shortest, form.most)
        bic, lwz = (c.argmin(axis=1) for c in criteria(squares, len(own)))
        at = dates[np.arange(draws), bic]
        hit = np.zeros(draws, bool)
        if focus is not None and at.size:
            hit = ((at >= max(focus[0], 0)) & (at <= focus[1])).any(axis=1)
        larger = double_max(squares, len(own)) >= statistic
        out.append(Alarms(kind, draws, *(float(share.mean()) for share in (bic > 0, lwz > 0, hit, larger))))
    return tuple(out)
