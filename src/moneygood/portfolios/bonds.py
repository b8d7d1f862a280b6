"""The price of a bond that pays a level coupon, and how it moves with its yield.

Yields and coupons are in percent a year, compounded `frequency` times a year; times are in years; prices are
of one dollar of face value, interest that has accrued included. Arrays of yields are priced at once.
Source: fabozzi2021, the street convention.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

_EDGE = 1e-9
"""A payment that falls on the day itself, within rounding, has been made already."""


def bond_price(yields: np.ndarray, coupon: np.ndarray, years: float, frequency: int = 2) -> np.ndarray:
    """The price of a bond with `years` to go: one after the other, coupons at the end of each period and one
    dollar with the last.

    >>> round(float(100 * bond_price(np.array(11.0), np.array(10.0), 20.0)), 2)
    91.98
    """
    step = 1.0 + np.asarray(yields, dtype=np.float64) / (100.0 * frequency)
    first, count = _payments(years, frequency)
    annuity = np.ones_like(step)
    for _ in range(count - 1):  # Horner: 1 + v + v² + …, exact at a yield of nothing
        annuity = 1.0 + annuity / step
    pay = np.asarray(coupon, dtype=np.float64) / (100.0 * frequency)
    return step**-first * (pay * annuity + step ** -(count - 1.0))


class PriceMoves(NamedTuple):
    """`price`, its `slope` per percentage point of yield, and the modified `duration` (years) and `convexity`
    (years squared) that go with it."""

    price: np.ndarray
    slope: np.ndarray
    duration: np.ndarray
    convexity: np.ndarray


def price_moves(yields: np.ndarray, coupon: np.ndarray, years: float, frequency: int = 2) -> PriceMoves:
    """Price, slope, modified duration and convexity, from the derivatives of the price in closed sums.

    >>> found = price_moves(np.array(9.0), np.array(9.0), 5.0)
    >>> round(float(found.duration), 2), round(float(found.convexity), 2)
    (3.96, 19.45)
    """
    step = 1.0 + np.asarray(yields, dtype=np.float64) / (100.0 * frequency)
    pay = np.asarray(coupon, dtype=np.float64) / (100.0 * frequency)
    first, count = _payments(years, frequency)
    price, slope, bend = (np.zeros(np.broadcast(step, pay).shape) for _ in range(3))
    for k in range(count):
        periods = first + k
        value = (pay + (k == count - 1)) * step**-periods
        price = price + value
        slope = slope - periods * value / step
        bend = bend + periods * (periods + 1.0) * value / step**2
    return PriceMoves(
        price, slope / (100.0 * frequency), -slope / frequency / price, bend / frequency**2 / price
    )


def bill_return(discount: np.ndarray, days: float, years: float) -> np.ndarray:
    """What a bill bought at a bank discount (percent, 360 days) earns over `years`, as a share of its price.

    >>> round(float(bill_return(np.array(4.0), 91, 91 / 365)), 6)
    0.010214
    """
    price = 1.0 - np.asarray(discount, dtype=np.float64) / 100.0 * days / 360.0
    return price ** -(years * 365.0 / days) - 1.0


def bill_yield(discount: np.ndarray, days: float, frequency: int = 2) -> np.ndarray:
    """The yield of a bill, percent a year compounded `frequency` times, of its bank discount."""
    earned = 1.0 + bill_return(discount, days, 1.0 / frequency)
    return 100.0 * frequency * (earned - 1.0)


def _payments(years: float, frequency: int) -> tuple[float, int]:
    """Periods to the next payment, and how many payments there are."""
    count = max(math.ceil(years * frequency - _EDGE), 1)
    return years * frequency - (count - 1), count
