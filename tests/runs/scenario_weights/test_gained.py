"""Which scenario gained by new figures: against Bayes' rule in closed form."""

import numpy as np
import pytest

from moneygood.core.panel import MISSING, OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.runs.scenario_weights import gained as under_test
from moneygood.runs.scenario_weights.gained import bayes, published
from moneygood.runs.scenario_weights.observed import names_vintage


def mixture(means: list[float], spread: float, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Draws of equally likely normals in one dimension, and the part of each that belongs to each normal."""
    x = np.concatenate(
        [m + spread * np.random.default_rng(k).normal(size=draws) for k, m in enumerate(means)]
    )
    density = np.exp(-0.5 * ((x - np.array(means)[:, None]) / spread) ** 2)
    return x[None, :], density / density.sum(axis=0)


def test_two_normals_by_bayes_rule() -> None:
    """Means 0 and 1, sd 1, a figure of 1.5 with error: odds exp((m1-m0)(y-(m1+m0)/2)/variance), by hand."""
    x, belongs = mixture([0.0, 1.0], 1.0, 40_000)
    before, after, says = bayes(x, belongs, np.array([1.5]))
    # what parts among the two by density has its means and spread; a fifth of the draws' spread is the error
    variance = 1.0 + 0.04 * 1.25
    odds = np.exp((1.5 - 0.5) / variance)
    assert before == pytest.approx([0.5, 0.5], abs=0.01)
    assert after[1] / after[0] == pytest.approx(odds, rel=0.05)
    assert after.sum() == pytest.approx(1.0, abs=1e-12)
    assert says[1, 0] > 0 > says[0, 0]


def test_a_figure_halfway_says_nothing() -> None:
    x, belongs = mixture([0.0, 1.0], 1.0, 40_000)
    _, after, _ = bayes(x, belongs, np.array([0.5]))
    assert after == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_figure_that_tells_nothing_apart_moves_nothing() -> None:
    """The same distribution in both: weights stay, however far out the figure is."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(1, 4000))
    belongs = np.stack([np.full(4000, 0.3), np.full(4000, 0.7)])
    before, after, _ = bayes(x, belongs, np.array([6.0]))
    assert before == pytest.approx([0.3, 0.7])
    assert after == pytest.approx(before, abs=1e-9)


def test_how_far_out_figures_lie() -> None:
    """For normal draws in two dimensions the share beyond a distance d is exp(-d^2/2)."""
    rows = np.random.default_rng(2).normal(size=(2, 20_000))
    assert under_test._further(rows, np.array([1.2, 1.6])) == pytest.approx(np.exp(-2.0), abs=0.01)


def test_only_what_was_published_counts() -> None:
    quarters = tuple(Quarter.parse(q) for q in ("2026Q2", "2026Q3", "2026Q4"))
    status = np.array([[OBSERVED, OBSERVED, MISSING], [OBSERVED, 2, 2]], dtype=np.uint8)
    values = np.array([[4.0, 4.2, np.nan], [1.0, 2.0, 3.0]])
    history = Panel(("rate_10y", "gdp_growth"), quarters, values, status)
    assert published(history, quarters[1:]) == (("rate_10y", quarters[1], 4.2),)


def test_a_vintage_of_the_user_s_own_is_named_by_any_name(tmp_path, monkeypatch) -> None:
    """A second refresh in a month is called by its day, one of the user's as it pleases."""
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path))
    for name in ("2026-12-14", "desk"):
        (tmp_path / "vintages" / name).mkdir(parents=True)
        (tmp_path / "vintages" / name / "manifest.json").write_text("{}")
    for text in ("2026-12", " 2026-12-14", "desk"):
        assert names_vintage(text), text
    for text in ("ffr[2026Q4] = 3.7", "dusk"):
        assert not names_vintage(text), text
