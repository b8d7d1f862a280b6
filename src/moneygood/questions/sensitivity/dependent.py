"""Sobol indices of inputs that depend on each other, after Kucherenko, Tarantola and Annoni (2012).

First: the share of the variance that knowing an input would remove, what it tells about the others included.
Total: the share that is left when all others are known. With correlations a total may be below the first.
Normal scores of the inputs are jointly normal, so that conditional samples are exact.
"""

from __future__ import annotations

import numpy as np

from moneygood.questions.sensitivity.design import Design, Index

BOOTSTRAPS = 200


def dependent_shares(design: Design) -> np.ndarray:
    """Shares [row, input]: two samples, then for each input one with the others and one with itself redrawn.

    Rows: N of the first sample, N of the second, and for input i: N with x_i of the first sample and the rest
    conditional on it, N with the rest of the first sample and x_i conditional on them.
    """
    from scipy.special import ndtr, ndtri
    from scipy.stats import qmc

    d, n = len(design.names), design.size
    rng = np.random.default_rng(design.seed)
    points = qmc.Sobol(2 * d, scramble=True, rng=rng).random(n)
    z = ndtri(np.clip(points, 1e-12, 1 - 1e-12))
    c = design.dependence.matrix
    first, second = z[:, :d] @ np.linalg.cholesky(c).T, z[:, d:] @ np.linalg.cholesky(c).T
    blocks = [first, second]
    for i in range(d):
        rest = [j for j in range(d) if j != i]
        blocks.append(_conditional(c, first, z[:, d:], [i], rest))
        blocks.append(_conditional(c, first, z[:, d:], rest, [i]))
    return ndtr(np.concatenate(blocks))


def _conditional(
    c: np.ndarray, given: np.ndarray, noise: np.ndarray, kept: list[int], drawn: list[int]
) -> np.ndarray:
    """Scores with columns `kept` as in `given` and `drawn` redrawn conditional on them, from normal
    `noise`."""
    out = given.copy()
    if not drawn:
        return out
    weight = (
        np.linalg.solve(c[np.ix_(kept, kept)], c[np.ix_(kept, drawn)]) if kept else np.zeros((0, len(drawn)))
    )
    left = c[np.ix_(drawn, drawn)] - c[np.ix_(drawn, kept)] @ weight
    out[:, drawn] = given[:, kept] @ weight + noise[:, drawn] @ np.linalg.cholesky(left).T
    return out


def dependent_indices(design: Design, outputs: np.ndarray) -> tuple[Index, ...]:
    """First and total indices with bootstrap intervals."""
    n = design.size
    blocks = outputs.reshape(-1, n)
    rng = np.random.default_rng(design.seed + 1)
    picks = rng.integers(0, n, (BOOTSTRAPS, n))
    out = []
    for i, name in enumerate(design.names):
        rows = np.stack([blocks[0], blocks[1], blocks[2 + 2 * i], blocks[3 + 2 * i]])
        first, total = _pair(rows)
        again = np.array([_pair(rows[:, pick]) for pick in picks])
        widths = 1.96 * again.std(axis=0)
        out.append(Index("first", name, None, first, float(widths[0])))
        out.append(Index("total", name, None, total, float(widths[1])))
    return tuple(out)


def _pair(rows: np.ndarray) -> tuple[float, float]:
    """First and total index from outputs of the base, the second sample, others redrawn, and itself
    redrawn."""
    base, second, others, itself = rows
    both = np.concatenate([base, second])
    mean, variance = both.mean(), both.var()
    # centred, so that the estimator does not suffer from a mean that is far from zero
    first = float(((base - mean) * (others - second)).mean() / variance)
    total = float(((base - itself) ** 2).mean() / (2 * variance))
    return first, total
