"""Entropy pooling against closed forms, another program, and what cannot be met."""

from __future__ import annotations

import csv
import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood.runs.views.pooling import Pooled, effective, pool, relative_entropy

REFERENCE = Path(__file__).parents[2] / "reference"


def normal_nodes(count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Hermite nodes of the standard normal distribution, and their weights as a prior."""
    x, w = np.polynomial.hermite_e.hermegauss(count)
    return x, w / w.sum()


def test_a_mean_view_of_a_normal_moves_it_whole() -> None:
    """Tilting N(0, 1) by exp(m x) gives N(m, 1): all moments, and the entropy m² / 2."""
    x, prior = normal_nodes()
    found = pool(prior, x[None], np.array([0.7]))
    q, m = found.weights, 0.7
    moments = [float(q @ (x - m) ** k) for k in range(1, 7)]
    assert found.met
    assert moments == pytest.approx([0.0, 1.0, 0.0, 3.0, 0.0, 15.0], abs=1e-8)
    assert found.entropy == pytest.approx(m * m / 2, abs=1e-10)
    assert found.multipliers == pytest.approx([-m], abs=1e-9)


@pytest.mark.parametrize(("m", "s"), [(0.0, 0.5), (0.7, 0.6), (-0.4, 1.2)])
def test_views_of_mean_and_variance_of_a_normal_give_the_normal(m: float, s: float) -> None:
    """The nearest distribution to N(0, 1) with mean m and variance s² is N(m, s²)."""
    x, prior = normal_nodes(180)
    found = pool(prior, np.stack([x, (x - m) ** 2]), np.array([m, s * s]))
    q = found.weights
    moments = [float(q @ (x - m) ** k) / s**k for k in range(1, 7)]
    assert moments == pytest.approx([0.0, 1.0, 0.0, 3.0, 0.0, 15.0], abs=1e-8)
    assert found.entropy == pytest.approx(-np.log(s) + (s * s + m * m - 1) / 2, abs=1e-8)


def test_a_probability_scales_both_sides() -> None:
    """A view of an event multiplies the weights inside by P / p and outside by (1 - P) / (1 - p)."""
    prior = np.array([0.1, 0.2, 0.3, 0.4])
    found = pool(prior, np.array([[1.0, 1.0, 0.0, 0.0]]), np.array([0.6]))
    assert found.weights == pytest.approx([0.2, 0.4, 0.4 * 3 / 7, 0.4 * 4 / 7], abs=1e-12)
    assert found.entropy == pytest.approx(0.6 * np.log(2) + 0.4 * np.log(0.4 / 0.7), abs=1e-12)


def test_an_inequality_binds_or_costs_nothing() -> None:
    x = np.linspace(-1.0, 1.0, 41)
    prior = np.full(41, 1 / 41)
    slack = pool(prior, x[None], np.array([0.1]), np.array([True]))
    assert slack.weights == pytest.approx(prior, abs=1e-15)
    assert slack.multipliers.tolist() == [0.0]
    bound = pool(prior, -x[None], np.array([-0.1]), np.array([True]))  # at least 0.1
    same = pool(prior, x[None], np.array([0.1]))
    assert bound.weights == pytest.approx(same.weights, abs=1e-12)


def test_a_hundred_sets_of_inequalities_are_optimal() -> None:
    """Met, no multiplier of the wrong sign, slack times multiplier nothing: the conditions of an optimum."""
    chance = np.random.default_rng(4)
    for _ in range(100):
        rows = chance.standard_normal((6, 300))
        targets = chance.uniform(-0.25, 0.25, 6)
        upper = np.array([True, True, True, True, False, False])
        found = pool(np.full(300, 1 / 300), rows, targets, upper)
        gap = rows @ found.weights - targets
        assert found.met
        assert np.all(gap[:4] < 1e-9)
        assert np.abs(gap[4:]).max() < 1e-9
        assert np.all(found.multipliers[:4] >= -1e-9)
        assert np.abs(found.multipliers[:4] * gap[:4]).max() < 1e-9


def test_what_no_weights_can_do_is_said() -> None:
    x = np.random.default_rng(1).standard_normal(2000)
    prior, inside = np.full(2000, 1 / 2000), (x > 0).astype(float)
    assert not pool(prior, x[None], np.array([6.0])).met
    assert not pool(prior, np.stack([inside, inside]), np.array([0.3, 0.6])).met
    assert not pool(prior, np.zeros((1, 2000)), np.array([0.2])).met
    twice = pool(prior, np.stack([inside, inside]), np.array([0.3, 0.3]))
    assert twice.met
    assert twice.weights == pytest.approx(pool(prior, inside[None], np.array([0.3])).weights, abs=1e-12)


def test_20_000_draws_take_a_fifth_of_a_second() -> None:
    """Fifteen views on 20,000 draws, three of them inequalities."""
    chance = np.random.default_rng(2)
    x = chance.standard_normal((10, 20_000))
    rows = np.vstack([x, x[:2] ** 2, x[2:5] > 0.5])
    targets = np.r_[np.full(10, 0.2), np.full(2, 1.1), np.full(3, 0.4)]
    upper = np.isin(np.arange(15), (2, 4, 6))
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        found = pool(np.full(20_000, 1 / 20_000), rows, targets, upper)
        taken.append(time.perf_counter() - began)
    assert found.met
    assert min(taken) < 0.2


def test_sizes_by_hand() -> None:
    w = np.array([0.5, 0.25, 0.25, 0.0])
    assert effective(w) == pytest.approx(1 / (0.25 + 0.0625 + 0.0625))
    third = 0.5 * np.log(2) + 0.5 * np.log(1)
    assert relative_entropy(w, np.full(4, 0.25)) == pytest.approx(third)


def read_reference() -> tuple[np.ndarray, list[dict[str, str]], dict[str, np.ndarray]]:
    with (REFERENCE / "entropy_pooling_sample.csv").open() as file:
        sample = np.array([[float(v) for v in row] for row in list(csv.reader(file))[1:]])
    with (REFERENCE / "entropy_pooling_cases.csv").open() as file:
        cases = list(csv.DictReader(file))
    with (REFERENCE / "entropy_pooling_weights.csv").open() as file:
        table = list(csv.DictReader(file))
    weights = {c["case"]: np.array([float(row[c["case"]]) for row in table]) for c in cases}
    return sample, cases, weights


SAMPLE, CASES, WEIGHTS = read_reference()


def rows_of(views: list[str]) -> list[tuple[np.ndarray, float, str]]:
    """Linear features of the sample with their number and sign, from texts such as ``a - b == 0.01``."""
    out = []
    for text in views:
        left, sign, right = re.split(r"\s*(==|<=|>=)\s*", text)
        feature = np.zeros(len(SAMPLE))
        for minus, name in re.findall(r"(-?)\s*([abc])", left):
            feature = feature + (-1.0 if minus else 1.0) * SAMPLE[:, "abc".index(name)]
        out.append((feature, float(right), sign))
    return out


def pooled(rows: list[tuple[np.ndarray, float, str]]) -> Pooled:
    turned = [(-f, -b, True) if s == ">=" else (f, b, s == "<=") for f, b, s in rows]
    features, targets, upper = zip(*turned, strict=True)
    prior = np.full(len(SAMPLE), 1 / len(SAMPLE))
    return pool(prior, np.stack(features), np.array(targets), np.array(upper))


def solve(asked: dict[str, Any]) -> Pooled:
    """Views as skfolio takes them: means and tails first, then variances around the means found then."""
    rows = rows_of(asked.get("mean_views", []))
    for feature, size, sign in rows_of(asked.get("value_at_risk_views", [])):
        rows.append(((feature <= -size).astype(float), 1 - asked["value_at_risk_beta"], sign))
    variances = rows_of(asked.get("variance_views", []))
    if not variances:
        return pooled(rows)
    first = pooled(rows).weights if rows else np.full(len(SAMPLE), 1 / len(SAMPLE))
    for feature, size, sign in variances:
        middle = float(first @ feature)
        rows += [(feature, middle, "=="), ((feature - middle) ** 2, size, sign)]
    return pooled(rows)


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_ten_cases_as_skfolio_has_them(case: dict[str, str]) -> None:
    """Frozen figures of skfolio 1.12.2; its solver stops at about 1e-6 of a weight."""
    assert len(CASES) == 10
    found = solve(json.loads(case["views"]))
    theirs = WEIGHTS[case["case"]]
    assert found.met
    assert found.entropy == pytest.approx(float(case["relative_entropy"]), abs=5e-8)
    assert np.exp(np.log(len(SAMPLE)) - found.entropy) == pytest.approx(
        float(case["effective_number"]), rel=1e-7
    )
    assert np.abs(found.weights - theirs).max() < 2e-6
