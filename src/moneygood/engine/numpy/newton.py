"""Newton's method on a block of draws, each draw frozen once it has converged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.paths import NON_FINITE, NOT_CONVERGED
from moneygood.engine.numpy.state import BoundProgram, MachineState
from moneygood.engine.program.program import Loop
from moneygood.engine.program.tape import Tape, run


@dataclass(frozen=True)
class Newton:
    """`tolerance` on residuals relative to the size of the variable; above `accept` after `limit` steps a
    draw has failed; residuals of identities count `identities` times. The Jacobian is computed anew every
    `refresh` steps; after `patience` steps they are halved; a step that leads out of the range of a formula
    is taken back by half up to `halvings` times."""

    tolerance: float = 1e-10
    accept: float = 1e-9
    limit: int = 40
    identities: float = 100.0
    refresh: int = 4
    patience: int = 16
    halvings: int = 8


def solve_block(
    newton: Newton,
    m: MachineState,
    b: BoundProgram,
    loop: Loop,
    evaluate: Tape,
    factor: Tape,
    solve: Tape,
) -> None:
    """Newton's method with a Jacobian kept for a few steps; draws that are done stay as they are."""
    w = b.where
    tears = [w[v] for v in loop.tears]
    residuals = [w[v] for v in loop.residuals]
    deltas = [w[v] for v in loop.deltas]
    weights = [
        (newton.identities if exact else 1.0) / m.scale.get(n, 1.0)
        for n, exact in zip(loop.names, loop.exact, strict=True)
    ]
    for array, name in zip(tears, loop.names, strict=True):
        np.copyto(array, b.start[name])
    active = m.alive.copy()
    every = bool(active.all())
    error = m.floats[0]
    step = effort = 0
    m.tally.solves += int(np.count_nonzero(active))
    for step in range(newton.limit + 1):
        run(evaluate)
        if step:
            _error(m, residuals, weights, error)
            done = np.less_equal(error, newton.tolerance)
            if step == newton.limit:
                done |= error <= newton.accept
            active &= ~done
            if not active.any():
                break
            lost = active & ~np.isfinite(error)
            if lost.any():
                lost = _step_back(newton.halvings, m, tears, lost, evaluate, residuals, weights, error)
                m.fail(lost, NON_FINITE)
                active &= ~lost
            every = bool(active.all())
            if step == newton.limit:
                if active.any():
                    m.tally.failed_block = loop.labels[0]
                    m.tally.failed_residual = float(np.max(error, where=active, initial=0.0))
                    m.fail(active, NOT_CONVERGED)
                break
        if step % newton.refresh == 0:
            run(factor)
        run(solve)
        effort += int(np.count_nonzero(active))
        for z, delta, before in zip(tears, deltas, m.before, strict=False):
            np.copyto(before, z)
            if step >= newton.patience:
                delta = np.multiply(delta, 0.5)
            if every:
                np.subtract(z, delta, z)
            else:
                np.subtract(z, delta, out=z, where=active)
    m.tally.iterations += effort
    _note(m, residuals, weights, error, step)


def _step_back(
    halvings: int,
    m: MachineState,
    tears: list[Any],
    lost: np.ndarray,
    evaluate: Tape,
    residuals: list[Any],
    weights: list[float],
    error: np.ndarray,
) -> np.ndarray:
    """Halves the last step of draws that left the range of a formula; returns those it did not bring back."""
    for _ in range(halvings):
        for z, before in zip(tears, m.before, strict=False):
            np.copyto(z, 0.5 * (z + before), where=lost)
        run(evaluate)
        _error(m, residuals, weights, error)
        lost = lost & ~np.isfinite(error)
        if not lost.any():
            break
    return lost


def _error(m: MachineState, residuals: list[Any], weights: list[float], error: np.ndarray) -> None:
    np.absolute(residuals[0], error)
    np.multiply(error, weights[0], error)
    other = m.floats[1]
    for r, weight in zip(residuals[1:], weights[1:], strict=True):
        np.absolute(r, other)
        np.multiply(other, weight, other)
        np.maximum(error, other, out=error)


def _note(m: MachineState, residuals: list[Any], weights: list[float], error: np.ndarray, steps: int) -> None:
    tally = m.tally
    tally.most = max(tally.most, steps)
    _error(m, residuals, weights, error)
    worst = float(np.max(error, where=m.alive, initial=0.0))
    if not worst <= tally.worst_residual:
        tally.worst_residual = worst
