"""One linear step over all quarters: forward elimination, backward filling in."""

from __future__ import annotations

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.compiled import kernels
from moneygood.engine.foresight.ordering import Elimination, eliminate
from moneygood.engine.foresight.shape import Shape


class Sweep:
    """The linearised system of `quarters` quarters, eliminated; many right sides can follow.

    In quarter t the unknowns are x = c - D f, where f holds the values that quarter t + 1 onwards give to the
    leads. `past[t]` expresses the lagged values of quarter t in the forward-looking unknowns of t and in f.
    """

    def __init__(self, shape: Shape, quarters: int) -> None:
        self.shape, self.quarters = shape, quarters
        n, nv, nf, nl = len(shape.system.unknowns), len(shape.forward), len(shape.leads), len(shape.lags)
        self.sizes = n, nv, nf, nl
        self.orders: list[Elimination] = []
        self.factors: list[np.ndarray] = []
        self.head = np.zeros((quarters, n, nv))
        self.inverse = np.zeros((quarters, nv, nv))
        self.past = np.zeros((quarters + 1, nl, nv + nf))
        self.ahead = np.zeros((quarters, nv, nf))
        self.response = np.zeros((quarters, n, nf))
        self.past_values = np.zeros((quarters, len(shape.past.at)))
        self.ends: np.ndarray | None = None
        self._places()

    def _places(self) -> None:
        sh = self.shape
        unknown = np.array([i for i, _ in sh.forward], dtype=np.int64)
        self.forward = unknown
        self.inner = np.flatnonzero(sh.inner_of >= 0)
        first = [c for c, (_, j) in enumerate(sh.leads) if j == 1]
        self.first = np.array(first, dtype=np.int64)
        self.later = np.array([c for c, (_, j) in enumerate(sh.leads) if j > 1], dtype=np.int64)
        of = {i: v for v, (i, _) in enumerate(sh.forward)}
        self.lead_of = np.array([of[i] for i, _ in sh.leads], dtype=np.int64)
        self.new = np.array([c for c, (_, j) in enumerate(sh.lags) if j == 1], dtype=np.int64)
        self.old = np.array([c for c, (_, j) in enumerate(sh.lags) if j > 1], dtype=np.int64)
        self.new_of = np.array([i for i, j in sh.lags if j == 1], dtype=np.int64)
        lag_row = {key: c for c, key in enumerate(sh.lags)}
        self.forward_lag = np.array([lag_row[i, 1] for i, _ in sh.forward], dtype=np.int64)

    def linearise(self, registers: np.ndarray, ends: np.ndarray | None) -> None:
        """Eliminates at the derivatives in `registers` [register, quarter]; `ends` [lead, 2] are those of the
        values after the end to the last two values of their variable, None when they are fixed."""
        sh = self.shape
        n, nv, nf, _ = self.sizes
        inner, ahead = registers[sh.inner.at].T, registers[sh.ahead.at].T
        future, past = registers[sh.future.at].T, registers[sh.past.at].T
        self.past_values = np.ascontiguousarray(past)
        before: Elimination | None = self.orders[0] if self.orders else None
        self.orders, self.factors = [], []
        self.past[:] = 0.0
        for t in range(self.quarters):
            panel = np.zeros((n, nv + nf))
            panel[sh.ahead.rows, sh.ahead.columns] = ahead[t]
            panel[sh.future.rows, nv + sh.future.columns] = future[t]
            kernels().add_product(sh.past.rows, sh.past.columns, self.past_values[t], self.past[t], panel)
            order = before or self._order(inner[t])
            a, worked, inverse = self._reduce(order, inner[t], panel)
            if inverse is None:
                order = self._order(inner[t])
                a, worked, inverse = self._reduce(order, inner[t], panel)
                if inverse is None:
                    raise MoneygoodError(
                        "E041",
                        f"the linearised equations of quarter {t + 1} have no unique solution",
                        hint="Look for an expectation that nothing ties down",
                    )
            before = order
            self.orders.append(order)
            self.factors.append(a)
            self.inverse[t] = inverse
            self.ahead[t] = inverse @ worked[order.left_rows, nv : nv + nf]
            self.head[t] = worked[:, :nv]
            side = worked[:, nv : nv + nf] - worked[:, :nv] @ self.ahead[t]
            inside = np.zeros((len(self.inner), nf))
            kernels().backward(order, a, side, inside)
            self.response[t][self.inner] = inside
            self.response[t][self.forward] = self.ahead[t]
            self._carry(t)
        self._close(ends)

    def _order(self, values: np.ndarray) -> Elimination:
        sh = self.shape
        rows, columns = sh.inner.rows.tolist(), sh.inner.columns.tolist()
        steps = sh.inner.steps.astype(bool).tolist()
        return eliminate(rows, columns, values, self.sizes[0], len(self.inner), steps)

    def _reduce(
        self, order: Elimination, values: np.ndarray, panel: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Factors a quarter and carries its panel through; no inverse when a pivot failed."""
        a = np.zeros(order.size)
        a[order.entry] = values
        kernels().factor_one(order, a)
        worked = panel.copy()
        kernels().forward(order, a, worked)
        small = worked[order.left_rows, : self.sizes[1]]
        pivots = np.abs(a[order.pivot])
        if not np.isfinite(worked).all() or (len(pivots) and not pivots.min() > 0.0):
            return a, worked, None
        try:
            return a, worked, np.linalg.inv(small)
        except np.linalg.LinAlgError:
            return a, worked, None

    def _carry(self, t: int) -> None:
        """Expresses the lags of quarter t + 1 in what is not known there yet (the numbers come in `step`)."""
        _, nv, nf, _ = self.sizes
        following = np.zeros((self.sizes[3], nf))
        following[self.new] = self.response[t][self.new_of]
        moved = self.past[t][:, :nv] @ self.ahead[t] - self.past[t][:, nv : nv + nf]
        following[self.old] = moved[self.old - 1]
        if t + 1 == self.quarters:
            self.last_lags = moved
        out = self.past[t + 1]
        out[:, :nv] = -following[:, self.first]
        out[:, nv + self.later - 1] = -following[:, self.later]

    def _close(self, ends: np.ndarray | None) -> None:
        self.ends = ends
        if ends is None:
            return
        nf = self.sizes[2]
        last = self.response[-1][self.forward][self.lead_of]
        before = self.last_lags[self.forward_lag][self.lead_of]
        try:
            self.closing = np.linalg.inv(np.eye(nf) + ends[:, :1] * last + ends[:, 1:] * before)
        except np.linalg.LinAlgError:
            raise MoneygoodError(
                "E041",
                "the terminal condition does not tie down what is expected after the last quarter",
                hint="Give the values after the end, or look for an expectation that nothing ties down",
            ) from None

    def step(self, residual: np.ndarray) -> np.ndarray:
        """The change [quarter, unknown] that removes `residual` [quarter, equation], to first order."""
        sh = self.shape
        n, nv, nf, nl = self.sizes
        lags = np.zeros((nl, 1))
        fixed = np.zeros((self.quarters, n))
        end_lags = lags
        for t in range(self.quarters):
            side = -residual[t][:, None].copy()
            kernels().add_product(sh.past.rows, sh.past.columns, -self.past_values[t], lags, side)
            order, a = self.orders[t], self.factors[t]
            kernels().forward(order, a, side)
            ahead = self.inverse[t] @ side[order.left_rows]
            side -= self.head[t] @ ahead
            inside = np.zeros((len(self.inner), 1))
            kernels().backward(order, a, side, inside)
            fixed[t][self.inner] = inside[:, 0]
            fixed[t][self.forward] = ahead[:, 0]
            moved = lags + self.past[t][:, :nv] @ ahead
            end_lags = moved
            lags = np.zeros((nl, 1))
            lags[self.new, 0] = fixed[t][self.new_of]
            lags[self.old] = moved[self.old - 1]
        given = np.zeros(nf)
        if self.ends is not None:
            last = fixed[-1][self.forward][self.lead_of]
            before = end_lags[self.forward_lag, 0][self.lead_of]
            given = self.closing @ (self.ends[:, 0] * last + self.ends[:, 1] * before)
        return self._fill(fixed, given)

    def _fill(self, fixed: np.ndarray, given: np.ndarray) -> np.ndarray:
        out = np.empty_like(fixed)
        for t in range(self.quarters - 1, -1, -1):
            out[t] = fixed[t] - self.response[t] @ given
            following = np.empty_like(given)
            following[self.first] = out[t][self.forward]
            following[self.later] = given[self.later - 1]
            given = following
        return out
