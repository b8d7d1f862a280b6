"""Weighted statistics are those of draws repeated as often as their weights say (the slow obvious way)."""

from __future__ import annotations

import numpy as np
import pytest

from made_paths import make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.runs.compare import compare
from moneygood.runs.fan import fan
from moneygood.runs.first_passage.cascade import edge, orders
from moneygood.runs.first_passage.chances import DrawShares
from moneygood.runs.first_passage.event_control import event_difference, warning_worth
from moneygood.runs.first_passage.incidence import aalen_johansen
from moneygood.runs.first_passage.passage import summarise
from moneygood.runs.first_passage.triggers import BreakDefinition, Side
from moneygood.runs.first_passage.typical import medoid
from moneygood.runs.weighted import weighted_error, weighted_mean, weighted_quantiles

CHANCE = np.random.default_rng(7)
OFTEN = CHANCE.integers(0, 4, 400)
MASS = OFTEN * (OFTEN.size / OFTEN.sum())


def weighted(paths: Paths) -> Paths:
    from dataclasses import replace

    return replace(paths, weights=OFTEN / OFTEN.sum())


def repeated(values: np.ndarray) -> np.ndarray:
    """Each draw as often as it counts, along the last axis."""
    return np.repeat(values, OFTEN, axis=-1)


def test_equal_masses_are_the_plain_statistics() -> None:
    """C-9 in little: with masses of one nothing changes."""
    from dataclasses import replace

    paths = make_paths({"x": CHANCE.normal(size=(3, 101))}, failed=(5,))
    plain, same = fan(paths, "x"), fan(replace(paths, weights=np.full(101, 1 / 101)), "x")
    for name in ("quantiles", "mean", "mean_error"):
        assert getattr(same, name) == pytest.approx(getattr(plain, name), rel=1e-9), name
    assert same.quantile_errors == pytest.approx(plain.quantile_errors, rel=0.05)  # share seen, not expected
    assert same.draws == plain.draws == 100


def test_quantiles_by_hand() -> None:
    """Draws 1, 2, 4 with masses 1, 2, 1: places 0, 1.5, 3 of 3; a draw without mass is not there."""
    found = weighted_quantiles(
        np.array([[4.0, 1.0, 2.0, -9.0]]), np.array([1.0, 1.0, 2.0, 0.0]), (0, 0.25, 0.5, 1)
    )
    assert found.ravel().tolist() == [1.0, 1.5, 2.0, 4.0]


def test_the_error_of_a_weighted_mean_is_its_spread_over_new_draws() -> None:
    """Draws from N(0, 1) weighed by exp(x / 2): the mean is one half, its error that of 3,000 repetitions."""
    means, errors = [], []
    for _ in range(3000):
        x = CHANCE.normal(size=200)
        mass = np.exp(0.5 * x)
        mass *= 200 / mass.sum()
        means.append(float(weighted_mean(x, mass)))
        errors.append(float(weighted_error(x, mass, np.arange(200), "random")))
    assert np.mean(means) == pytest.approx(0.5, abs=0.02)
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.1)


def times(p: float) -> np.ndarray:
    found = CHANCE.geometric(p, 400)
    return np.where(found > 12, 0, found).astype(np.int16)


def test_first_passages_are_those_of_repeated_draws() -> None:
    sides = {"a.one": times(0.1), "a.two": times(0.05), "b.one": times(0.08)}
    side = {n: Side(n, n, "up", (), 1, "") for n in ("one", "two")}
    definitions = (
        BreakDefinition("a", "A", (side["one"], side["two"])),
        BreakDefinition("b", "B", (side["one"],)),
    )
    already = dict.fromkeys(sides, False)
    paths = make_paths({"x": np.zeros((12, 400))})
    found = summarise(paths, definitions, sides, already, mass=MASS)
    long = make_paths({"x": np.zeros((12, int(OFTEN.sum())))})
    slow = summarise(long, definitions, {k: repeated(v) for k, v in sides.items()}, already)
    assert found.none == pytest.approx(slow.none)
    assert found.ties == pytest.approx(slow.ties)
    assert found.first_within[4] == pytest.approx(slow.first_within[4])
    for key, risk in {**found.highs, **found.sides}.items():
        other = {**slow.highs, **slow.sides}[key]
        assert risk.incidence == pytest.approx(other.incidence)
        assert risk.first_incidence == pytest.approx(other.first_incidence)
        for name in ("p_first", "p_first_or_tied", "p_within_4q", "p_ever"):
            assert getattr(risk, name) == pytest.approx(getattr(other, name)), name
        assert (risk.median_quarter, risk.median_quarter_if_broken) == (
            other.median_quarter,
            other.median_quarter_if_broken,
        )
        assert risk.p_first_error > other.p_first_error  # repeated draws tell less than new ones
    shares = {o.sequence: o.share for o in slow.order}
    assert {o.sequence: o.share for o in orders(found.times, MASS) if o.share} == pytest.approx(shares)
    link, slow_link = edge("a", "b", found.times, 12, 4, MASS), edge("a", "b", slow.times, 12, 4)
    assert link is not None
    assert slow_link is not None
    assert link.odds_ratio == pytest.approx(slow_link.odds_ratio)
    assert (link.p_after, link.p_matched, link.lag_quarters) == pytest.approx(
        (slow_link.p_after, slow_link.p_matched, slow_link.lag_quarters)
    )


