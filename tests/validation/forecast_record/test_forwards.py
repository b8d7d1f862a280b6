"""Forward rates by hand: flat curves, simple arithmetic of two bonds, and what a steep curve must say."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.validation.forecast_record.forwards import (
    discount,
    discount_curve,
    forward_moves,
    forward_rate,
)


def test_a_flat_curve_forecasts_no_change() -> None:
    flat = {0.5: 4.0, 2.0: 4.0, 10.0: 4.0, 30.0: 4.0}
    assert forward_moves(flat, 10.0, 12) == pytest.approx(np.zeros(12), abs=1e-12)
    assert forward_moves(flat, 0.5, 12) == pytest.approx(np.zeros(12), abs=1e-12)


def test_discount_factors_price_every_par_bond_at_par() -> None:
    """A bond that pays its par yield is worth 100, whatever the shape: what a par yield means."""
    years, yields = [0.25, 2.0, 5.0, 10.0, 30.0], [5.3, 4.7, 4.2, 4.3, 4.6]
    curve = discount_curve(years, yields)
    for maturity in (2.0, 5.0, 10.0, 30.0):
        coupon = np.interp(maturity, years, yields) / 2.0
        times = np.arange(0.5, maturity + 0.25, 0.5)
        price = sum(coupon * discount(curve, t) for t in times) + 100.0 * discount(curve, maturity)
        assert price == pytest.approx(100.0, abs=1e-9)
    assert 1.0 / discount(curve, 0.25) == pytest.approx(1.0 + 0.053 / 4.0)


def test_a_forward_is_what_makes_two_ways_of_lending_equal() -> None:
    """Half a year at 2%, then the forward, is a year at 3%: by hand, coupons twice a year."""
    curve = discount_curve([0.5, 1.0], [2.0, 3.0])
    first = 1.0 / 1.01
    second = (1.0 - 0.015 * first) / 1.015
    assert forward_rate(curve, 0.5, 0.5) == pytest.approx(200.0 * (first / second - 1.0), abs=1e-12)


def test_missing_yields_are_passed_over_and_one_yield_says_nothing() -> None:
    whole = forward_moves({0.25: 5.0, 10.0: 4.0}, 0.25, 4)
    assert forward_moves({0.25: 5.0, 2.0: float("nan"), 10.0: 4.0}, 0.25, 4) == pytest.approx(whole)
    assert np.isnan(forward_moves({0.25: 5.0, 2.0: float("nan")}, 0.25, 4)).all()
    assert np.all(np.diff(whole) <= 0), "an inverted curve has the short rate fall"
    assert whole[-1] < whole[0] < 0
