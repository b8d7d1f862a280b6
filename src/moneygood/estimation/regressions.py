"""First estimates on the bundled panel, held against the values that the model has adopted.

``python -m moneygood.estimation.regressions`` prints the comparison.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage
from moneygood.estimation.least_squares import Fit, least_squares
from moneygood.estimation.regression_figures import RegressionFigures
from moneygood.estimation.regression_texts import CONSTANT, RESIDUALS, Regression, read_regressions
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import Formula
from moneygood.model.graph import Node, derivative
from moneygood.model.model import Model

NEAR = 2.0
"""Standard errors within which an adopted value counts as what the regression says."""


@dataclass(frozen=True)
class ParameterEstimate:
    """What a regression says about one parameter, `estimate` with standard error `se`, beside the record.

    `adopted` and `range` are the record's; all are in the parameter's unit. `note` is the record's.
    """

    parameter: str
    estimate: float
    se: float
    adopted: float
    range: tuple[float, float] | None
    source: str
    method: str
    note: str

    @property
    def distance(self) -> float:
        """How far the adopted value lies from the estimate, in standard errors."""
        if self.adopted == self.estimate:
            return 0.0
        return abs(self.adopted - self.estimate) / self.se if self.se > 0 else math.inf

    @property
    def inside(self) -> bool:
        """Whether the adopted value lies within two standard errors of the estimate."""
        return self.distance <= NEAR

    @property
    def verdict(self) -> str:
        """The comparison in words, with the record's reason when the adopted value lies outside."""
        if self.inside:
            return "inside 2 se"
        return f"outside by {self.distance:.1f} se: {self.note or 'no reason on record'}"


@dataclass(frozen=True)
class ShockEstimate:
    """The standard deviation of residuals beside that of the shock on record, in the shock's unit.

    `adopted` is what the records make of the residuals' standard deviation: the shock's own, or that of the
    shock together with what else moves the equation in stochastic runs.
    """

    shock: str
    estimate: float
    adopted: float
    source: str
    method: str
    note: str

    @property
    def ratio(self) -> float:
        """The adopted standard deviation over that of the residuals."""
        return self.adopted / self.estimate


@dataclass(frozen=True)
class RegressionResult:
    """One estimated regression: coefficients with standard errors, fit, sample, and what they inform.

    `r2` is NaN for a mean and where instruments are used.
    """

    name: str
    label: str
    coefficients: dict[str, tuple[float, float]]
    observations: int
    r2: float
    residual_sd: float
    autocorrelation: float
    first: Quarter
    last: Quarter
    parameters: tuple[ParameterEstimate, ...]
    shock: ShockEstimate | None
    note: str

    @property
    def sample(self) -> str:
        """The first and last quarter used."""
        return f"{self.first}..{self.last}"


def estimate_all(model: Model, vintage: Vintage) -> tuple[RegressionResult, ...]:
    """Every regression text, estimated on the vintage: coefficients, and what they say about the records.

    Missing stays missing: a quarter in which any term lacks a figure is left out, as is one that rests on
    part of its months, and one whose terms hold the same series on both sides of a splice. Standard errors
    are those of Newey and West; of transformed coefficients, by the delta method.
    Errors: A081 for a faulty text, A082 for a regression without an answer.
    """
    data = RegressionFigures(model, vintage)
    return tuple(estimate(r, model, data) for r in read_regressions(model, vintage))


def estimate(regression: Regression, model: Model, data: RegressionFigures) -> RegressionResult:
    """One regression, estimated (A082 when the figures do not give an answer)."""
    if regression.panel:
        return _result(regression, model, data, *_of_panel(regression, data))
    y = data.values(regression.dependent)
    x = data.table(regression.regressors.values(), regression.constant)
    instruments = {**regression.regressors, **regression.instruments}
    z = data.table(instruments.values(), regression.constant)
    used = np.isfinite(np.column_stack([y, x, z])).all(axis=1) & data.clean(regression.formulas)
    sample = frozenset(regression.sample) - regression.excluded
    used &= np.array([q in sample for q in data.periods])
    at = np.flatnonzero(used)
    names = [*regression.regressors, *([CONSTANT] if regression.constant else [])]
    if len(at) <= len(names):
        what = f"{regression.name}: {len(at)} quarters do not give {len(names)} coefficients"
        raise MoneygoodError("A082", what, regression.place)
    try:
        fit = least_squares(
            y[at], x[at], at, lags=regression.lags, constant=regression.constant, instruments=z[at]
        )
    except MoneygoodError as fault:
        what = f"{regression.name}: {fault.message}"
        raise MoneygoodError(fault.code, what, regression.place, fault.hint) from None
    data.residuals[RESIDUALS + regression.name] = _spread(fit.residuals, at, len(data.periods))
    return _result(regression, model, data, fit, at)


def _of_panel(regression: Regression, data: RegressionFigures) -> tuple[Fit, np.ndarray]:
    from moneygood.estimation.panel_regressions import fit_panel

    try:
        return fit_panel(regression, data)
    except MoneygoodError as fault:
        raise MoneygoodError(fault.code, fault.message, regression.place, fault.hint) from None


