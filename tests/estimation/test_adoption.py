"""The adoption filter against statsmodels and by hand; what a one-sided estimate may know."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import economics_root
from moneygood.data.vintage import load_vintage
from moneygood.estimation.filters.adoption import adoption_space, estimate_adoption
from moneygood.estimation.filters.adoption_texts import AdoptionText, Belief, ShownPosition, read_adoption
from moneygood.estimation.filters.kalman import kalman_filter, kalman_smoother
from moneygood.model.build import load_model

END = Quarter.parse("2026Q2")


@lru_cache(maxsize=1)
def bundled() -> AdoptionText:
    return read_adoption(load_model(), load_vintage(), END)


def made(figures: np.ndarray, *series: ShownPosition, out_after: int = 0, **changes: object) -> AdoptionText:
    """A filter's text over quarters from 2023Q1; figures are out `out_after` days into their quarter."""
    periods = quarter_range(Quarter.parse("2023Q1"), Quarter.parse("2023Q1") + (len(figures) - 1))
    first = np.array([datetime.date(q.year, 3 * q.quarter - 2, 1).toordinal() for q in periods])
    text = AdoptionText(
        periods, series, figures, np.where(np.isfinite(figures), first[:, None] + out_after, 0),
        Belief(-3.0, 2.0), Belief(0.5, 0.4), 0.1, Belief(0.0, 1.0), Belief(1.0, 0.5),
    )  # fmt: skip
    return replace(text, **changes)


def test_one_exact_figure_is_the_position() -> None:
    figures = np.array([[np.nan], [-2.0], [np.nan]])
    found = estimate_adoption(
        made(figures, ShownPosition("a", 1.0, 0.0, 1e-6), shock=0.0, pace=Belief(0.4, 0.0))
    )
    assert found.position == pytest.approx([-2.1, -2.0, -1.9], abs=1e-6)
    assert found.position_se == pytest.approx([0, 0, 0], abs=1e-4)


def test_with_no_figure_the_belief_stays_and_widens() -> None:
    figures = np.full((4, 1), np.nan)
    found = estimate_adoption(made(figures, ShownPosition("a", 1.0, 0.0, 0.1)))
    steps = np.arange(1, 5)
    assert found.position == pytest.approx(-3.0 + 0.125 * steps)
    assert found.position_se == pytest.approx(np.sqrt(4.0 + (0.1 * steps) ** 2 + 0.01 * steps))


def test_figure_and_belief_are_weighted_by_their_precision() -> None:
    """One quarter, belief -2.9 with variance 1 + 0.01, figure -1.9 with variance 0.25."""
    text = made(np.array([[-1.9]]), ShownPosition("a", 1.0, 0.0, 0.5), position=Belief(-3.0, 1.0),
                pace=Belief(0.4, 0.0), shock=0.1)  # fmt: skip
    weight = 1.01 / (1.01 + 0.25)
    found = estimate_adoption(text)
    assert found.position[0] == pytest.approx(-2.9 + weight)
    assert found.position_se[0] == pytest.approx(np.sqrt(1.01 * 0.25 / 1.26))


def test_position_and_pace_are_those_of_statsmodels_with_gaps() -> None:
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    rng = np.random.default_rng(11)
    figures = (
        np.cumsum(0.12 + 0.1 * rng.standard_normal((14, 1)), axis=0) - 3 + 0.2 * rng.normal(size=(14, 3))
    )
    figures[rng.random(figures.shape) < 0.5] = np.nan
    series = (
        ShownPosition("a", 1.0, 0.0, 0.2),
        ShownPosition("b", 1.0, None, 0.1),
        ShownPosition("c", 1.7, None, 0.3),
    )
    text = made(figures, *series)
    slopes = np.array([1.0, 1.0, 1.7])
    space = adoption_space(text, slopes)
    ours = kalman_filter(space, figures)
    smooth, covariance = kalman_smoother(space, ours)
    theirs = MLEModel(figures, k_states=5, k_posdef=5)
    theirs["design"] = np.column_stack([slopes, np.zeros(3), np.eye(3)])
    theirs["transition"] = space.transition
    theirs["selection"] = np.eye(5)
    theirs["state_cov"] = space.state_noise
    theirs["obs_cov"] = np.diag(space.noise)
    before = space.transition @ space.mean
    spread = space.transition @ space.covariance @ space.transition.T + space.state_noise
    theirs.ssm.initialize_known(before, spread)
    theirs.loglikelihood_burn = 0
    result: Any = theirs.ssm.smooth()
    assert pytest.approx(result.filtered_state, abs=1e-8) == ours.mean.T
    assert pytest.approx(result.smoothed_state, abs=1e-6) == smooth.T
    assert covariance[:, 0, 0] == pytest.approx(result.smoothed_state_cov[0, 0], abs=1e-6)
    assert ours.loglikelihood == pytest.approx(float(np.sum(result.llf_obs)), abs=1e-8)


