"""Regressions over several firms against statsmodels and by hand, and the texts that ask for them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import ManyErrors, MoneygoodError
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.estimation.least_squares import least_squares
from moneygood.estimation.panel_regressions import fit_panel, stack
from moneygood.estimation.regression_figures import RegressionFigures
from moneygood.estimation.regression_texts import Regression, read_regressions
from moneygood.estimation.regressions import estimate
from moneygood.model.build import load_model
from moneygood.model.model import Model

FIRMS = ("amzn", "googl", "meta", "msft", "orcl")


@lru_cache(maxsize=1)
def world() -> tuple[Model, Vintage]:
    return load_model(), load_vintage()


def written(tmp_path: Path, text: str) -> tuple[Regression, ...]:
    (tmp_path / "made.yaml").write_text(text, encoding="utf-8")
    return read_regressions(*world(), tmp_path)


MADE = """
made:
  label: made
  sample: 2018Q2..2025Q4
  lags: 4
  panel: {firm: [amzn, googl, meta, msft, orcl]}
  dependent: dlog({firm}_capex_4q)
  regressors:
    c_own: dlog({firm}_capex_4q[-1])
    c_rivals: dlog(leaders_capex_4q[-1] - {firm}_capex_4q[-1])
"""


def by_hand(vintage: Vintage) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same panel from the vintage's figures with plain loops: y, x, quarter, firm."""
    data = vintage.quarterly
    group = data.series("leaders_capex_4q")
    rows = []
    for f, firm in enumerate(FIRMS):
        own = data.series(f"{firm}_capex_4q")
        for t, quarter in enumerate(data.periods):
            if not "2018Q2" <= str(quarter) <= "2025Q4":
                continue
            rivals = group - own
            row = [np.log(own[t] / own[t - 1]), np.log(own[t - 1] / own[t - 2]),
                   np.log(rivals[t - 1] / rivals[t - 2])]  # fmt: skip
            if np.isfinite(row).all():
                rows.append((*row, t, f))
    table = np.array(rows)
    table = table[np.argsort(table[:, 3], kind="stable")]
    return table[:, 0], table[:, 1:3], table[:, 3].astype(int), table[:, 4].astype(int)


@pytest.mark.parametrize("lags", [0, 1, 4])
def test_effects_and_errors_by_quarter_are_those_of_statsmodels(tmp_path: Path, lags: int) -> None:
    import statsmodels.api as sm

    model, vintage = world()
    (regression,) = written(tmp_path, MADE.replace("lags: 4", f"lags: {lags}"))
    ours, _ = fit_panel(regression, RegressionFigures(model, vintage))
    y, x, quarter, firm = by_hand(vintage)
    dummies = (firm[:, None] == np.arange(len(FIRMS))).astype(float)
    theirs = sm.OLS(y, np.column_stack([x, dummies])).fit(
        cov_type="hac-groupsum",
        cov_kwds={"time": quarter - quarter[0], "maxlags": lags, "use_correction": False},
    )
    assert ours.coefficients == pytest.approx(theirs.params[:2], rel=1e-9)
    n, k = len(y), x.shape[1] + len(FIRMS)
    assert ours.covariance == pytest.approx(n / (n - k) * theirs.cov_params()[:2, :2], rel=1e-8)
    assert ours.residual_sd == pytest.approx(np.sqrt(theirs.ssr / (n - k)), rel=1e-10)


def test_one_quarter_of_many_firms_counts_once() -> None:
    """Five firms that share every figure say no more than one of them."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(40, 1)), rng.normal(size=40)
    alone = least_squares(y, x, np.arange(40), lags=0, constant=False)
    five = least_squares(
        np.repeat(y, 5), np.repeat(x, 5, axis=0), np.repeat(np.arange(40), 5), lags=0, constant=False
    )
    assert five.coefficients == pytest.approx(alone.coefficients)
    correction = (40 / 39) / (200 / 199)
    assert alone.covariance == pytest.approx(correction * five.covariance)


def test_a_firm_without_figures_in_a_quarter_is_left_out_there_alone(tmp_path: Path) -> None:
    model, vintage = world()
    alone = MADE[: MADE.index("    c_rivals")].replace("2018Q2", "2016Q1")
    (regression,) = written(tmp_path, alone)
    stacked = stack(regression, RegressionFigures(model, vintage))
    counts = np.bincount(stacked.member)
    assert counts[FIRMS.index("amzn")] < counts[FIRMS.index("msft")]
    for i in range(len(FIRMS)):
        assert stacked.figures[stacked.member == i, 0].mean() == pytest.approx(0.0, abs=1e-14)
    assert np.all(np.diff(stacked.quarter) >= 0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{firm: [amzn, googl, meta, msft, orcl]}", "{firm: [amzn]}", "two members or more"),
        ("{firm: [amzn, googl, meta, msft, orcl]}", "{firm: [a, b], bank: [c, d]}", "one family"),
        ("googl, meta", "google, meta", "google_capex_4q"),
    ],
)
def test_a_faulty_panel_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises((MoneygoodError, ManyErrors), match=said):
        written(tmp_path, MADE.replace(old, new))


def test_a_panel_with_too_few_quarters_has_no_answer(tmp_path: Path) -> None:
    model, vintage = world()
    (regression,) = written(tmp_path, MADE.replace("2018Q2..2025Q4", "2025Q4"))
    with pytest.raises(MoneygoodError) as caught:
        estimate(regression, model, RegressionFigures(model, vintage))
    assert caught.value.code == "A082"


def test_rivals_capex_moves_a_leader_in_the_panel() -> None:
    model, vintage = world()
    firms = next(r for r in read_regressions(model, vintage) if r.name == "capex_firms")
    result = estimate(firms, model, RegressionFigures(model, vintage))
    found = {p.parameter: p for p in result.parameters}
    rivals = found["b_ai_capex_others"]
    assert rivals.estimate / rivals.se > 2
    assert all(p.inside for p in result.parameters)
    assert {"b_ai_capex_others", "b_ai_capex_cash", "b_ai_capex_rate"} == set(found)
