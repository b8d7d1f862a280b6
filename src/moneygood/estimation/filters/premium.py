"""The ten-year term premium by filtering: one hidden premium seen through several estimates of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import SourceLocation, economics_root, reference_keys
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.beliefs import BELIEF
from moneygood.estimation.filters.kalman import StateSpace, kalman_filter, kalman_smoother
from moneygood.estimation.past.state import Past, series_scope
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression


@dataclass(frozen=True)
class PremiumEstimate:
    """The premium [quarter] with standard error, given all figures (`premium`) and the past (`onesided`).

    `figures` [quarter, estimate] are what it was seen through, named in `names`; `offsets` and `loadings`
    [estimate] relate them to the premium (those of the reference are 0 and 1), `noise` their spread.
    """

    periods: tuple[Quarter, ...]
    names: tuple[str, ...]
    figures: np.ndarray
    premium: np.ndarray
    se: np.ndarray
    onesided: np.ndarray
    offsets: np.ndarray
    loadings: np.ndarray
    noise: np.ndarray
    persistence: float


PREMIUM = TextKind(
    "premium",
    "The ten-year term premium by filtering.",
    ("backtest/premium.yaml",),
    Record(
        "text of the premium",
        "What it is seen through, and what is taken of it beforehand.",
        (
            Field("figures", MapOf(FormulaText(), least=2), "Estimates of it, as formulas.", required=True),
            Field(
                "reference", Words(empty=False), "The estimate that sets its level and unit.", required=True
            ),
            Field("persistence", BELIEF, "What it keeps of a quarter to the next.", required=True),
            Field("sd_premium", BELIEF, "The size of its quarterly shock.", required=True),
            Field("noise", BELIEF, "The error of an estimate.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest` and `moneygood fit`",
)


def estimate_premium(past: Past, vintage: Vintage, root: Path | None = None) -> PremiumEstimate:
    """The premium by penalised likelihood; A601 for a faulty text."""
    from scipy.optimize import minimize

    path = (root or economics_root()) / "backtest" / "premium.yaml"
    text = PREMIUM.read(path, None, reference_keys(root))
    formulas = text["figures"]
    names = tuple(formulas)
    if text["reference"] not in names:
        hint = did_you_mean(text["reference"], names)
        raise text.fault(f"there is no figure {text['reference']!r}", "reference", hint=hint)
    reference = names.index(text["reference"])
    beliefs = [text[k] for k in ("persistence", "sd_premium", "noise")]
    priors = [(belief.mean, belief.sd) for belief in beliefs]
    periods, figures = _figures(past, vintage, formulas, names, text.at.at("figures"))
    k = len(names)
    free = [i for i in range(k) if i != reference]

    def unpack(z: np.ndarray) -> tuple[float, float, np.ndarray, np.ndarray, np.ndarray]:
        offsets, loadings = np.zeros(k), np.ones(k)
        offsets[free], loadings[free] = z[2 : 2 + k - 1], z[1 + k : 2 * k]
        return min(z[0], 0.995), np.exp(z[1]), offsets, loadings, np.exp(z[2 * k :])

    def cost(z: np.ndarray) -> float:
        persistence, sd, offsets, loadings, noise = unpack(z)
        space = _space(persistence, sd, offsets, loadings, noise, len(periods))
        value = -kalman_filter(space, figures).loglikelihood
        value += (
            0.5 * ((z[0] - priors[0][0]) / priors[0][1]) ** 2
            + 0.5 * ((sd - priors[1][0]) / priors[1][1]) ** 2
        )
        value += 0.5 * float(np.sum(((noise - priors[2][0]) / priors[2][1]) ** 2))
        value += 0.5 * float(np.sum(((loadings[free] - 1.0) / 0.3) ** 2 + offsets[free] ** 2))
        return value if np.isfinite(value) else 1e10

    start = np.concatenate([[priors[0][0], np.log(priors[1][0])], np.zeros(k - 1), np.ones(k - 1),
                            np.full(k, np.log(priors[2][0]))])  # fmt: skip
    found = minimize(cost, start, method="L-BFGS-B", options={"maxiter": 40})
    persistence, sd, offsets, loadings, noise = unpack(np.asarray(found.x))
    space = _space(persistence, sd, offsets, loadings, noise, len(periods))
    onesided = kalman_filter(space, figures)
    means, covs = kalman_smoother(space, onesided)
    return PremiumEstimate(
        periods, names, figures, means[:, 0] + means[:, 1], _se(covs), onesided.mean.sum(axis=1),
        offsets, loadings, noise, persistence,
    )  # fmt: skip


def _space(
    persistence: float, sd: float, offsets: np.ndarray, loadings: np.ndarray, noise: np.ndarray, quarters: int
) -> StateSpace:
    """Premium = level + slow part; each estimate is offset + loading times the premium, with noise."""
    return StateSpace(
        design=np.column_stack([loadings, loadings]),
        transition=np.diag([persistence, 1.0]),
        noise=noise**2,
        state_noise=np.diag([sd**2, 1e-8]),
        mean=np.array([0.0, 1.0]),
        covariance=np.diag([sd**2 / (1 - persistence**2), 1.0]),
        shift=np.tile(offsets, (quarters, 1)),
    )


def _se(covs: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(covs.sum(axis=(1, 2)), 0.0))


def _figures(
    past: Past, vintage: Vintage, texts: dict[str, str], names: tuple[str, ...], at: SourceLocation
) -> tuple[tuple[Quarter, ...], np.ndarray]:
    """The estimates [quarter, estimate] over the completed quarters: model variables or series."""
    data, scope = vintage.quarterly, series_scope(past.model, vintage)
    numbers = {n: p.value for n, p in past.model.parameters.items()}
    numbers |= {n: c.value for n, c in past.model.constants.items()}
    begin = past.panel.column(past.periods[0])
    columns = []
    for name in names:
        try:
            node = parse_expression(texts[name], past.model, place=at.at(name)).node
            row = evaluate_series(node, past.panel.series, parameters=numbers)[begin:]
        except MoneygoodError:
            node = parse_expression(texts[name], scope, place=at.at(name)).node
            shift = past.periods[0] - data.periods[0]
            row = evaluate_series(node, data.series, parameters=numbers)[shift : shift + len(past.periods)]
        columns.append(row)
    return past.periods, np.column_stack(columns)
