"""Weights of scenarios against closed forms of normal draws, and what new figures do to them."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from made_paths import START, make_history, make_paths
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, Panel
from moneygood.runs.path_formula import Calendar
from moneygood.runs.scenario_weights.features import Feature, defining_features
from moneygood.runs.scenario_weights.observed import likelihood_of, published_since, read_observed
from moneygood.runs.scenario_weights.weights import ScenarioWeight, likeness, scenario_weights

N = 40_000
U = (np.arange(N) + 0.5) / N


def normal_scores() -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(U)


Z = normal_scores()
BASE = make_paths(
    {"rate_10y": np.stack([4.0 + Z, 4.0 + Z]), "sp500": np.stack([np.roll(Z, N // 2), Z[::-1]])}
)


def shifted(by: float) -> tuple[Feature, ...]:
    return (Feature("rate_10y", "10-year yield", "pct/yr", str(START), 4.0, 1.0, 4.0 + by),)


@pytest.mark.parametrize("d", [0.3, 1.0, -1.2])
def test_likeness_to_a_moved_normal_is_the_ratio_of_densities(d: float) -> None:
    """N(d, 1) over N(0, 1) is exp(d z - d² / 2), whose effective share is exp(-d²)."""
    found, share = likeness(BASE, shifted(d), BASE.ok)
    inner = np.abs(Z) < 2.5
    assert found[inner] == pytest.approx(np.exp(d * Z - d * d / 2)[inner], rel=0.02)
    assert share == pytest.approx(np.exp(-d * d), rel=0.02)
    assert found.mean() == pytest.approx(1.0)


def test_weights_part_the_future_as_bayes_does() -> None:
    """Two scenarios as far up as down: the share of each by a numerical integral, and all add up to one."""
    d = 1.2
    found = scenario_weights(BASE, {"base": ("B", ()), "up": ("U", shifted(d)), "down": ("D", shifted(-d))})
    by_name = {w.scenario: w for w in found}
    z = np.linspace(-8, 8, 200_001)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    up, down = (np.exp(s * d * z - d * d / 2) for s in (1, -1))
    total = 1.0 + up + down
    expected = float(np.sum(density / total) * (z[1] - z[0]))
    assert by_name["base"].weight == pytest.approx(expected, abs=2e-3)
    assert by_name["up"].weight == pytest.approx(by_name["down"].weight, abs=1e-4)
    assert sum(w.weight or 0.0 for w in found) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("d", [0.3, 1.0, -2.0])
def test_as_far_as_a_moved_normal_goes_the_tail_beyond_it(d: float) -> None:
    """Of N(0, 1) the share 1 - Phi(|d|) lies beyond d, whatever else is named."""
    tail = NormalDist().cdf(-abs(d))
    alone = scenario_weights(BASE, {"base": ("B", ()), "own": ("O", shifted(d))})[1]
    among = scenario_weights(BASE, {"own": ("O", shifted(d)), "up": ("U", shifted(0.5))})[0]
    assert alone.as_far == pytest.approx(tail, abs=1e-3)
    assert among.as_far == alone.as_far
    assert scenario_weights(BASE, {"base": ("B", ())})[0].as_far is None


def test_as_far_in_two_figures_that_go_along_with_each_other() -> None:
    """Shifts of (1, 0) with a correlation of 0.6 lie sqrt(1 / (1 - 0.36)) = 1.25 out: a tail of 10.6%."""
    a, b = np.random.default_rng(5).standard_normal((2, 20_000))
    x, y = a, 0.6 * a + 0.8 * b
    base = make_paths({"rate_10y": np.stack([x, x]), "sp500": np.stack([y, y])})
    moved = tuple(
        Feature(n, n, "", str(START), float(v.mean()), float(v.std()), float(v.mean()) + by * float(v.std()))
        for n, v, by in (("rate_10y", x, 1.0), ("sp500", y, 0.0))
    )
    found = scenario_weights(base, {"own": ("O", moved)})[0]
    assert found.as_far == pytest.approx(NormalDist().cdf(-1.25), abs=0.008)
    assert found.as_far_error == pytest.approx(np.sqrt(0.106 * 0.894 / 20_000), rel=0.1)


def test_weights_add_up_under_views_and_after_new_figures() -> None:
    tilt = np.exp(0.5 * Z)
    viewed = replace(BASE, weights=tilt / tilt.sum())
    likelihood = np.exp(-0.5 * ((Z - 1.0) / 0.5) ** 2)
    found = scenario_weights(viewed, {"base": ("B", ()), "up": ("U", shifted(1.0))}, likelihood)
    for name in ("weight", "after", "own"):
        assert sum(getattr(w, name) for w in found) == pytest.approx(1.0, abs=1e-12), name
    up = found[1]
    assert up.own is not None
    assert up.weight is not None
    assert up.after is not None
    assert up.own < up.weight < up.after  # the view leans up, and so does the figure
    assert up.gained == pytest.approx(up.after - up.weight)
    assert found[0].gained == pytest.approx(-up.gained)


def test_what_no_future_looks_like_has_no_weight() -> None:
    """exp(-d²) is below 5% from d = 1.73; what lies beyond all draws has no effective share at all."""
    far = {"base": ("B", ()), "far": ("F", shifted(1.8)), "out": ("O", shifted(9.0))}
    found = {w.scenario: w for w in scenario_weights(BASE, far)}
    assert found["far"].weight is None
    assert found["far"].gained is None
    assert 0.0 < found["far"].effective_share < 0.05
    assert (found["out"].effective_share, found["out"].weight) == (0.0, None)
    assert found["base"].weight == pytest.approx(1.0)


def test_the_error_of_a_weight_is_its_spread_over_new_draws() -> None:
    chance, weights, errors = np.random.default_rng(3), [], []
    for _ in range(200):
        paths = make_paths({"rate_10y": 4.0 + chance.normal(size=(1, 300))})
        found: ScenarioWeight = scenario_weights(paths, {"b": ("B", ()), "up": ("U", shifted(1.0))})[1]
        weights.append(found.weight)
        errors.append(found.mc_error)
    assert np.std(weights) < 1.3 * np.mean(errors)
    assert np.mean(errors) < 0.03


def test_features_are_where_means_move_furthest_by_hand() -> None:
    """One quarter a variable, the furthest first; too near, too alike or without spread is none."""
    chance = np.random.default_rng(5)
    a, b = chance.normal(size=(2, 2, 500))
    base = {
        "a": a,
        "twin": a + 0.1 * chance.normal(size=(2, 500)),
        "b": 10 * b,
        "near": b[::-1],
        "flat": 0 * a,
    }
    sd = base["a"].std(axis=1)
    moved = {
        "a": a + np.array([[0.3], [1.0]]), "twin": base["twin"] + np.array([[0.1], [0.9]]),
        "b": base["b"] - 2.0,
        "near": base["near"] + 0.05, "flat": base["flat"] + 1.0,
    }  # fmt: skip
    quarters = (START, START + 1)
    good = np.ones(500, dtype=bool)
    found = defining_features(make_paths(moved), make_paths(base), list(base), quarters, good, {"a": "A"}, {})
    assert [f.variable for f in found] == ["a", "b"]
    assert (found[0].period, found[0].label) == (str(START + 1), "A")
    assert found[0].shift == pytest.approx(1.0 / sd[1])
    assert found[1].scenario - found[1].baseline == pytest.approx(-2.0)
    assert str(found[0]).startswith("A 2026Q4 (+1.0")


def calendar() -> Calendar:
    return Calendar(START - 8, START, START + 1)


def test_a_new_figure_is_bayes_on_normal_draws() -> None:
    """Draws N(4, 1), a figure of 5 with error 0.5: posterior mean 4 + 1 / (1 + 0.25), variance 0.2."""
    one = read_observed("DGS10[q1] = 5 % ± 50 bp", api.load().model, calendar())
    assert (one.value, one.error, one.unit) == (5.0, 0.5, "pct/yr")
    history = make_history({"rate_10y": [4.0] * 8})
    likely, (row,), share = likelihood_of([one], BASE, history, {})
    q = likely / likely.sum()
    x = BASE.series("rate_10y")[0]
    assert q @ x == pytest.approx(4.8, abs=1e-3)
    assert q @ (x - 4.8) ** 2 == pytest.approx(0.2, abs=1e-3)
    assert (row.mean, row.spread, row.percentile) == pytest.approx((4.0, 1.0, 84.13), abs=0.02)
    assert share == pytest.approx(1 / np.sum(q**2) / N)


def test_a_figure_without_an_error_has_a_fifth_of_the_spread() -> None:
    one = read_observed("rate_10y[q1] = 4.3 %", api.load().model, calendar())
    (row,) = likelihood_of([one], BASE, make_history({"rate_10y": [4.0] * 8}), {})[1]
    assert row.error == pytest.approx(0.2, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("rate_10z[q1] = 5", "A075", "rate_10y"),
        ("rate_10y[2050Q1] = 5", "A303", "2050Q1"),
        ("rate_10y = 5", "A711", "no quarter"),
        ("rate_10y[q1]", "A711", "not a figure"),
        ("rate_10y[q1] > 5", "A711", "not a figure"),
        ("rate_10y[q1] = ± 5", "A711", "no figure"),
        ("rate_10y[q1] = 5 ± -1", "A711", "not above nothing"),
        ("rate_10y[q1] = 5 $bn", "A715", "pct/yr"),
    ],
)
def test_what_is_no_new_figure_is_one_line(text: str, code: str, words: str) -> None:
    with pytest.raises(MoneygoodError, match=words) as caught:
        read_observed(text, api.load().model, calendar())
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_a_figure_that_draws_do_not_bear_out_is_refused_with_what_is_left() -> None:
    model, history = api.load().model, make_history({"rate_10y": [4.0] * 8})
    far = read_observed("rate_10y[q1] = 7.5 ± 0.1", model, calendar())
    with pytest.raises(MoneygoodError, match=r"A714: .* effective 0\.\d% of 40,000 draws") as caught:
        likelihood_of([far], BASE, history, {})
    assert "4.00 ± 1.00" in str(caught.value)
    known = read_observed("rate_10y[q0] = 4", model, calendar())
    with pytest.raises(MoneygoodError, match="A712"):
        likelihood_of([known], BASE, history, {})


def test_a_later_vintage_is_its_observed_figures_in_the_run() -> None:
    values = np.array([[4.0, 4.1, 4.2], [2.0, 2.1, 2.2]])
    status = np.array([[OBSERVED] * 3, [OBSERVED, OBSERVED, 2]], dtype=np.uint8)
    later = Panel(("rate_10y", "ffr"), (START - 1, START, START + 1), values, status)
    found = published_since(later, calendar(), ["ffr", "rate_10y", "sp500"])
    assert found == (f"ffr[{START}] = 2.1", f"rate_10y[{START}] = 4.1", f"rate_10y[{START + 1}] = 4.2")
    with pytest.raises(MoneygoodError, match="A711"):
        published_since(later.window(START - 1, START - 1), calendar(), ["ffr"])
