"""The ten-year term premium by filtering: one hidden premium seen through several estimates of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.data.vintage import Vintage
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


def estimate_premium(past: Past, vintage: Vintage, root: Path | None = None) -> PremiumEstimate:
    """The premium by penalised likelihood; A601 for a faulty text."""
    from scipy.optimize import minimize

    path = (root or economics_root()) / "backtest" / "premium.yaml"
    record = read_yaml(path)
    try:
        names = tuple(str(n) for n in record["figures"])
        reference = names.index(str(record["reference"]))
        priors = [
            (float(record[k]["mean"]), float(record[k]["sd"])) for k in ("persistence", "sd_premium", "noise")
        ]
    except (KeyError, TypeError, ValueError) as fault:
        raise MoneygoodError(
            "A601", f"the premium lacks a field or holds a wrong one ({fault})", place_of(path, ())
        ) from None
    periods, figures = _figures(past, vintage, record["figures"], names, path)
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
    past: Past, vintage: Vintage, texts: dict[str, str], names: tuple[str, ...], path: Path
) -> tuple[tuple[Quarter, ...], np.ndarray]:
    """The estimates [quarter, estimate] over the completed quarters: model variables or series."""
    data, scope = vintage.quarterly, series_scope(past.model, vintage)
    numbers = {n: p.value for n, p in past.model.parameters.items()}
    numbers |= {n: c.value for n, c in past.model.constants.items()}
    begin = past.panel.column(past.periods[0])
    columns = []
    for name in names:
        place = place_of(path, ("figures", name))
        try:
            node = parse_expression(str(texts[name]), past.model, place=place).node
            row = evaluate_series(node, past.panel.series, parameters=numbers)[begin:]
        except MoneygoodError:
            node = parse_expression(str(texts[name]), scope, place=place).node
            shift = past.periods[0] - data.periods[0]
            row = evaluate_series(node, data.series, parameters=numbers)[shift : shift + len(past.periods)]
        columns.append(row)
    return past.periods, np.column_stack(columns)
