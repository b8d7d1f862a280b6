"""Least squares against statsmodels, the regression texts, and the records they inform."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.core.errors import ManyErrors, MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.estimation.least_squares import least_squares
from moneygood.estimation.regression_figures import RegressionFigures
from moneygood.estimation.regression_texts import read_regressions
from moneygood.estimation.regressions import (
    RegressionResult,
    estimate,
    estimate_all,
    render_report,
    without_regression,
)
from moneygood.model.build import load_model
from moneygood.model.model import Model

FAR = 2.5
"""Standard errors beyond which a record's note has to say what the regression found."""
SD_BAND = (0.8, 1.25)
"""Ratios of adopted to residual standard deviation that need no word."""


@lru_cache(maxsize=1)
def world() -> tuple[Model, Vintage, tuple[RegressionResult, ...]]:
    model, vintage = load_model(), load_vintage()
    return model, vintage, estimate_all(model, vintage)


def made_data(n: int = 90, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """A dependent series with autocorrelated noise, on two regressors and a constant."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(size=n).cumsum() * 0.1, rng.normal(size=n), np.ones(n)])
    noise = np.zeros(n)
    for t in range(1, n):
        noise[t] = 0.6 * noise[t - 1] + rng.normal()
    return x @ np.array([0.7, -1.3, 2.0]) + noise, x


@pytest.mark.parametrize("lags", [0, 1, 4, 12])
def test_newey_west_errors_are_those_of_statsmodels(lags: int) -> None:
    import statsmodels.api as sm

    y, x = made_data()
    fit = least_squares(y, x, np.arange(len(y)), lags=lags, constant=True)
    cov = {"maxlags": lags, "use_correction": True}
    peer = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=cov)
    np.testing.assert_allclose(fit.coefficients, peer.params, rtol=1e-10)
    np.testing.assert_allclose(fit.covariance, peer.cov_params(), rtol=1e-9)
    assert fit.r2 == pytest.approx(peer.rsquared, rel=1e-10)
    assert fit.residual_sd == pytest.approx(math.sqrt(peer.mse_resid), rel=1e-10)


def test_quarters_left_out_keep_their_place_in_time() -> None:
    import statsmodels.api as sm

    y, x = made_data()
    kept = np.r_[0:40, 48:90]
    fit = least_squares(y[kept], x[kept], kept, lags=4, constant=True)
    hole = np.ones(len(y))
    hole[40:48] = 0.0  # a row of zeros adds nothing to any sum, but stands in its place
    cov = {"maxlags": 4, "use_correction": False}
    peer = sm.OLS(y * hole, x * hole[:, None]).fit(cov_type="HAC", cov_kwds=cov)
    n, k = len(kept), x.shape[1]
    np.testing.assert_allclose(fit.coefficients, peer.params, rtol=1e-10)
    np.testing.assert_allclose(fit.covariance, peer.cov_params() * n / (n - k), rtol=1e-9)
    closed = least_squares(y[kept], x[kept], np.arange(n), lags=4, constant=True)
    assert not np.allclose(fit.covariance, closed.covariance, rtol=1e-6)


def test_instruments_give_the_two_stage_fit() -> None:
    from statsmodels.sandbox.regression.gmm import IV2SLS

    y, x = made_data()
    z = x.copy()
    z[:, 0] = x[:, 0] + np.random.default_rng(5).normal(size=len(y))
    fit = least_squares(y, x, np.arange(len(y)), lags=0, constant=True, instruments=z)
    np.testing.assert_allclose(fit.coefficients, IV2SLS(y, x, z).fit().params, rtol=1e-9)
    np.testing.assert_allclose(z.T @ fit.residuals, 0.0, atol=1e-9 * len(y))


def test_neighbours_across_a_gap_are_not_neighbours() -> None:
    y = np.array([1.0, -1.0, 1.0, -1.0, 5.0, 4.0])
    fit = least_squares(y, np.ones((6, 1)), np.array([0, 1, 2, 3, 9, 10]), lags=0, constant=True)
    e = y - y.mean()
    a, b = e[[0, 1, 2, 4]], e[[1, 2, 3, 5]]
    assert fit.autocorrelation == pytest.approx(a @ b / math.sqrt((a @ a) * (b @ b)))
    assert math.isnan(fit.r2)  # a mean explains nothing about itself


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(1e-6, 1e6), shift=st.floats(-100, 100))
def test_units_of_a_regressor_do_not_matter(scale: float, shift: float) -> None:
    y, x = made_data(40)
    other = x.copy()
    other[:, 1] = scale * x[:, 1]
    quarters = np.arange(len(y))
    first = least_squares(y, x, quarters, lags=3, constant=True)
    second = least_squares(y + shift, other, quarters, lags=3, constant=True)
    assert second.coefficients[1] * scale == pytest.approx(first.coefficients[1], rel=1e-6)
    assert second.standard_errors[1] * scale == pytest.approx(first.standard_errors[1], rel=1e-6)
    assert second.coefficients[2] - shift == pytest.approx(first.coefficients[2], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "x", [np.ones((3, 3)), np.column_stack([np.ones(9), np.full(9, 2.0)]), np.zeros((9, 1))]
)
def test_figures_that_give_no_answer_are_refused(x: np.ndarray) -> None:
    with pytest.raises(MoneygoodError) as fault:
        least_squares(np.arange(len(x)) * 1.0, x, np.arange(len(x)), lags=1, constant=False)
    assert fault.value.code == "A082"


# ── Texts ──────────────────────────────────────────────────────────────────────────────────────────


def result_of(folder: Path, text: str) -> RegressionResult:
    """The estimate of a single regression text."""
    model, vintage, _ = world()
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    (regression,) = read_regressions(model, vintage, folder)
    return estimate(regression, model, RegressionFigures(model, vintage))


PLAIN = "one:\n  label: a\n  sample: 1990Q1..2026Q2\n  lags: 2\n"


def test_a_change_across_a_splice_is_never_used(tmp_path: Path) -> None:
    change = result_of(tmp_path, PLAIN + "  dependent: dlog(profits)\n")
    level = result_of(tmp_path, PLAIN + "  dependent: log(profits / gdp_nom)\n")
    yearly = result_of(tmp_path, PLAIN + "  dependent: log(profits / profits[-4])\n")
    assert level.observations == 142
    assert change.observations == level.observations - 1 - 2
    assert yearly.observations == level.observations - 4 - 2 * 4
    model, vintage, _ = world()
    (regression,) = read_regressions(model, vintage, tmp_path)
    clean = RegressionFigures(model, vintage).clean(regression.formulas)
    dropped = {str(q) for q, good in zip(vintage.quarterly.periods, clean, strict=True) if not good}
    spliced = quarter_range("2020Q1", "2020Q4") + quarter_range("2023Q1", "2023Q4")
    assert dropped == {str(q) for q in spliced}


def test_missing_and_part_quarters_are_left_out(tmp_path: Path) -> None:
    dollar = result_of(tmp_path, PLAIN + "  dependent: d(dollar)\n")
    assert (str(dollar.first), str(dollar.last)) == ("2006Q2", "2025Q4")
    rate = result_of(tmp_path, PLAIN + "  dependent: d(unemployment)\n")
    _, vintage, _ = world()
    assert "2025Q4" in vintage.record("unemployment_rate").partial
    assert rate.observations == (Quarter.parse("2026Q1") - Quarter.parse("1990Q1")) - 2


def test_excluded_quarters_are_excluded(tmp_path: Path) -> None:
    every = result_of(tmp_path, PLAIN + "  dependent: gap\n")
    fewer = result_of(tmp_path, PLAIN + "  dependent: gap\n  excluded: [2020Q1..2021Q4, 2008Q4]\n")
    assert every.observations - fewer.observations == 9


def test_a_transformed_coefficient_has_the_error_of_the_delta_method(tmp_path: Path) -> None:
    import statsmodels.api as sm

    text = PLAIN + (
        "  dependent: rate_mortgage - rate_10y\n"
        '  regressors: {b_mortgage_lag: "rate_mortgage[-1] - rate_10y[-1]"}\n'
        "  informs: {b_mortgage_spread: constant / (1 - b_mortgage_lag)}\n"
    )
    found = {p.parameter: p for p in result_of(tmp_path, text).parameters}
    _, vintage, _ = world()
    data = vintage.quarterly
    span = slice(data.column("1990Q1"), data.column("2026Q2") + 1)
    y = (data.series("mortgage_30y") - data.series("treasury_10y"))[span]
    x = np.column_stack([y[:-1], np.ones(len(y) - 1)])
    peer = sm.OLS(y[1:], x).fit(cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True})
    lag, constant = peer.params
    slope = np.array([constant / (1 - lag) ** 2, 1 / (1 - lag)])
    assert found["b_mortgage_lag"].estimate == pytest.approx(lag, rel=1e-9)
    assert found["b_mortgage_lag"].se == pytest.approx(peer.bse[0], rel=1e-8)
    assert found["b_mortgage_spread"].estimate == pytest.approx(constant / (1 - lag), rel=1e-9)
    assert found["b_mortgage_spread"].se == pytest.approx(
        math.sqrt(slope @ peer.cov_params() @ slope), rel=1e-8
    )


@pytest.mark.parametrize(
    ("text", "code", "line", "word"),
    [
        (PLAIN + "  dependent: gap\n  regresors: {}\n", "A081", 6, "regressors"),
        (PLAIN, "A081", 1, "dependent"),
        (PLAIN + "  dependent: gap\n  constant: false\n", "A081", 1, "neither"),
        (PLAIN + "  dependent: gap\n  constant: maybe\n", "A081", 6, "true nor false"),
        (PLAIN + "  dependent: gap\n  informs: {b_okun_gapp: constant}\n", "A081", 6, "b_okun_gap"),
        (PLAIN + "  dependent: gap\n  shock: eps_gap\n", "A081", 6, "eps_gap"),
        (PLAIN.replace("lags: 2", "lags: two") + "  dependent: gap\n", "A081", 4, "two"),
        (PLAIN.replace("2026Q2", "2026Q7") + "  dependent: gap\n", "A081", 3, "2026Q7"),
        (PLAIN + "  dependent: gapp\n", "M001", 5, "gapp"),
        (PLAIN + "  dependent: spread_baa\n", "M001", 5, "spread_baa"),
        (PLAIN + "  dependent: gap + dlog(gdp_real)\n", "M009", 5, "pct"),
        (PLAIN + '  dependent: rate_10y\n  regressors: {b_okun_lag: "gap[-1]"}\n', "M009", 6, "b_okun_lag"),
        (PLAIN + "  dependent: gap\n  shock: eps_vix_log\n", "M009", 6, "pct"),
        (PLAIN + "  dependent: gap\n  regressors: {a: gap, b: 2 * gap}\n", "A082", 1, "combination"),
        (PLAIN.replace("2026Q2", "1990Q1") + "  dependent: gap\n", "A082", 1, "1 quarters"),
        (PLAIN + "  dependent: __import__('os')\n", "M004", 5, ""),
    ],
)
def test_a_faulty_text_is_one_clear_line(tmp_path: Path, text: str, code: str, line: int, word: str) -> None:
    with pytest.raises((MoneygoodError, ManyErrors)) as found:
        result_of(tmp_path, text)
    fault = found.value.errors[0] if isinstance(found.value, ManyErrors) else found.value
    assert fault.code == code
    assert "\n" not in str(fault)
    assert f"one.yaml:{line}" in str(fault)
    assert word in str(fault)


def test_two_files_may_not_hold_the_same_regression(tmp_path: Path) -> None:
    model, vintage, _ = world()
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(PLAIN + "  dependent: gap\n", encoding="utf-8")
    with pytest.raises(MoneygoodError) as fault:
        read_regressions(model, vintage, tmp_path)
    assert fault.value.code == "A081"


# ── Records ────────────────────────────────────────────────────────────────────────────────────────


def close(shown: str, number: float) -> bool:
    """Whether `number`, rounded to as many decimals as `shown`, is `shown`."""
    decimals = len(shown.partition(".")[2])
    return abs(float(shown) - number) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


def quoted(note: str) -> list[tuple[str, str]]:
    """The estimates with standard errors that a note quotes as OLS."""
    return re.findall(r"OLS (-?\d+\.?\d*) \((\d+\.?\d*)\)", note)


def test_every_record_that_claims_the_panel_has_its_regression() -> None:
    model, _, results = world()
    informed = {p.parameter for r in results for p in r.parameters}
    informed |= {r.shock.shock for r in results if r.shock}
    records = {**model.parameters, **model.shocks}
    claims = {n for n, r in records.items() if "panel_ols" in r.source and r.method == "estimated"}
    assert len(claims) > 40
    assert claims <= informed


def test_adopted_values_are_what_the_regressions_say_or_their_notes_say_why() -> None:
    _, _, results = world()
    for r in results:
        for p in r.parameters:
            if p.method != "estimated":
                continue
            assert p.range is not None, p.parameter
            assert p.range[0] <= p.adopted <= p.range[1], p.parameter
            if p.distance > FAR:
                said = any(close(b, p.estimate) and close(s, p.se) for b, s in quoted(p.note))
                assert said, f"{p.parameter} is {p.adopted}, {r.name} says {p.estimate:.3g} ({p.se:.2g})"


def test_adopted_deviations_are_those_of_the_residuals_or_their_notes_say_why() -> None:
    _, _, results = world()
    for shock, name in ((r.shock, r.name) for r in results if r.shock):
        if shock.method != "estimated" or SD_BAND[0] <= shock.ratio <= SD_BAND[1]:
            continue
        shown = re.findall(r"(?<![\d.])\d+\.\d+", shock.note)
        assert "residual" in shock.note, f"{shock.shock}: {name} leaves {shock.estimate:.3g}"
        assert any(close(s, shock.estimate) for s in shown), f"{shock.shock}: {shock.estimate:.3g}"


def test_no_note_quotes_a_figure_that_the_regressions_do_not_give() -> None:
    model, _, results = world()
    found: dict[str, list[tuple[float, float]]] = {}
    for p in (p for r in results for p in r.parameters):
        found.setdefault(p.parameter, []).append((p.estimate, p.se))
    quotes = {n: quoted(p.note) for n, p in model.parameters.items() if quoted(p.note)}
    assert len(quotes) > 40
    for name, pairs in quotes.items():
        for b, s in pairs:
            given_ = found.get(name, [])
            assert any(close(b, est) and close(s, se) for est, se in given_), f"{name}: {b} ({s}), {given_}"


def test_records_that_need_moodys_yields_do_not_claim_the_panel() -> None:
    model, vintage, results = world()
    assert not [n for n in vintage.records["quarterly"] if "baa" in n or "moody" in n]
    assert "spread_baa" not in model.measurements
    assert "panel_moodys" in model.references
    records = {**model.parameters, **model.shocks}
    moodys = {n for n, r in records.items() if r.source == "panel_moodys"}
    assert {"b_spread_lag", "b_spread_vix", "b_bus_spread", "eps_spread_baa"} <= moodys
    informed = {p.parameter for r in results for p in r.parameters}
    informed |= {r.shock.shock for r in results if r.shock}
    assert not moodys & informed
    spread = [c for c in model.correlations if "eps_spread_baa" in (c.a, c.b)]
    assert spread
    assert all(c.source != "panel_ols" for c in spread)


def test_the_report_names_every_estimate_and_every_verdict() -> None:
    model, _, results = world()
    text = render_report(results, model)
    done = subprocess.run(
        [sys.executable, "-m", "moneygood.estimation.regressions"], capture_output=True, text=True, check=True
    )
    assert done.stdout == text
    assert done.stderr == ""
    for r in results:
        for p in r.parameters:
            row = next(x for x in text.splitlines() if x.startswith(p.parameter + " ") and f" {r.name} " in x)
            assert ("inside 2 se" in row) == p.inside
            assert r.sample in row
        if r.shock:
            lines = [f"{x} " for x in text.splitlines()]
            assert any(x.startswith(r.shock.shock + " ") and f" {r.name} " in x for x in lines)


def test_the_report_lists_what_no_regression_covers() -> None:
    model, _, results = world()
    rest = without_regression(model, results)
    assert "panel_ols" not in rest
    assert "b_spread_lag" in rest["panel_moodys"]
    assert "b_real_10y_norm" in rest["fedh15"]
    rows = render_report(results, model).splitlines()
    for source, names in rest.items():
        assert any(x.startswith(source + " ") and names[-1] in x for x in rows)