def test_free_slopes_make_the_position_less_certain() -> None:
    figures = np.linspace(-3, -1, 8)[:, None] + np.zeros((8, 2))
    fixed = estimate_adoption(
        made(figures, ShownPosition("a", 1.0, 0.0, 0.3), ShownPosition("b", 1.0, None, 0.1))
    )
    free = estimate_adoption(
        made(figures, ShownPosition("a", 1.0, 0.0, 0.3), ShownPosition("b", None, None, 0.1))
    )
    assert np.all(free.position_se >= fixed.position_se - 1e-9)
    assert free.position_se.max() > fixed.position_se.max()


def test_one_sided_position_knows_nothing_of_later_figures() -> None:
    """C-15: what is not out yet, or of a later quarter, does not enter, slopes included."""
    figures = np.linspace(-3, -1, 8)[:, None] + np.zeros((8, 2))
    series = (ShownPosition("a", 1.0, 0.0, 0.3), ShownPosition("b", None, None, 0.1))
    whole = estimate_adoption(made(figures, *series))
    other = figures.copy()
    other[5:] += 3.0
    changed = estimate_adoption(made(other, *series))
    assert changed.onesided[:5] == pytest.approx(whole.onesided[:5], abs=1e-12)
    assert abs(changed.onesided[5] - whole.onesided[5]) > 0.1
    assert abs(changed.position[4] - whole.position[4]) > 0.1


def test_figure_counts_from_the_day_it_is_out() -> None:
    figures = np.array([[np.nan], [-1.0], [np.nan], [np.nan]])
    soon = estimate_adoption(made(figures, ShownPosition("a", 1.0, 0.0, 0.1), out_after=10))
    late = estimate_adoption(made(figures, ShownPosition("a", 1.0, 0.0, 0.1), out_after=130))
    assert soon.onesided[1] == pytest.approx(-1.0, abs=0.05)
    assert late.onesided[1] == pytest.approx(-2.75)
    assert late.onesided[2:] == pytest.approx(soon.onesided[2:])
    assert late.position == pytest.approx(soon.position)


def test_quarters_without_a_point_stay_missing() -> None:
    """C-6: only what stands in the table enters, and a quarter has a figure only where it has a point."""
    text = bundled()
    rows = [
        r.split(",") for r in (economics_root() / "backtest" / "adoption.csv").read_text().splitlines()[2:]
    ]
    names = [s.name for s in text.series]
    there = {(r[0], r[1]) for r in rows}
    for t, quarter in enumerate(text.periods):
        for i, name in enumerate(names):
            assert np.isfinite(text.figures[t, i]) == ((name, str(quarter)) in there)


def test_every_point_has_a_source_in_the_bibliography() -> None:
    known = load_model().references
    rows = (economics_root() / "backtest" / "adoption.csv").read_text().splitlines()[2:]
    assert {r.split(",")[5] for r in rows} <= set(known)


def test_the_assumed_start_and_pace_lie_within_two_standard_errors() -> None:
    found, model = estimate_adoption(bundled()), load_model()
    start = model.variables["ai_adoption_index"].start
    assert start is not None
    at = found.periods.index(Quarter.parse("2024Q4"))
    assert abs(start.value - found.position[at]) < 2 * found.position_se[at]
    assert abs(model.parameters["b_ai_adoption_speed"].value - found.pace) < 2 * found.pace_se


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("adoption.yaml", "first: 2023Q1\n", "", "lacks the field 'first'"),
        ("adoption.yaml", "noise: 0.15", "noise: wide", "'wide', not a number"),
        ("adoption.yaml", "distance: 0, ", "", "nothing sets the position's level"),
        ("adoption.csv", "series,quarter", "series,year", "other columns"),
        ("adoption.csv", "firms_paying,2023Q1", "firms_payng,2023Q1", "no series 'firms_payng'"),
        ("adoption.csv", "2023Q3,3.7", "2023Q3,many", "cannot be read"),
        ("adoption.csv", "firms_production,2024Q1", "firms_production,2023Q3", "two points in 2023Q3"),
    ],
)
def test_faults_of_the_text_are_told(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    (tmp_path / "backtest").mkdir()
    for name in ("adoption.yaml", "adoption.csv"):
        text = (economics_root() / "backtest" / name).read_text(encoding="utf-8")
        if name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "backtest" / name).write_text(text, encoding="utf-8")
    with pytest.raises(MoneygoodError, match=said) as caught:
        read_adoption(load_model(), load_vintage(), END, tmp_path)
    assert caught.value.code == "A601"
