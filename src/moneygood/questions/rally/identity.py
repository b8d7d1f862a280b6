"""The parts of a price change, their ranges, and the residual that makes them add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log


@dataclass(frozen=True)
class ChangePart:
    """One part of a change in log percent: `value` at the central coefficient.

    `coefficients` from low to high with the `values` they give; `central` is the coefficient used, NaN
    where the change itself is the part. `measured` is False where no measure has figures: the part is then
    in the residual. `alternatives` are (label, value) by other measures at the central coefficient.
    """

    name: str
    label: str
    value: float
    measure: str = ""
    central: float = float("nan")
    coefficients: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    measured: bool = True
    alternatives: tuple[tuple[str, float], ...] = ()
    note: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """The smallest and the largest value over the coefficients."""
        return min((*self.values, self.value)), max((*self.values, self.value))

    @property
    def low(self) -> float:
        """The smallest value over the coefficients and the other measures."""
        return min((self.span[0], *(v for _, v in self.alternatives)))

    @property
    def high(self) -> float:
        """The largest value over the coefficients and the other measures."""
        return max((self.span[1], *(v for _, v in self.alternatives)))

    def at(self, coefficient: float) -> float:
        """The value at another coefficient: parts are proportional to it."""
        return self.value * coefficient / self.central if self.central else 0.0


@dataclass(frozen=True)
class GroupContribution:
    """What a group adds to a change: its own change, its weight in the sum, and the product (log percent)."""

    label: str
    change: float
    weight: float

    @property
    def value(self) -> float:
        """The contribution."""
        return self.change * self.weight


def residual(total: float, parts: Sequence[ChangePart]) -> float:
    """What no part explains, so that parts and residual add up to the total."""
    return fsum([total, *(-p.value for p in parts)])


def residual_at(total: float, parts: Sequence[ChangePart], coefficients: dict[str, float]) -> float:
    """The residual when the named parts are valued at these coefficients."""
    own = [p.at(coefficients[p.name]) if p.name in coefficients else p.value for p in parts]
    return fsum([total, *(-v for v in own)])


def group_weights(start: Sequence[float], end: Sequence[float]) -> list[float]:
    """The weights with which the log changes of parts of a sum add up to the log change of the sum.

    Montgomery's (1937) and Vartia's (1976): logarithmic means of the parts over that of the sum, exact for
    any positive figures.
    """
    whole = log_mean(sum(start), sum(end))
    return [log_mean(a, b) / whole for a, b in zip(start, end, strict=True)]


def log_mean(a: float, b: float) -> float:
    """The logarithmic mean of two positive figures."""
    ratio = log(b / a)
    if abs(ratio) < 1e-8:
        return a * (1 + ratio / 2 + ratio * ratio / 6)
    return (b - a) / ratio


def contributions(
    change: float, shares: tuple[float, float], labels: tuple[str, str]
) -> tuple[GroupContribution, ...]:
    """A change of the index (log percent) as the sum of two groups, from the first one's shares of it."""
    end = exp(change / 100)
    start_values = [shares[0], 1 - shares[0]]
    end_values = [end * shares[1], end * (1 - shares[1])]
    weights = group_weights(start_values, end_values)
    return tuple(
        GroupContribution(label, 100 * log(b / a), w)
        for label, a, b, w in zip(labels, start_values, end_values, weights, strict=True)
    )
