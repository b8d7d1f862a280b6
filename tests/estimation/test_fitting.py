"""Estimation: posteriors against other ways to the same number, diagnostics against statsmodels, faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.estimation.fitting import diagnostics as d
from moneygood.estimation.fitting.answer import _at_bound
from moneygood.estimation.fitting.posterior import conjugate, log_density, metropolis, posterior
from moneygood.estimation.fitting.priors import EquationPrior, Prior, read_priors
from moneygood.estimation.fitting.problem import Problem, make_problem
from moneygood.estimation.fitting.shrinkage import shrunk_correlation

LINEAR = '[y] "Own lag and a driver" source: ours\ny ~ b_lag * y[-1] + b_drive * x[-1]'
SPLIT = (
    '[z] "What it follows" source: ours\nz = b_lag * y[-1] + b_drive * x[-1]\n[y] "It" source: ours\ny ~ z'
)
BENT = '[y] "A correction whose level is unknown" source: ours\nd(y) ~ b_lag * (b_drive - y[-1])'
RANGES = {"b_lag": (-2.0, 2.0), "b_drive": (-20.0, 20.0)}


def made(small, text: str = LINEAR, n: int = 120, low: float = -2.0) -> Problem:
    parameters = {
        "b_lag": {"value": max(0.5, low), "unit": "1", "range": [low, 2]},
        "b_drive": {"value": 1.0, "unit": "1", "range": [-20, 20]},
    }
    units = {"y": "1", "x": "exo 1"} | ({"z": "1"} if text == SPLIT else {})
    model = small.build(text, units, parameters, {"eps_y": 1.0})
    rng = np.random.default_rng(5)
    x, y = rng.standard_normal(n), np.zeros(n)
    for t in range(1, n):
        if text != BENT:
            y[t] = 0.6 * y[t - 1] + 1.5 * x[t - 1] + rng.standard_normal()
        else:
            y[t] = y[t - 1] + 0.3 * (4.0 - y[t - 1]) + rng.standard_normal()
    periods = quarter_range(Quarter.of(1990, 1), Quarter.of(1990, 1) + n - 1)
    panel = Panel(("y", "x"), periods, np.array([y, x]), np.full((2, n), OBSERVED, np.uint8))
    own = EquationPrior(
        "y",
        tuple(
            Prior(name, m, s, *((low, 2.0) if name == "b_lag" else RANGES[name]), "ours")
            for name, m, s in (("b_lag", 0.5, 0.2), ("b_drive", 1.0, 1.0))
        ),
        periods,
        frozenset(),
        4.0,
        "",
        ("z",) if text == SPLIT else (),
    )
    return make_problem(model, panel, own, periods[0])


def grid_mean(problem: Problem) -> np.ndarray:
    """The posterior mean by adding up the density over a grid of both parameters."""
    a, b = np.linspace(0.1, 0.9, 241), np.linspace(0.0, 6.0, 601)
    points = np.stack(np.meshgrid(a, b, indexing="ij"), axis=-1)
    value = log_density(problem, points)
    weight = np.exp(value - value.max())
    return np.array([(weight * points[..., i]).sum() / weight.sum() for i in range(2)])


def test_residuals_are_those_of_the_equation_by_hand(small) -> None:
    problem = made(small)
    figures = dict(problem.figures)
    theta = np.array([0.3, 2.0])
    y_now, y_past, x_past = _named(problem, figures)
    assert problem.residuals(theta) == pytest.approx(y_now - 0.3 * y_past - 2.0 * x_past)
    assert problem.jacobian(theta) == pytest.approx(-np.column_stack([y_past, x_past]))
    assert problem.linear
    assert not made(small, BENT).linear


def test_a_definition_that_holds_the_parameters_is_estimated_as_a_part_of_the_equation(small) -> None:
    whole, split = made(small), made(small, SPLIT)
    theta = np.array([0.3, 2.0])
    assert split.residuals(theta) == pytest.approx(whole.residuals(theta))
    assert split.jacobian(theta) == pytest.approx(whole.jacobian(theta))


def _named(problem: Problem, figures: dict[int, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    graph = problem.node.graph
    return tuple(figures[graph.var(n, lag).id] for n, lag in (("y", 0), ("y", 1), ("x", 1)))  # type: ignore[return-value]


def test_flat_priors_give_least_squares(small) -> None:
    import statsmodels.api as sm

    problem = made(small)
    flat = replace(
        problem, priors=tuple(replace(p, sd=1e4, low=-1e5, high=1e5) for p in problem.priors), freedom=1e-6
    )
    found = conjugate(flat, 20_000, np.random.default_rng(1))
    y_now, y_past, x_past = _named(problem, dict(problem.figures))
    theirs = sm.OLS(y_now, np.column_stack([y_past, x_past])).fit()
    assert found.mode == pytest.approx(theirs.params, rel=1e-6)
    assert found.se == pytest.approx(theirs.bse, rel=0.03)


def test_closed_form_is_the_sum_over_a_grid_when_the_prior_follows_the_variance(small) -> None:
    """The conjugate prior scales with the variance; at the recorded variance both priors are the same."""
    problem = made(small)
    found = conjugate(problem, 20_000, np.random.default_rng(2))
    assert found.mean == pytest.approx(grid_mean(problem), abs=0.02)


@pytest.mark.parametrize("text", [LINEAR, BENT])
def test_metropolis_finds_the_mean_that_a_grid_finds(small, text: str) -> None:
    problem = made(small, text)
    found = metropolis(problem, 20_000, np.random.default_rng(3))
    assert found.rhat < 1.05
    assert 0.1 < found.accepted < 0.6
    assert found.mean == pytest.approx(grid_mean(problem), abs=0.025)


def test_draws_stay_in_their_range_and_a_binding_range_is_met_by_metropolis(small) -> None:
    problem = made(small, low=0.75)  # the data say 0.6
    problem = replace(problem, priors=(replace(problem.priors[0], mean=0.8), problem.priors[1]))
    found = posterior(problem, 500, np.random.default_rng(4))
    assert found.method == "metropolis"
    assert found.draws[:, 0].min() >= 0.75
    assert found.draws[:, 0].std() > 0


def test_same_seed_same_draws(small) -> None:
    problem = made(small, BENT)
    a, b = (posterior(problem, 50, np.random.default_rng(9)).draws for _ in range(2))
    assert (a == b).all()


def autocorrelated(rho: float, n: int = 160) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    e = np.zeros(n)
    for t in range(1, n):
        e[t] = rho * e[t - 1] + rng.standard_normal()
    x = np.column_stack([np.ones(n), rng.standard_normal(n)])
    return e, x, np.arange(n)


def test_ljung_box_and_breusch_godfrey_are_those_of_statsmodels() -> None:
    import statsmodels.api as sm
    from statsmodels.stats.diagnostic import acorr_breusch_godfrey, acorr_ljungbox

    e, x, t = autocorrelated(0.25)
    fitted = sm.OLS(e, x).fit()
    left = np.asarray(fitted.resid)
    assert d.ljung_box(left, t) == pytest.approx(
        float(acorr_ljungbox(left, 4)["lb_pvalue"].iloc[-1]), rel=1e-6
    )
    theirs = acorr_breusch_godfrey(fitted, nlags=4, result_object=False)[1]
    assert d.breusch_godfrey(left, x[:, 1:], t) == pytest.approx(theirs, rel=1e-6)


def test_a_lag_that_falls_into_a_gap_is_not_a_neighbour() -> None:
    e = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    near = np.arange(6)
    far = np.array([0, 2, 4, 6, 8, 10])
    assert d._correlation(e, near, 1) < -0.7
    assert np.isnan(d._correlation(e, far, 1))


def test_recursive_residuals_and_cusum_are_those_of_statsmodels() -> None:
    import statsmodels.api as sm
    from statsmodels.stats.diagnostic import recursive_olsresiduals

    e, x, _ = autocorrelated(0.0)
    theirs = recursive_olsresiduals(sm.OLS(e, x).fit(), skip=2)[4]
    ours = d.recursive_residuals(e, x)
    assert ours[1:] == pytest.approx(theirs[-len(ours) + 1 :], abs=1e-6)


def test_andrews_dates_a_break_and_finds_none_where_there_is_none() -> None:
    e, x, _ = autocorrelated(0.0)
    calm = d.andrews(e, x[:, 1:])
    assert calm[1] > 0.05
    broken = e.copy()
    broken[100:] += 1.5
    statistic, p, at = d.andrews(broken, x[:, 1:])
    assert p < 0.01
    assert abs(at - 100) <= 4
    import statsmodels.api as sm

    whole, parts = (
        sm.OLS(broken, x).fit().ssr,
        sm.OLS(broken[:at], x[:at]).fit().ssr + sm.OLS(broken[at:], x[at:]).fit().ssr,
    )
    assert statistic == pytest.approx(((whole - parts) / 2) / (parts / (160 - 4)))
    assert d.chow(broken, x[:, 1:], 100) < 1e-4


def test_shrinkage_is_the_formula_written_out_in_loops() -> None:
    rng = np.random.default_rng(12)
    common = rng.standard_normal(60)
    table = np.array([0.6 * common + rng.standard_normal(60) for _ in range(5)])
    table[0, :7] = np.nan
    found = shrunk_correlation(table)
    above = below = 0.0
    raw = np.eye(5)
    for i in range(5):
        for j in range(5):
            if i == j:
                continue
            both = [t for t in range(60) if np.isfinite(table[i, t]) and np.isfinite(table[j, t])]
            a, b = (np.array([table[r, t] for t in both]) for r in (i, j))
            w = (a - a.mean()) / a.std(ddof=1) * (b - b.mean()) / b.std(ddof=1)
            n = len(both)
            raw[i, j] = n / (n - 1) * w.mean()
            above += n / (n - 1) ** 3 * sum((v - w.mean()) ** 2 for v in w)
            below += raw[i, j] ** 2
    assert found.intensity == pytest.approx(above / below)
    expected = np.where(np.eye(5) > 0, 1.0, (1 - above / below) * raw)
    assert found.correlation == pytest.approx(expected)
    assert np.linalg.eigvalsh(found.correlation)[0] > 0


def test_more_series_than_quarters_still_give_a_matrix_that_can_be_inverted() -> None:
    found = shrunk_correlation(np.random.default_rng(1).standard_normal((30, 15)))
    assert np.linalg.eigvalsh(found.correlation)[0] > 0


@pytest.fixture(scope="module")
def shipped():
    from moneygood.model.build import load_model

    return load_model()


def faulty_root(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "calibration" / "priors"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: 1\n", "unknown field 'x'"),
        (
            "equations: {unemploymint: {parameters: {}}}\n",
            "there is no equation 'unemploymint'",
        ),
        (
            "equations: {unemployment: {parameters: {b_cons_ec: {mean: 1, sd: 1, source: ours}}}}\n",
            "has no parameter",
        ),
        (
            "equations: {unemployment: {parameters: {b_okun_lag: {mean: 5, sd: 1, source: ours}}}}\n",
            "mean inside",
        ),
        (
            "equations: {unemployment: {parameters: {b_okun_lag: {mean: 0.5, sd: 0.1, source: ours}}}}\n",
            "lacks the field 'sample'",
        ),
        (
            "equations: {unemployment: {within: [nairu], parameters: "
            "{b_okun_lag: {mean: 0.5, sd: 0.1, source: ours}}}}\n",
            "'nairu' is no definition",
        ),
        (
            "equations: {unemployment: {within: [cons_target], parameters: "
            "{b_okun_lag: {mean: 0.5, sd: 0.1, source: ours}}}}\n",
            "does not read 'cons_target'",
        ),
    ],
)
def test_faulty_prior_is_named_with_its_place(shipped, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MoneygoodError, match=said) as caught:
        read_priors(shipped, faulty_root(tmp_path, text))
    assert caught.value.code == "A611"
    assert "a.yaml" in str(caught.value)


def test_every_shipped_prior_has_a_source_that_is_in_the_references(shipped) -> None:
    from moneygood.core.texts import economics_root

    known = (economics_root() / "references.bib").read_text(encoding="utf-8")
    for entry in read_priors(shipped).equations.values():
        for prior in entry.priors:
            assert f"{{{prior.source}," in known, prior
            record = shipped.parameters[prior.parameter]
            assert record.range is not None
            assert record.range[0] <= prior.mean <= record.range[1]


def test_every_adopted_value_far_from_its_estimate_has_a_stated_reason(shipped) -> None:
    from moneygood.core.texts import economics_root, read_yaml

    folder = economics_root() / "calibration" / "proposals" / "2026-11"
    reasons = {p.parameter: p.why for e in read_priors(shipped).equations.values() for p in e.priors}
    estimates = read_yaml(folder / "parameters.yaml")
    far = [
        name
        for name, own in estimates.items()
        if abs(shipped.parameters[name].value - own["value"]) > 2.0 * own["se"]
    ]
    assert far, "an economist who adopts every estimate would have nothing to explain"
    assert [name for name in far if not reasons[name]] == []


def test_draws_at_an_end_of_the_range_are_counted() -> None:
    own = Prior("b", 0.5, 0.1, 0.0, 1.0, "ours")
    assert _at_bound(own, np.array([0.01, 0.5, 0.99, 0.5])) == pytest.approx(0.5)
    assert _at_bound(replace(own, high=np.inf), np.array([0.0, 0.0])) == 0.0


def test_too_few_quarters_are_refused(small) -> None:
    with pytest.raises(MoneygoodError, match="quarters do not give") as caught:
        made(small, n=10)
    assert caught.value.code == "A612"
