"""Prices, durations and convexities that textbooks print, and returns worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.portfolios.bonds import bill_return, bill_yield, bond_price, price_moves


@pytest.mark.parametrize(
    ("coupon", "years", "yields", "price"),
    [
        (10.0, 20.0, 11.0, 91.977),  # Fabozzi, Bond Markets, chapter 2: 919.77 for 1,000
        (10.0, 20.0, 6.8, 134.704),  # the same bond at 6.8 percent: 1,347.04
        (0.0, 15.0, 9.4, 25.212),  # a zero of 15 years at 9.4 percent: 252.12
        (9.0, 25.0, 9.0, 100.0),
        (6.0, 25.0, 9.0, 70.357),
    ],
)
def test_a_price_is_the_textbooks(coupon: float, years: float, yields: float, price: float) -> None:
    found = 100 * float(bond_price(np.array(yields), np.array(coupon), years))
    assert found == pytest.approx(price, abs=6e-4)


@pytest.mark.parametrize(
    ("coupon", "years", "duration", "convexity"),
    [  # Fabozzi, chapter 4, exhibits on bonds that yield nine percent
        (9.0, 5.0, 3.96, 19.45),
        (9.0, 25.0, 9.88, 160.72),
        (6.0, 5.0, 4.16, 20.85),
        (6.0, 25.0, 10.62, 182.92),
        (0.0, 5.0, 4.78, 25.18),
        (0.0, 25.0, 23.92, 583.78),
    ],
)
def test_duration_and_convexity_are_the_textbooks(
    coupon: float, years: float, duration: float, convexity: float
) -> None:
    found = price_moves(np.array(9.0), np.array(coupon), years)
    assert float(found.duration) == pytest.approx(duration, abs=6e-3)
    assert float(found.convexity) == pytest.approx(convexity, rel=2e-4)  # printed from rounded prices


def test_a_price_between_coupons_is_the_sum_of_what_is_still_paid() -> None:
    """A bond of 1.75 years and 4 percent, at a yield of 5: it pays in 0.25, 0.75, 1.25 and 1.75 years."""
    by_hand = sum((0.02 + (k == 3)) * 1.025 ** -(0.5 + k) for k in range(4))
    assert float(bond_price(np.array(5.0), np.array(4.0), 1.75)) == pytest.approx(by_hand, rel=1e-14)


def test_a_bond_at_par_earns_its_yield_while_nothing_moves() -> None:
    grown = float(bond_price(np.array(4.0), np.array(4.0), 9.75))
    assert grown == pytest.approx(1.02**0.5, rel=1e-14)


def test_a_price_at_no_yield_is_the_plain_sum() -> None:
    assert float(bond_price(np.array(0.0), np.array(3.0), 10.0)) == pytest.approx(1.3, rel=1e-14)
    assert float(bond_price(np.array(-0.5), np.array(0.0), 2.0)) == pytest.approx(0.9975**-4, rel=1e-14)


def test_the_slope_is_that_of_the_price() -> None:
    moved = price_moves(np.array([5.0, 1.0]), np.array([4.0, 6.0]), 9.75)
    up, down = (bond_price(np.array([5.0, 1.0]) + e, np.array([4.0, 6.0]), 9.75) for e in (1e-4, -1e-4))
    assert moved.slope == pytest.approx((up - down) / 2e-4, rel=1e-7)


def test_a_bill_is_sold_at_a_discount() -> None:
    """91 days at 4 percent: 98.9889 is paid, and the bond equivalent is 365 × 0.04 / (360 - 0.04 × 91)."""
    price = 1 - 0.04 * 91 / 360
    assert float(bill_return(np.array(4.0), 91, 91 / 365)) == pytest.approx(1 / price - 1, rel=1e-12)
    simple = 100 * 365 * 0.04 / (360 - 0.04 * 91)
    assert float(bill_yield(np.array(4.0), 91, 4)) == pytest.approx(simple, abs=0.001)