def _result(
    regression: Regression, model: Model, data: RegressionFigures, fit: Fit, at: np.ndarray
) -> RegressionResult:
    """What a fit says; `at` [observation] are the quarters of its observations, not falling."""
    names = [*regression.regressors, *([CONSTANT] if regression.constant else [])]
    pairs = zip(fit.coefficients, fit.standard_errors, strict=True)
    return RegressionResult(
        name=regression.name,
        label=regression.label,
        coefficients={n: (float(b), float(s)) for n, (b, s) in zip(names, pairs, strict=True)},
        observations=len(at),
        r2=math.nan if regression.instruments else fit.r2,
        residual_sd=fit.residual_sd,
        autocorrelation=fit.autocorrelation,
        first=data.periods[at[0]],
        last=data.periods[at[-1]],
        parameters=tuple(
            _parameter(p, formula, names, fit, model) for p, formula in regression.informs.items()
        ),
        shock=_shock(regression, fit, model),
        note=regression.note,
    )


def _parameter(name: str, formula: Formula, names: list[str], fit: Fit, model: Model) -> ParameterEstimate:
    """A parameter as a formula of coefficients, its standard error by the delta method."""
    graph = formula.node.graph
    coefficients = dict(zip(names, fit.coefficients, strict=True))
    nodes = [formula.node, *(derivative(graph, formula.node, n) for n in names)]
    value, *slopes = (float(v) for v in evaluate(nodes, lambda leaf: _number(leaf, coefficients, model)))
    slope = np.array(slopes)
    record = model.parameters[name]
    return ParameterEstimate(
        parameter=name,
        estimate=value,
        se=float(np.sqrt(slope @ fit.covariance @ slope)),
        adopted=record.value,
        range=record.range,
        source=record.source,
        method=record.method,
        note=record.note,
    )


def _shock(regression: Regression, fit: Fit, model: Model) -> ShockEstimate | None:
    """The residuals' standard deviation beside the one on record."""
    if regression.shock is None or regression.shock_sd is None:
        return None
    deviations = {n: s.sd for n, s in model.shocks.items()}
    adopted = evaluate([regression.shock_sd.node], lambda leaf: _number(leaf, deviations, model))[0]
    record = model.shocks[regression.shock]
    return ShockEstimate(
        regression.shock, fit.residual_sd, float(adopted), record.source, record.method, record.note
    )


def _spread(residuals: np.ndarray, at: np.ndarray, length: int) -> np.ndarray:
    """Residuals [observation] at their quarters, NaN in the others [quarter]."""
    out = np.full(length, np.nan)
    out[at] = residuals
    return out


def _number(leaf: Node, own: dict[str, float], model: Model) -> float:
    """The value of a name in a transformation: a coefficient or shock, else a parameter or constant."""
    if leaf.op == "var":
        return own[leaf.payload[0]]
    if leaf.payload in model.parameters:
        return model.parameters[leaf.payload].value
    return model.constants[leaf.payload].value


def without_regression(model: Model, results: Sequence[RegressionResult]) -> dict[str, tuple[str, ...]]:
    """The parameters and shocks on record as estimated that no regression informs, by source."""
    informed = {p.parameter for r in results for p in r.parameters}
    informed |= {r.shock.shock for r in results if r.shock}
    found: dict[str, list[str]] = {}
    for name, record in {**model.parameters, **model.shocks}.items():
        if record.method == "estimated" and name not in informed:
            found.setdefault(record.source, []).append(name)
    return {source: tuple(found[source]) for source in sorted(found)}


def render_report(results: Sequence[RegressionResult], model: Model) -> str:
    """The estimates beside the adopted values as plain tables: parameters, shocks, what is not covered."""
    rows = [("parameter", "adopted", "estimate", "se", "n", "R2", "rho", "sample", "regression", "verdict")]
    for r in results:
        for p in r.parameters:
            rows.append(
                (p.parameter, f"{p.adopted:.4g}", f"{p.estimate:.3g}", f"{p.se:.2g}", str(r.observations),
                 _short(r.r2), _short(r.autocorrelation), r.sample, r.name, p.verdict)
            )  # fmt: skip
    shocks = [("shock", "adopted", "residual", "ratio", "n", "R2", "rho", "sample", "regression", "note")]
    for r in results:
        if r.shock is not None:
            s = r.shock
            shocks.append(
                (s.shock, f"{s.adopted:.3g}", f"{s.estimate:.3g}", f"{s.ratio:.2f}", str(r.observations),
                 _short(r.r2), _short(r.autocorrelation), r.sample, r.name, s.note)
            )  # fmt: skip
    rest = [("source", "on record as estimated, without a regression on the bundled panel")]
    rest += [(source, ", ".join(names)) for source, names in without_regression(model, results).items()]
    return "\n".join(_table(t) for t in (rows, shocks, rest))


def _short(number: float) -> str:
    return "-" if math.isnan(number) else f"{number:.2f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns, the last one as long as it wants to be."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print every estimate beside the adopted value."""
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model

    try:
        model = load_model()
        sys.stdout.write(render_report(estimate_all(model, load_vintage()), model))
    except MoneygoodError as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
