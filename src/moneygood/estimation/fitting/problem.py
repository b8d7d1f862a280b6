"""One equation as an estimation problem: residuals and their slopes as functions of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, MISSING, Panel
from moneygood.core.periods import Quarter
from moneygood.estimation.fitting.priors import EquationPrior, Prior
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import Node, derivatives_to, leaves, substitute
from moneygood.model.model import Model


@dataclass(frozen=True)
class Problem:
    """Residuals of an equation [quarter] as a function of its free parameters, over the quarters used.

    `columns` are places in the panel, `quarters` their quarters; `leaf` gives figures [quarter] of everything
    but parameters; `sd` is the shock's on record.
    """

    label: str
    priors: tuple[Prior, ...]
    freedom: float
    sd: float
    quarters: tuple[Quarter, ...]
    node: Node
    slopes: tuple[Node, ...]
    figures: Mapping[int, np.ndarray]
    fixed: Mapping[str, float]

    @property
    def n(self) -> int:
        """The number of quarters used."""
        return len(self.quarters)

    def residuals(self, theta: np.ndarray) -> np.ndarray:
        """Residuals [..., quarter] at parameters [..., parameter] (any number of points at once)."""
        return self._values([self.node], theta)[0]

    def jacobian(self, theta: np.ndarray) -> np.ndarray:
        """Slopes of the residuals [quarter, parameter] at one point."""
        rows = self._values(list(self.slopes), theta)
        return np.stack([np.broadcast_to(r, (self.n,)) for r in rows], axis=1)

    @property
    def linear(self) -> bool:
        """Whether the residuals are linear in the parameters (checked at two points, to rounding)."""
        mean = np.array([p.mean for p in self.priors])
        sd = np.array([p.sd for p in self.priors])
        jac = self.jacobian(mean)
        for sign in (0.7, -1.1):
            step = sign * sd * np.where(np.arange(len(sd)) % 2, 1.0, -0.6)
            guess = self.residuals(mean) + jac @ step
            if not np.allclose(self.residuals(mean + step), guess, rtol=1e-9, atol=1e-9 * self.sd):
                return False
        return True

    def _values(self, nodes: list[Node], theta: np.ndarray) -> list[np.ndarray]:
        own = {p.parameter: np.asarray(theta)[..., i] for i, p in enumerate(self.priors)}
        shape = (*np.asarray(theta).shape[:-1], self.n)

        def leaf(node: Node) -> np.ndarray | float:
            if node.op == "par":
                if node.payload in own:
                    value = own[node.payload]
                    return value[..., None] if np.ndim(value) else float(value)
                return self.fixed[node.payload]
            return self.figures[node.id]

        return [np.broadcast_to(np.asarray(v, dtype=float), shape) for v in evaluate(nodes, leaf)]


def make_problem(model: Model, panel: Panel, prior: EquationPrior, solved_from: Quarter) -> Problem:
    """The estimation problem of an equation on completed figures.

    A quarter is used when everything the equation needs is there: from `solved_from` on as completed, before
    it only where no figure is assumed. A612 when too few quarters are left.
    """
    equation = model.equation(prior.label)
    graph = equation.disturbance.graph
    defined = {graph.var(n): model.equation(n).explicit for n in prior.within}
    disturbance = substitute(graph, equation.disturbance, defined)
    names = [p.parameter for p in prior.priors]
    slopes = tuple(derivatives_to(graph, [disturbance], graph.par(n))[0] for n in names)
    wanted = {leaf for node in (disturbance, *slopes) for leaf in leaves(node) if leaf.op == "var"}
    sample = frozenset(prior.sample) - prior.left_out
    good = np.array([q in sample for q in panel.periods])
    early = np.array([q < solved_from for q in panel.periods])
    rows: dict[int, np.ndarray] = {}
    for leaf in wanted:
        name, lag = leaf.payload
        row, status = panel.series(name), panel.status[panel.row(name)]
        shifted, marks = np.full(len(row), np.nan), np.zeros(len(row), dtype=np.uint8)
        shifted[lag:], marks[lag:] = row[: len(row) - lag], status[: len(row) - lag]
        rows[leaf.id] = shifted
        good &= np.isfinite(shifted)
        good &= ~(early & np.isin(marks, (ASSUMED, MISSING)))
    uniform = {n for n, s in model.shocks.items() if s.kind == "uniform"}
    at = np.flatnonzero(good)
    figures = {i: row[at] for i, row in rows.items()}
    for node in (disturbance, *slopes):
        for leaf in leaves(node):
            if leaf.op == "shock":
                figures[leaf.id] = np.full(len(at), 0.5 if leaf.payload in uniform else 0.0)
            elif leaf.op in ("add_", "ref"):
                figures[leaf.id] = np.zeros(len(at))
    numbers = {n: p.value for n, p in model.parameters.items()} | {
        n: c.value for n, c in model.constants.items()
    }
    problem = Problem(
        prior.label, prior.priors, prior.freedom, model.shocks[equation.shock].sd,
        tuple(panel.periods[i] for i in at), disturbance, slopes, figures, numbers,
    )  # fmt: skip
    if problem.n < len(names) + 12:
        what = f"{prior.label}: {problem.n} quarters do not give {len(names)} parameters"
        raise MoneygoodError("A612", what, None, "Lengthen its sample")
    residuals = problem.residuals(np.array([p.mean for p in prior.priors]))
    if not np.isfinite(residuals).all():
        raise MoneygoodError("A612", f"{prior.label}: a residual at the prior means is not a number", None)
    return problem
