"""The model linearised around its baseline: roots, what carries them, and whether every shock dies out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.analysis import structure_codes as structure_codes
from moneygood.core.errors import MoneygoodError
from moneygood.engine.residuals import over_time
from moneygood.model.graph import Node, derivatives_to, reachable

if TYPE_CHECKING:
    from moneygood.analysis.workspace import Workspace
    from moneygood.model.model import Model

SHOWN_ROOTS = 12
NEAR_ONE = 1e-4
"""Distance from one within which a root counts as a unit root."""
NUMERAIRES = {"usd": "gdp_nom", "usd17": "gdp_potential_real"}
"""What a variable in this unit is measured against, so that growth is not taken for an explosion."""
TRENDING = ("index", "persons")
"""Units of variables that are measured against their own level, as are those whose equations are in logs."""


@dataclass(frozen=True)
class Linear:
    """The model near its baseline in one quarter: z' = `matrix` z, z the deviations of `states` (variable, lag).

    Deviations are shares of nominal or real GDP for money, of its own level for anything that trends, and
    in their own unit otherwise. `impact` [state, shock] is what one standard deviation of each of `shocks` does.
    """

    quarter: str
    states: tuple[tuple[str, int], ...]
    matrix: np.ndarray
    shocks: tuple[str, ...]
    impact: np.ndarray


@dataclass(frozen=True)
class Root:
    """One root: its `modulus`, the quarters in which it halves (infinite when it does not), the quarters of a
    swing (None when it does not swing) and the `variables` that carry most of it."""

    modulus: float
    half_life: float
    swing: float | None
    variables: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The root as a plain dictionary."""
        half = self.half_life if np.isfinite(self.half_life) else None
        return {"modulus": self.modulus, "half_life_q": half, "swing_q": self.swing,
                "variables": list(self.variables)}  # fmt: skip


def linearise(workspace: Workspace, quarter: int, quarters: int = 120) -> Linear:
    """The model linearised in quarter number `quarter` of the baseline, counted from 1 (A672 outside it)."""
    if not 1 <= quarter <= quarters:
        raise MoneygoodError("A672", f"quarter {quarter} is not among the {quarters} of the baseline")
    model, baseline = workspace.model, workspace.baseline(quarters)
    width = model.max_lag
    past = np.stack([workspace.past(n)[-width:] for n in model.variables])
    figures = np.concatenate([past, baseline.values], axis=1)[:, quarter - 1 : quarter + width]
    scales = _scales(model, figures)
    now, before = _jacobians(model, figures, scales)
    step = -np.linalg.solve(now, before.matrix)
    states, matrix = _companion(model, before.leaves, step)
    shocks, impact = _impact(model, now, figures, scales, states)
    return Linear(str(baseline.periods[quarter - 1]), states, matrix, shocks, impact)


def roots(linear: Linear, shown: int = SHOWN_ROOTS) -> tuple[Root, ...]:
    """The roots of largest modulus, conjugate pairs once."""
    values, vectors = np.linalg.eig(linear.matrix)
    order = [int(i) for i in np.argsort(-np.abs(values)) if values[i].imag >= 0]
    return tuple(_root(linear, values[i], vectors[:, i]) for i in order[:shown])


def largest_root(linear: Linear) -> float:
    """The largest modulus of any root."""
    return float(np.max(np.abs(np.linalg.eigvals(linear.matrix))))


def remaining(linear: Linear, variables: Sequence[str], quarters: int) -> np.ndarray:
    """What is left of each shock after so many quarters [variable, shock], as a share of its largest effect on
    the variable until then; 0 for a shock that does not move the variable."""
    rows = [linear.states.index((v, 1)) for v in variables]
    z = linear.impact.copy()
    largest = np.abs(z[rows])
    for _ in range(quarters):
        z = linear.matrix @ z
        largest = np.maximum(largest, np.abs(z[rows]))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.abs(z[rows]) / largest
    return np.where(largest > 1e-10, share, 0.0)


@dataclass(frozen=True)
class _Lagged:
    """Derivatives of all equations with respect to lagged variables [equation, leaf], in scaled deviations."""

    leaves: tuple[tuple[str, int], ...]
    matrix: np.ndarray


def _scales(model: Model, figures: np.ndarray) -> np.ndarray:
    """The unit in which a deviation of each variable is measured [variable, quarter]."""
    out = np.ones_like(figures)
    in_logs = {e.lhs_variable for e in model.equations if e.text.startswith(("dlog(", "log("))}
    for i, (name, record) in enumerate(model.variables.items()):
        unit = str(record.unit).split("/")[0].split("*")[0].strip()
        if unit in NUMERAIRES:
            out[i] = figures[model.row(NUMERAIRES[unit])]
        elif (unit in TRENDING or name in in_logs) and np.all(figures[i] > 0):
            out[i] = figures[i]
    return out


