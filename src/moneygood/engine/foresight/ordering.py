"""A pivot order that keeps factors sparse, and the elimination written out for the kernels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.record import FrozenRecord

_THRESHOLD = 1e-3
"""A pivot is at least this share of the largest element of its column (Markowitz with threshold)."""


@dataclass(frozen=True, eq=False)
class Elimination(FrozenRecord):
    """Sparse elimination written out on a flat array of `size` numbers.

    `entry[i]` is where the i-th given element goes. Step k divides by `pivot[k]` (row `pivot_row[k]`, column
    `pivot_col[k]`); its multipliers are `low[low_at[k]:low_at[k+1]]` in rows `low_row`, its row to the right
    `up[up_at[k]:up_at[k+1]]` in columns `up_col`; multiplier m changes `target[target_at[m] + j]` by its
    product with the j-th element to the right. `left_rows` are rows never pivoted on.
    """

    size: int
    entry: np.ndarray
    pivot: np.ndarray
    pivot_row: np.ndarray
    pivot_col: np.ndarray
    low_at: np.ndarray
    low: np.ndarray
    low_row: np.ndarray
    up_at: np.ndarray
    up: np.ndarray
    up_col: np.ndarray
    target_at: np.ndarray
    target: np.ndarray
    left_rows: np.ndarray


def eliminate(
    rows: Sequence[int],
    columns: Sequence[int],
    values: np.ndarray,
    n: int,
    m: int,
    may_vanish: Sequence[bool] = (),
) -> Elimination:
    """The elimination of `m` columns in `n` rows, for elements at (`rows`, `columns`) of size `values`.

    Pivots cost least fill among those of sufficient size, judged on `values` with every row scaled to one.
    Elements that `may_vanish` elsewhere (slopes of max and min, which a bound switches off) are taken only
    where nothing else is left. Raises E041 when a column has no pivot left.
    """
    table: list[dict[int, float]] = [{} for _ in range(n)]
    for r, c, v in zip(rows, columns, values.tolist(), strict=True):
        table[r][c] = table[r].get(c, 0.0) + v
    for row in table:
        largest = max((abs(v) for v in row.values()), default=0.0)
        if largest > 0.0:
            for c in row:
                row[c] /= largest
    doubt = {(r, c) for r, c, d in zip(rows, columns, may_vanish, strict=True) if d} if may_vanish else set()
    return _Eliminating(table, m, doubt).written(rows, columns)


class _Eliminating:
    def __init__(self, table: list[dict[int, float]], m: int, doubt: set[tuple[int, int]]) -> None:
        self.table, self.doubt = table, doubt
        self.places: dict[tuple[int, int], int] = {}
        self.in_column: list[set[int]] = [set() for _ in range(m)]
        for r, row in enumerate(table):
            for c in row:
                self.in_column[c].add(r)
                self.places[r, c] = len(self.places)
        self.live = [len(row) for row in table]
        self.open_columns = set(range(m))
        self.used_rows: set[int] = set()

    def written(self, rows: Sequence[int], columns: Sequence[int]) -> Elimination:
        entry = [self.places[r, c] for r, c in zip(rows, columns, strict=True)]
        pivot, pivot_row, pivot_col, low, low_row, up, up_col, target = ([] for _ in range(8))
        low_at, up_at, target_at = [0], [0], [0]
        while self.open_columns:
            r, c = self._best(True) or self._best(False) or _refuse()
            right = self._pivot(r, c)
            pivot.append(self.places[r, c])
            pivot_row.append(r)
            pivot_col.append(c)
            up.extend(self.places[r, j] for j in right)
            up_col.extend(right)
            up_at.append(len(up))
            for i in sorted(self.in_column[c]):
                low.append(self.places[i, c])
                low_row.append(i)
                target.extend(self.places[i, j] for j in right)
                target_at.append(len(target))
            low_at.append(len(low))
        left = [r for r in range(len(self.table)) if r not in self.used_rows]
        as_int = [np.array(x, dtype=np.int32) for x in (
            entry, pivot, pivot_row, pivot_col, low_at, low, low_row, up_at, up, up_col,
            target_at, target, left,
        )]  # fmt: skip
        return Elimination(len(self.places), *as_int)

    def _best(self, sure: bool) -> tuple[int, int] | None:
        """The cheapest sufficient pivot among the columns with fewest elements; `sure` leaves out those that
        may vanish and looks no further than the first dozen columns that have one."""
        best: tuple[int, float, int, int] | None = None
        seen = 0
        for c in sorted(self.open_columns, key=lambda j: (len(self.in_column[j]), j)):
            members = self.in_column[c]
            if best is not None and (best[0] == 0 or seen >= 12):
                break
            seen += 1
            largest = max((abs(self.table[i][c]) for i in members), default=0.0)
            if not largest > 0.0:
                continue
            for i in members:
                size = abs(self.table[i][c])
                if sure and (i, c) in self.doubt:
                    continue
                if size >= _THRESHOLD * largest and size > 1e-13:
                    cost = (self.live[i] - 1) * (len(members) - 1)
                    key = (cost, -size, i, c)
                    if best is None or key < best:
                        best = key
        return None if best is None else (best[2], best[3])

    def _pivot(self, r: int, c: int) -> list[int]:
        """Eliminates column `c` with row `r`; returns the columns to its right."""
        self.open_columns.discard(c)
        self.used_rows.add(r)
        for j in self.table[r]:
            self.in_column[j].discard(r)
        right = sorted(j for j in self.table[r] if j in self.open_columns)
        head = self.table[r][c]
        for i in self.in_column[c]:
            row = self.table[i]
            factor = row[c] / head
            self.live[i] -= 1
            for j in right:
                doubtful = (i, c) in self.doubt or (r, j) in self.doubt
                if not doubtful:
                    self.doubt.discard((i, j))
                elif j not in row:
                    self.doubt.add((i, j))
                if j not in row:
                    row[j] = 0.0
                    self.in_column[j].add(i)
                    self.places[i, j] = len(self.places)
                    self.live[i] += 1
                row[j] -= factor * self.table[r][j]
        return right


def _refuse() -> tuple[int, int]:
    raise MoneygoodError("E041", "the linearised equations have no unique solution")
