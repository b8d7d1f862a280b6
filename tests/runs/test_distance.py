"""How far two groups of draws lie apart: against all pairs by hand and an exact linear case."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.runs.distance import LEVELS, distance


def test_quantiles_are_those_of_all_pairs() -> None:
    rng = np.random.default_rng(1)
    values, group = rng.normal(size=60), np.array([0] * 25 + [1] * 30 + [-1] * 5)
    found = distance(values, group, {})
    pairs = [a - b for a in values[:25] for b in values[25:55]]
    assert found.quantiles == pytest.approx(np.quantile(pairs, LEVELS))
    assert found.above == pytest.approx(np.mean(np.array(pairs) > 0))
    assert found.mean == pytest.approx(values[:25].mean() - values[25:55].mean())
    assert found.drivers == ()
    assert found.rest == found.mean


def test_a_linear_figure_is_put_down_to_what_it_is_made_of() -> None:
    rng = np.random.default_rng(2)
    a, b, idle = rng.normal(size=(3, 400))
    values = 2.0 * a - 0.5 * b
    group = (a + b < 0).astype(int)
    found = distance(values, group, {"a": a, "b": b, "idle": idle, "same": np.ones(400)})
    parts = dict(found.drivers)
    first, second = group == 0, group == 1
    assert parts["a"] == pytest.approx(2.0 * (a[first].mean() - a[second].mean()))
    assert parts["b"] == pytest.approx(-0.5 * (b[first].mean() - b[second].mean()))
    assert parts["idle"] == pytest.approx(0.0, abs=1e-9)
    assert "same" not in parts
    assert found.rest == pytest.approx(0.0, abs=1e-9)
    assert found.explained == pytest.approx(1.0)
    assert abs(sum(parts.values()) + found.rest - found.mean) < 1e-12


def test_too_few_draws_are_put_down_to_nothing() -> None:
    values = np.arange(6.0)
    found = distance(values, np.array([0, 0, 0, 1, 1, 1]), {"a": values, "b": values**2})
    assert found.drivers == ()
    assert found.rest == found.mean == -3.0
