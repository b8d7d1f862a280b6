"""Scenario discovery: planted boxes, the boxes of ema-workbench, splits by brute force, honest halves."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from scipy.stats import binom

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.questions.discover.inputs import drawn_table
from moneygood.questions.discover.prim import Settings, find_boxes, quasi_p, reproduced
from moneygood.questions.discover.search import (
    DiscoverRequest,
    choose,
    discover,
    happens,
    information,
    screened,
)
from moneygood.questions.discover.tree import best_split, fit_tree, predict, rules
from moneygood.runs.inputs import find_input


def planted(seed: int, n: int = 2000, inputs: int = 12, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """A corner of two inputs in which the outcome is frequent, rare elsewhere."""
    rng = np.random.default_rng(seed)
    x = rng.random((n, inputs))
    inside = (x[:, 2] > 0.6) & (x[:, 5] < 0.45)
    return x, (rng.random(n) < np.where(inside, 1 - noise, noise / 4)).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found(seed: int) -> None:
    x, y = planted(seed)
    steps = find_boxes(x, y)
    box = steps[choose(steps, x, y, Settings(), np.random.default_rng(0))]
    odds = quasi_p(box, x, y)
    sure = {j for j, p in odds.items() if p < 1e-6}
    assert sure == {2, 5}
    assert box.low[2] == pytest.approx(0.6, abs=0.06)
    assert box.high[5] == pytest.approx(0.45, abs=0.06)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_the_box_is_that_of_ema_workbench_on_the_same_draws(seed: int) -> None:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim

        x, y = planted(seed, 600, 6)
        frame = pd.DataFrame(x, columns=[f"x{j}" for j in range(6)])
        theirs = prim.Prim(frame, y.astype(int), threshold=0.1, peel_alpha=0.05, mass_min=0.05).find_box()
        limits = theirs.box_lims[-1]
        path = theirs.peeling_trajectory
    ours = find_boxes(x, y, Settings(0.05, 0.05, 0.05))
    assert len(ours) == len(path)
    assert np.allclose([b.density for b in ours], path["density"])
    assert np.allclose([b.count / len(y) for b in ours], path["mass"])
    low = np.where(np.isfinite(ours[-1].low), ours[-1].low, x.min(axis=0))
    high = np.where(np.isfinite(ours[-1].high), ours[-1].high, x.max(axis=0))
    assert np.allclose(limits.to_numpy(dtype=float), [low, high])


def test_a_box_counts_what_lies_in_it() -> None:
    x, y = planted(7, 400)
    for box in find_boxes(x, y):
        inside = box.holds(x)
        assert (box.count, box.hits) == (inside.sum(), y[inside].sum())
        assert box.count >= 0.05 * 400 or not box.restricted.any()


def test_density_never_falls_while_peeling_and_pasting() -> None:
    x, y = planted(8, 500)
    densities = [b.density for b in find_boxes(x, y)]
    assert all(b >= a for a, b in itertools.pairwise(densities))


def test_quasi_p_is_the_binomial_tail_without_the_restriction() -> None:
    x, y = planted(9, 500)
    box = find_boxes(x, y)[4]
    j = int(np.flatnonzero(box.restricted)[0])
    others = np.ones(500, dtype=bool)
    for k in np.flatnonzero(box.restricted):
        if k != j:
            others &= (x[:, k] >= box.low[k]) & (x[:, k] <= box.high[k])
    expected = binom.sf(box.hits - 1, box.count, y[others].mean())
    assert quasi_p(box, x, y)[j] == pytest.approx(expected)


def test_half_samples_find_real_restrictions_again_and_chance_ones_seldom() -> None:
    x, y = planted(10, 1200)
    steps = find_boxes(x, y)
    box = steps[choose(steps, x, y, Settings(), np.random.default_rng(0))]
    again = reproduced(x, y, box, Settings(), 10, np.random.default_rng(1))
    assert again[[2, 5]].min() >= 0.9
    assert again[[0, 1, 3, 4]].mean() < 0.6


def test_inputs_without_bearing_are_kept_out() -> None:
    x, y = planted(11, 3000, 60)
    found = screened(x, y)
    assert {2, 5} <= set(found.tolist())
    assert len(found) <= 6


def test_information_is_nought_without_bearing_and_the_entropy_with_all() -> None:
    inside = np.arange(1000) < 300
    assert information(inside, (np.arange(1000) % 10 == 0) * 1.0) == pytest.approx(0.0, abs=1e-12)
    entropy = -(0.3 * np.log(0.3) + 0.7 * np.log(0.7))
    assert information(inside, inside * 1.0) == pytest.approx(entropy)
    assert information(~inside, inside * 1.0) == pytest.approx(-entropy)


# ── trees ────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_split_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(4)
    x, y = np.round(rng.random((60, 3)), 1), (rng.random(60) < 0.4).astype(float)
    best = (0.0, -1, 0.0)
    for j in range(3):
        values = np.unique(x[:, j])
        for cut in (values[:-1] + values[1:]) / 2:
            sides = [y[x[:, j] <= cut], y[x[:, j] > cut]]
            if min(len(s) for s in sides) < 5:
                continue
            impurity = sum(2 * s.mean() * (1 - s.mean()) * len(s) for s in sides)
            gain = 2 * y.mean() * (1 - y.mean()) * 60 - impurity
            if gain > best[0] + 1e-12:
                best = (gain, j, cut)
    found = best_split(x, y, 5)
    assert found is not None
    assert found[0] == pytest.approx(best[0])
    assert found[1:] == pytest.approx(best[1:])


def test_a_tree_finds_a_planted_corner_and_its_leaves_share_out_the_draws() -> None:
    x, y = planted(12)
    tree = fit_tree(x, y, rng=np.random.default_rng(0))
    ways = rules(tree)
    assert sum(r.holds(x).astype(int) for r in ways).tolist() == [1] * len(y)
    assert all(r.leaf.count == r.holds(x).sum() and r.leaf.hits == y[r.holds(x)].sum() for r in ways)
    best = max(ways, key=lambda r: r.leaf.hits / r.leaf.count)
    assert set(best.limits) == {2, 5}
    assert best.leaf.hits / best.leaf.count > 0.8
    assert predict(tree, x).mean() == pytest.approx(y.mean())


def test_a_tree_on_chance_is_pruned_to_its_root() -> None:
    rng = np.random.default_rng(5)
    roots = [
        len(rules(fit_tree(rng.random((600, 8)), (rng.random(600) < 0.3) * 1.0, rng=rng))) == 1
        for _ in range(10)
    ]
    assert sum(roots) >= 8


# ── on the model ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def work():
    return api.load()


def test_a_condition_counts_from_quarters_in_a_row_inside_the_window() -> None:
    holds = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1]], dtype=bool)
    assert happens(holds, 0, 3, 1).tolist() == [True, True, True]
    assert happens(holds, 0, 3, 2).tolist() == [True, True, False]
    assert happens(holds, 0, 3, 3).tolist() == [False, True, False]
    assert happens(holds, 2, 3, 2).tolist() == [False, True, False]


def test_the_table_holds_what_the_engine_drew(work) -> None:
    """The shock of trend growth in the table explains the growth of the run that it says it drew.

    Growth is an AR(1) around a mean that is drawn too (a column of the table): after four quarters
    that mean has come in by 1 - (1 - fade)^4, worked by hand, and what is left is the shock's.
    """
    settled = work.settle(api.find_scenario("baseline"), horizon=4)
    table = drawn_table(work, settled, [find_input(work, "term_premium")], 300, 3, 4)
    names = [c.name for c in table.columns]
    run = simulate(settled.model, settled.setting, draws=300, seed=3, keep=["tfp_growth", "rate_10y"],
                   parameter_values=table.parameters, shock_values=table.shocks)  # fmt: skip
    kept = (1 - work.model.parameters["b_tfp_growth_fade"].value) ** 4
    trend = run.paths.series("tfp_growth")[3] - (1 - kept) * table.values[:, names.index("b_tfp_growth")]
    own = table.values[:, names.index("eps_tfp_growth:years 1 to 3")]
    assert np.corrcoef(trend, own)[0, 1] > 0.99
    assert own.std() == pytest.approx(1.0, abs=0.15)
    lever = table.values[:, names.index("term_premium")]
    assert (lever.min(), lever.max()) == pytest.approx((-1.5, 2.5), abs=0.05)
    assert np.corrcoef(run.paths.series("rate_10y")[0], lever)[0, 1] > 0.8


def test_a_lever_that_decides_is_found_and_tested_on_other_draws(work) -> None:
    request = DiscoverRequest(
        window="2026Q3..2027Q2", levers=("term_premium",), boxes=1, draws=1000, quarters=8
    )
    found = discover(work, api.find_scenario("baseline"), "10y > 5.4", request)
    box = found.boxes[0]
    assert box.limits[0].column.name == "term_premium"
    assert box.limits[0].low is not None
    assert box.tested_on.density - 3 * box.tested_on.density_error > 1.5 * found.share
    assert found.as_json()["boxes"][0]["limits"][0]["input"] == "term_premium"


@pytest.mark.parametrize(
    ("words", "options", "code"),
    [
        ("10y > 60", {}, "A340"),
        ("10y > -60", {}, "A340"),
        ("10y and debt", {}, "A302"),
        ("10y > 5", {"window": "2020Q1..2021Q1"}, "A303"),
        ("10y > 5", {"peel": 0.9}, "A341"),
        ("10y > 5", {"boxes": 0}, "A341"),
        ("10y > 5", {"draws": 0}, "E005"),
        ("10y > 5", {"draws": -5}, "E005"),
        ("10y > 5", {"running": 9}, "A341"),
        ("10y > 5", {"levers": ("nothing",)}, "A306"),
        ("10y > 5", {"levers": ("rate_10y",)}, "A307"),
        ("10y > 5", {"levers": ("ai_productivity", "b_tfp_extra_growth")}, "A308"),
    ],
)
def test_searches_that_cannot_be_made_are_refused(work, words, options, code) -> None:
    request = DiscoverRequest(**{"draws": 200, "quarters": 8, **options})
    with pytest.raises(MoneygoodError) as caught:
        discover(work, api.find_scenario("baseline"), words, request)
    assert caught.value.code == code
