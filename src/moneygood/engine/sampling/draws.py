"""Random numbers as a pure function of (seed, stream, quarter, draw, row), whatever the batch or worker.

Draws come in cells of 1024. The words of a cell are those of numpy's Philox4x64 with key (seed, stream) and
counter (0, round, cell, quarter); row r of a cell is the r-th run of words. A normal row takes 512 words,
read as 1024 halves, low one first: the first 512 give radii, the others angles, and Box-Muller turns pair d
into the normals of draw d (sine) and draw d + 512 (cosine). The compiled kernel makes the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError

if TYPE_CHECKING:
    from moneygood.model.model import Parameter

CELL = 1024
NORMALS, MIXING, UNIFORMS, PARAMETERS = range(4)
_HALF = CELL // 2
_SCALE32 = 2.0**-32
_SCALE53 = 2.0**-53
_ROUNDS = 24
_ROWS = 12
QUARTER_TURN = 2.0 * np.pi * 2.0**-32
"""Radians of one step of a whole turn in 32 bits."""
SINE = (1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
        -1.98412698298579493134e-04, 8.33333333332248946124e-03, -1.66666666666666324348e-01)  # fmt: skip
COSINE = (-1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
          2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02)  # fmt: skip
"""Minimax polynomials on +-pi/4, highest power first (published by Sun Microsystems in 1993)."""


def words(seed: int, stream: int, quarter: int, cell: int, count: int, attempt: int = 0) -> np.ndarray:
    """The first `count` raw 64-bit words of a cell, uint64 [count]."""
    bits = np.random.Philox(
        key=np.array([seed & 0xFFFFFFFFFFFFFFFF, stream], dtype=np.uint64),
        counter=np.array([0, attempt, cell, quarter], dtype=np.uint64),
    )
    generator = np.random.Generator(bits)
    return generator.integers(0, 0xFFFFFFFFFFFFFFFF, size=count, dtype=np.uint64, endpoint=True)


def uniforms(seed: int, stream: int, quarter: int, cell: int, rows: int, attempt: int = 0) -> np.ndarray:
    """Uniforms strictly between 0 and 1, float64 [row, 1024]."""
    raw = words(seed, stream, quarter, cell, rows * CELL, attempt) >> np.uint64(11)
    u = raw.astype(np.float64)
    u += 0.5
    u *= _SCALE53
    return u.reshape(rows, CELL)


def normals(seed: int, stream: int, quarter: int, cell: int, rows: int, attempt: int = 0) -> np.ndarray:
    """Independent standard normals, float64 [row, 1024] (from 32 bits, largest possible size 6.8)."""
    out = np.empty((rows, CELL))
    raw = words(seed, stream, quarter, cell, rows * _HALF, attempt)
    halves = raw.astype("<u8", copy=False).view(np.uint32).reshape(rows, CELL)
    for first in range(0, rows, _ROWS):  # a few rows at a time stay in the cache
        _box_muller(halves[first : first + _ROWS], out[first : first + _ROWS])
    return out


def _box_muller(halves: np.ndarray, out: np.ndarray) -> None:
    """The angle, a whole number of 2^-32 turns, is brought to +-1/8 turn without rounding; the polynomials
    are those of the compiled kernel, operation by operation."""
    radius = halves[:, :_HALF].astype(np.float64)
    radius += 0.5
    radius *= _SCALE32
    np.log(radius, radius)
    radius *= -2.0
    np.sqrt(radius, radius)
    turn = halves[:, _HALF:]
    q = (turn + np.uint32(1 << 29)) >> np.uint32(30)
    rest = (turn - (q << np.uint32(30))).view(np.int32).astype(np.float64)
    rest *= QUARTER_TURN
    square = rest * rest
    sine = _polynomial(square, SINE)
    sine *= rest * square
    sine += rest
    cosine = _polynomial(square, COSINE)
    cosine *= square * square
    cosine += 1.0 - 0.5 * square
    odd = (q & np.uint32(1)).astype(bool)
    minus = (q & np.uint32(2)) != 0
    np.multiply(np.where(odd, cosine, sine), np.where(minus, -radius, radius), out[:, :_HALF])
    np.multiply(np.where(odd, sine, cosine), np.where(minus ^ odd, -radius, radius), out[:, _HALF:])


def _polynomial(x: np.ndarray, coefficients: tuple[float, ...]) -> np.ndarray:
    total = x * coefficients[0]
    total += coefficients[1]
    for c in coefficients[2:]:
        total *= x
        total += c
    return total


def chi_square(seed: int, df: float, quarter: int, cell: int) -> np.ndarray:
    """Chi-square variables with `df` degrees of freedom, float64 [1024] (one row of the mixing stream)."""
    whole = int(df)
    if whole != df:
        from scipy.special import gammaincinv

        u = uniforms(seed, MIXING, quarter, cell, 1)[0]
        return 2.0 * gammaincinv(df / 2.0, u)
    total = np.zeros(CELL)
    if whole >= 2:
        total = -2.0 * np.log(uniforms(seed, MIXING, quarter, cell, whole // 2)).sum(axis=0)
    if whole % 2:
        total = total + normals(seed, MIXING, quarter, cell, 1, attempt=1)[0] ** 2
    return total


def sparse_cholesky(
    names: list[str], pairs: list[tuple[str, str, float]]
) -> list[tuple[int, list[tuple[int, float]]]]:
    """Rows of the Cholesky factor that are not unit vectors, last first, to be applied in place."""
    if not pairs:
        return []
    used = sorted({names.index(n) for a, b, _ in pairs for n in (a, b)})
    place = {row: k for k, row in enumerate(used)}
    matrix = np.eye(len(used))
    for a, b, rho in pairs:
        i, j = place[names.index(a)], place[names.index(b)]
        matrix[i, j] = matrix[j, i] = rho
    factor = np.zeros_like(matrix)
    for i in range(len(used)):
        for j in range(i + 1):
            rest = matrix[i, j] - float(sum(factor[i, k] * factor[j, k] for k in range(j)))
            if i != j:
                factor[i, j] = rest / factor[j, j]
            elif rest > 1e-12:
                factor[i, i] = rest**0.5
            else:
                raise MoneygoodError("E007", f"the correlations of {names[used[i]]} cannot all hold at once")
    rows = []
    for i in reversed(range(len(used))):
        parts = [(used[j], float(factor[i, j])) for j in range(i + 1) if factor[i, j] != 0.0]
        if len(parts) > 1:
            rows.append((used[i], parts))
    return rows


def parameter_rows(parameters: list[Parameter], centres: list[float], seed: int, cell: int) -> np.ndarray:
    """Parameters drawn around `centres`, truncated to their ranges: float64 [parameter, 1024].

    Parameters whose records say so are correlated. A draw outside the range is replaced, together with those
    that it is correlated with, by the first of up to 24 further draws inside, then cut to the range. The
    table is kept for the next run of the process and cannot be written to.
    """
    return _drawn_rows(tuple(parameters), tuple(centres), seed, cell)


@lru_cache(maxsize=32)
def _drawn_rows(
    parameters: tuple[Parameter, ...], centres: tuple[float, ...], seed: int, cell: int
) -> np.ndarray:
    rows = len(parameters)
    out = np.empty((rows, CELL))
    z = normals(seed, PARAMETERS, 0, cell, rows)
    mix = parameter_mix(parameters)
    bounds = [_bounds(record, centre) for record, centre in zip(parameters, centres, strict=True)]

    def joint(group: list[int], given: dict[int, np.ndarray]) -> np.ndarray:
        """Values of a group [member, draw] from independent normals by row."""
        return np.stack([_transform(parameters[i], centres[i], _mixed(mix[i], given)) for i in group])

    for group in mixed_groups(mix):
        if parameters[group[0]].draw == "uniform":
            (i,) = group
            low, high = bounds[i]
            out[i] = low + (high - low) * uniforms(seed, PARAMETERS, 1 + i, cell, 1)[0]
            continue
        low, high = np.array([bounds[i] for i in group]).T[:, :, None]
        table = joint(group, {i: z[i] for i in group})
        outside = ((table < low) | (table > high)).any(axis=0)
        attempt = 0
        while outside.any() and attempt < _ROUNDS:
            attempt += 1
            again = joint(group, {i: normals(seed, PARAMETERS, 1 + i, cell, 1, attempt)[0] for i in group})
            table = np.where(outside, again, table)
            outside = ((table < low) | (table > high)).any(axis=0)
        out[group] = np.clip(table, low, high)
    out.flags.writeable = False
    return out


def parameter_mix(parameters: Sequence[Parameter]) -> list[list[tuple[int, float]]]:
    """For each parameter the rows of independent normals that its own is the weighted sum of."""
    names = [p.name for p in parameters]
    there = set(names)
    pairs = [(p.name, other, rho) for p in parameters for other, rho in p.together if other in there]
    out = [[(i, 1.0)] for i in range(len(names))]
    for i, parts in sparse_cholesky(names, pairs):
        out[i] = parts
    return out


def mixed_groups(mix: list[list[tuple[int, float]]]) -> list[list[int]]:
    """The rows that hang together, each group in order."""
    owner = list(range(len(mix)))
    for i, parts in enumerate(mix):
        linked = {owner[j] for j, _ in parts} | {owner[i]}
        owner = [min(linked) if o in linked else o for o in owner]
    return [[i for i, o in enumerate(owner) if o == first] for first in dict.fromkeys(owner)]


def _mixed(parts: list[tuple[int, float]], given: dict[int, np.ndarray]) -> np.ndarray:
    (first, weight), *rest = parts
    total = weight * given[first]
    for j, w in rest:
        total = total + w * given[j]
    return total


def _bounds(record: Parameter, centre: float) -> tuple[float, float]:
    low, high = record.range if record.range is not None else (-np.inf, np.inf)
    if record.draw == "uniform" and not np.isfinite(high - low):
        raise MoneygoodError("E005", f"the parameter {record.name} is drawn uniformly but has no range")
    return min(low, centre), max(high, centre)


def _transform(record: Parameter, centre: float, z: np.ndarray) -> np.ndarray:
    se = record.se or 0.0
    if record.draw == "lognormal":
        return centre * np.exp((se / abs(record.value) if record.value else 0.0) * z)
    return centre + se * z