def test_incidence_with_censoring_is_that_of_repeated_draws() -> None:
    t, ends = times(0.1), CHANCE.integers(3, 12, 400)
    t = np.where(t > ends, 0, t)
    found = aalen_johansen(t, (t > 0)[None].astype(float), 12, ends, MASS * OFTEN.sum() / 400)
    slow = aalen_johansen(repeated(t), repeated((t > 0)[None].astype(float)), 12, repeated(ends))
    assert found.shares == pytest.approx(slow.shares)
    assert found.surviving == pytest.approx(slow.surviving)


def test_losses_signs_and_typical_draws_are_those_of_repeated_draws() -> None:
    values, t = CHANCE.normal(size=(12, 400)), times(0.15)
    found = event_difference(values, t, 2, MASS)
    slow = event_difference(repeated(values), repeated(t), 2)
    assert (found.difference, found.event, found.control) == pytest.approx(
        (slow.difference, slow.event, slow.control)
    )
    on = CHANCE.random((13, 400)) < 0.3
    sign, slow_sign = warning_worth(on, t, 3, MASS), warning_worth(repeated(on), repeated(t), 3)
    for name in ("p_on", "p_off", "lift", "on_share"):
        assert getattr(sign, name) == pytest.approx(getattr(slow_sign, name)), name
    points = CHANCE.normal(size=(400, 5))
    place = int(np.repeat(np.arange(400), OFTEN)[medoid(np.repeat(points, OFTEN, axis=0))])
    assert medoid(points, MASS) == place


def test_differences_are_those_of_repeated_draws_and_need_the_same_weights() -> None:
    a, b = ({"x": CHANCE.normal(size=(2, 400)) + i} for i in (0.3, 0.0))
    one, other = make_paths(a), make_paths(b)
    row = compare(weighted(one), weighted(other), ["x"]).rows[1]
    gap = repeated(a["x"] - b["x"])[1]
    assert row.difference == pytest.approx(gap.mean())
    assert row.median == pytest.approx(np.median(gap), abs=0.02)
    with pytest.raises(MoneygoodError, match="A021"):
        compare(weighted(one), other, ["x"])


def test_a_failed_draw_has_no_part() -> None:
    from dataclasses import replace

    paths = replace(make_paths({"x": np.ones((2, 3))}, failed=(1,)), weights=np.array([0.2, 0.6, 0.2]))
    assert paths.mass is not None
    assert paths.mass.tolist() == [1.0, 1.0]
    with pytest.raises(MoneygoodError, match="A012"):
        _ = replace(paths, weights=np.array([0.0, 1.0, 0.0])).mass


def test_shares_and_their_errors_by_hand() -> None:
    """Three draws of mass 2, 1, 0: a share, its error, and the middle of their times."""
    shares = DrawShares(np.array([2.0, 1.0, 0.0]), np.arange(3), "random")
    yes = np.array([True, False, True])
    assert shares.of(yes) == pytest.approx(2 / 3)
    gaps = np.array([2 / 3, -2 / 3, 0.0])
    assert shares.error(yes) == pytest.approx(gaps.std(ddof=1) / np.sqrt(3))
    assert shares.size == pytest.approx(9 / 5)
    assert shares.by_quarter(np.array([2, 0, 1]), 3).tolist() == pytest.approx([0.0, 2 / 3, 2 / 3])
    assert shares.middle(np.array([2, 3, 1])) == 2
    assert shares.middle(np.array([0, 0, 1])) is None