def _jacobians(model: Model, figures: np.ndarray, scales: np.ndarray) -> tuple[np.ndarray, _Lagged]:
    """Derivatives of every equation's residual in the last quarter of `figures`, to this quarter's endogenous
    variables and to the lagged ones."""
    equations = model.equations
    column = {n: j for j, n in enumerate(model.endogenous)}
    used = _variable_leaves([e.residual for e in equations])
    lagged = tuple(sorted((n, k) for n, k in used if k > 0 and n in column))
    place = {leaf: j for j, leaf in enumerate(lagged)}
    now = np.zeros((len(equations), len(equations)))
    before = np.zeros((len(equations), len(lagged)))
    graph = model.graph
    by_leaf: dict[tuple[str, int], list[int]] = {}
    for i, e in enumerate(equations):
        for leaf in _variable_leaves([e.residual]):
            by_leaf.setdefault(leaf, []).append(i)
    for (name, lag), rows in by_leaf.items():
        if name not in column:
            continue
        slopes = derivatives_to(graph, [equations[i].residual for i in rows], graph.var(name, lag))
        values = [float(v[-1]) for v in over_time(model, slopes, figures)]
        scale = scales[model.row(name), -1 - lag]
        if lag == 0:
            now[rows, column[name]] = np.array(values) * scale
        else:
            before[rows, place[name, lag]] = np.array(values) * scale
    return now, _Lagged(lagged, before)


def _variable_leaves(nodes: Sequence[Node]) -> set[tuple[str, int]]:
    return {n.payload for n in reachable(*nodes) if n.op == "var"}


def _companion(
    model: Model, leaves: tuple[tuple[str, int], ...], step: np.ndarray
) -> tuple[tuple[tuple[str, int], ...], np.ndarray]:
    """States (variable, lag) and the matrix that takes them a quarter on."""
    deepest: dict[str, int] = dict.fromkeys(model.endogenous, 1)
    for name, lag in leaves:
        deepest[name] = max(deepest[name], lag)
    states = tuple((n, k) for n, most in deepest.items() for k in range(1, most + 1))
    place = {s: i for i, s in enumerate(states)}
    matrix = np.zeros((len(states), len(states)))
    row_of = {n: i for i, n in enumerate(model.endogenous)}
    for name, lag in states:
        i = place[name, lag]
        if lag > 1:
            matrix[i, place[name, lag - 1]] = 1.0
            continue
        for j, leaf in enumerate(leaves):
            matrix[i, place[leaf]] = step[row_of[name], j]
    # a deviation is measured against the level of its own quarter, so the first lag is this quarter's state
    return states, matrix


def _impact(
    model: Model, now: np.ndarray, figures: np.ndarray, scales: np.ndarray,
    states: tuple[tuple[str, int], ...],
) -> tuple[tuple[str, ...], np.ndarray]:  # fmt: skip
    shocks = tuple(n for n, s in model.shocks.items() if s.kind != "uniform" and s.sd > 0)
    graph = model.graph
    push = np.zeros((len(model.equations), len(shocks)))
    for j, name in enumerate(shocks):
        leaf = graph.shock(name)
        rows = [i for i, e in enumerate(model.equations) if leaf in reachable(e.residual)]
        slopes = derivatives_to(graph, [model.equations[i].residual for i in rows], leaf)
        values = [float(v[-1]) for v in over_time(model, slopes, figures)]
        push[rows, j] = np.array(values) * model.shocks[name].sd
    effect = -np.linalg.solve(now, push)
    out = np.zeros((len(states), len(shocks)))
    for i, name in enumerate(model.endogenous):
        out[states.index((name, 1))] = effect[i]
    return shocks, out


def _root(linear: Linear, value: complex, vector: np.ndarray) -> Root:
    modulus = float(abs(value))
    half = float(np.log(0.5) / np.log(modulus)) if 0 < modulus < 1 else float("inf")
    swing = float(2 * np.pi / abs(np.angle(value))) if abs(value.imag) > 1e-9 else None
    weights: dict[str, float] = {}
    for (name, _), w in zip(linear.states, np.abs(vector), strict=True):
        weights[name] = max(weights.get(name, 0.0), float(w))
    carriers = sorted(weights, key=lambda n: -weights[n])[:3]
    return Root(modulus, half, swing, tuple(carriers))
