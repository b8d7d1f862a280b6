"""What a restart in real time and its rivals see: figures as published by the last day of the origin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moneygood.baseline.measure import measured_panel
from moneygood.core.periods import Quarter
from moneygood.data.as_of import dated
from moneygood.data.calendar import period_end
from moneygood.estimation.past.forecast_targets import (
    EvaluationFigures,
    ForecastEvaluation,
    evaluation_figures,
)
from moneygood.restarts.restart import Restarts, open_restarts, state_at


def as_known_at(restarts: Restarts, origin: Quarter) -> Restarts:
    """The restarts on what was published by the last day of a quarter (D002 for one that cannot be)."""
    day = period_end("quarterly", str(origin))
    return open_restarts(restarts.model, dated(restarts.vintage, day, restarts.model.root), origin)


def figures_known_at(
    restarts: Restarts, evaluation: ForecastEvaluation, figures: EvaluationFigures, origin: Quarter
) -> EvaluationFigures:
    """The evaluation's figures with those up to `origin` as rivals could know them by its last day.

    `restarts` are those of the day. Quarters not yet out are the day's own nowcast, which rivals are given;
    yearly totals spread over quarters, such as the interest bill, are those of the day: the totals of today
    hold what the rest of the year brought. What is scored after the origin stays as it is known today.
    """
    past = state_at(restarts, origin)
    then = evaluation_figures(evaluation, restarts.model, restarts.vintage, past)
    seen = measured_panel(restarts.model, restarts.vintage)
    for i, target in enumerate(evaluation.targets):
        if target.source in seen and target.source in past.panel:
            row = target.base(past.panel.series(target.source))
            begin = past.panel.periods[0] - then.periods[0]
            own = then.base[i]
            for t in range(max(begin, 0), len(own)):
                own[t] = own[t] if np.isfinite(own[t]) else row[t - begin]
    scored = [t.bounded(t.scored(b)) for t, b in zip(evaluation.targets, then.base, strict=True)]
    base, actual = figures.base.copy(), figures.actual.copy()
    end = origin - figures.periods[0] + 1
    base[:, :end], actual[:, :end] = then.base[:, :end], np.array(scored)[:, :end]
    return replace(figures, base=base, actual=actual)
