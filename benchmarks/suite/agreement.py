"""How far two solutions of the same equations are apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.engine.foresight.shape import Elements, Shape, read_shape
from moneygood.engine.foresight.system import System


@dataclass(frozen=True)
class Agreement:
    """The largest relative difference and where it is, how many figures were compared, and how many of them
    differ by more than the limit when each is compared with itself, however near zero it is."""

    largest: float
    variable: str
    figures: int
    plainly_above: int


def agreement(
    system: System,
    table: np.ndarray,
    span: tuple[int, int],
    other: np.ndarray,
    *,
    near_zero: float,
    zero: float,
    limit: float,
) -> Agreement:
    """Our solution in `table` [quarter, series] over `span` beside an `other` [quarter, unknown].

    A difference is relative to the other's figure or, where that is smaller, to `near_zero` times the largest
    term of the figure's equation: a small difference of large numbers is known no better than their rounding.
    Figures below `zero` in both are the same.
    """
    first, last = span
    ours = table[first:last, : len(system.unknowns)]
    nothing = (np.abs(ours) < zero) & (np.abs(other) < zero)
    apart = np.where(nothing, 0.0, np.abs(ours - other))
    floor = near_zero * largest_terms(system, table, first, last)
    relative = apart / np.maximum(np.maximum(np.abs(other), floor), 1e-300)
    plain = apart > limit * np.abs(other)
    relative = np.where(np.isfinite(other), relative, np.inf)
    at = int(np.argmax(relative.max(axis=0)))
    return Agreement(float(relative.max()), system.unknowns[at], relative.size, int(plain.sum()))


def largest_terms(system: System, table: np.ndarray, first: int, last: int) -> np.ndarray:
    """The largest term [quarter, unknown] of each unknown's equation, in the unknown's unit: what the unknown
    would move by, to first order, if one of the figures in its equation doubled."""
    shape = read_shape(system, system.parameters)
    registers = shape.registers(last - first)
    shape.residuals(registers, table, first, last)
    values = shape.slopes(registers)
    n = len(system.unknowns)
    own, largest = np.zeros((last - first, n)), np.zeros((last - first, n))
    for elements, keys in _with_keys(shape):
        for equation, column, at in zip(elements.rows, elements.columns, elements.at, strict=True):
            unknown, lag = keys[column]
            slope = values[at]
            term = np.abs(slope * table[first - lag : last - lag, unknown])
            largest[:, equation] = np.maximum(largest[:, equation], term)
            if lag == 0 and unknown == equation:
                own[:, equation] = np.abs(slope)
    return largest / np.where(own > 0.0, own, 1.0)


def _with_keys(shape: Shape) -> list[tuple[Elements, list[tuple[int, int]]]]:
    """The derivatives with the unknown and the lag of each of their columns."""
    inner = np.flatnonzero(shape.inner_of >= 0)
    return [
        (shape.inner, [(int(i), 0) for i in inner[np.argsort(shape.inner_of[inner])]]),
        (shape.ahead, [(i, 0) for i, _ in shape.forward]),
        (shape.past, list(shape.lags)),
        (shape.future, [(i, -j) for i, j in shape.leads]),
    ]
