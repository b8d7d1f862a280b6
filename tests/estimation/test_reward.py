"""Mean, persistence and shock of the reward: sums over the grid, and the records that they are adopted in."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.reward import Announcements, RewardText, announcements, read_reward
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.vintage import load_vintage
from moneygood.estimation.filters.reward import estimate_reward
from moneygood.model.build import load_model
from moneygood.model.model import Model


@lru_cache(maxsize=1)
def world() -> tuple[Model, RewardText, Announcements]:
    model = load_model()
    text = read_reward(model)
    assert text is not None
    seen = announcements(load_vintage("2026-11"), text.series)
    assert seen is not None
    return model, text, seen


def test_the_records_have_what_the_announcements_give() -> None:
    """Value and spread, to the digits with which they stand in the records."""
    model, text, seen = world()
    found = estimate_reward(text, seen)
    mean, persistence = (model.parameters[n] for n in (text.mean, text.persistence))
    assert mean.value == pytest.approx(found.mean[0], abs=0.05)
    assert mean.se == pytest.approx(found.mean[1], abs=0.05)
    assert persistence.value == pytest.approx(found.persistence[0], abs=0.005)
    assert persistence.se == pytest.approx(found.persistence[1], abs=0.005)
    assert model.shocks[text.shock].sd == pytest.approx(found.shock[0], abs=0.05)
    assert model.shocks["eps_announcement_return"].sd == pytest.approx(seen.noise / 2, abs=0.05)


def test_few_quarters_leave_wide_errors_and_many_find_the_truth() -> None:
    _, text, seen = world()
    now = estimate_reward(text, seen)
    assert now.mean[1] > 0.6 * text.beliefs[0].sd
    assert now.persistence[1] > 0.6 * text.beliefs[1].sd
    assert now.level[1] > 1.0
    rng, truth = np.random.default_rng(11), (1.5, 0.8, 1.2)
    level, means = truth[0], []
    for _ in range(400):
        level = truth[0] + truth[1] * (level - truth[0]) + truth[2] * rng.normal()
        means.append(level + rng.normal())
    first = Quarter.parse("1600Q1")
    long = Announcements(quarter_range(first, first + 399), np.array(means), np.full(400, 4), 2.0)
    found = estimate_reward(text, long)
    for (value, error), true in zip((found.mean, found.persistence, found.shock), truth, strict=True):
        assert abs(value - true) < max(3 * error, 0.1)
        assert error < 0.5


def test_without_figures_beliefs_stay() -> None:
    """Noise without bound says nothing: moments are those of the cut normals taken beforehand."""
    _, text, seen = world()
    blind = Announcements(seen.quarters, seen.means, seen.counts, 1e6)
    found = estimate_reward(text, blind)
    for belief, (value, error) in zip(
        text.beliefs, (found.mean, found.persistence, found.shock), strict=True
    ):
        grid = np.linspace(*belief.range, 4001)
        weight = np.exp(-0.5 * ((grid - belief.mean) / belief.sd) ** 2)
        weight /= weight.sum()
        assert value == pytest.approx(weight @ grid, abs=0.05)
        assert error == pytest.approx(np.sqrt(weight @ grid**2 - (weight @ grid) ** 2), abs=0.05)
