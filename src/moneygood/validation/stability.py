"""The model linearised around its baseline: its roots and the variables that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.record_kinds import Choice, Name
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root
from moneygood.core.units import BASES
from moneygood.engine.residuals import over_time
from moneygood.model.graph import Node, derivatives_to, reachable

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.model.model import Model
from moneygood.model.names import names_of

SHOWN_ROOTS = 12
NEAR_ONE = 1e-4
"""Distance from one within which a root counts as a unit root."""


@dataclass(frozen=True)
class Linear:
    """The model near its baseline in one quarter: z' = `matrix` z, z deviations of `states` (variable, lag).

    Deviations of money are shares of nominal or real GDP, those of anything else that trends shares of its
    own level; all others are in their own unit.
    """

    quarter: str
    states: tuple[tuple[str, int], ...]
    matrix: np.ndarray


@dataclass(frozen=True)
class Root:
    """One root: its `modulus`, the quarters in which it halves (infinite when it does not), the quarters of a
    swing (None when it does not swing) and the `variables` that take most part in it (products of left and
    right eigenvectors)."""

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
    return Linear(str(baseline.periods[quarter - 1]), states, matrix)


def roots(linear: Linear, shown: int = SHOWN_ROOTS) -> tuple[Root, ...]:
    """The roots of largest modulus that are not unit roots, conjugate pairs once.

    Unit roots belong to levels such as price indices; there are dozens, and they say nothing.
    """
    from scipy.linalg import eig

    found = eig(linear.matrix, left=True, right=True)
    values, left, right = (np.asarray(part, dtype=np.complex128) for part in found)
    order = [int(i) for i in np.argsort(-np.abs(values)) if np.imag(values[i]) >= 0]
    order = [i for i in order if abs(abs(values[i]) - 1.0) > NEAR_ONE]
    return tuple(_root(linear, complex(values[i]), left[:, i], right[:, i]) for i in order[:shown])


def largest_root(linear: Linear) -> float:
    """The largest modulus of any root."""
    return float(np.max(np.abs(np.linalg.eigvals(linear.matrix))))


@dataclass(frozen=True)
class _Lagged:
    """Derivatives of all equations to lagged variables [equation, leaf], in scaled deviations."""

    leaves: tuple[tuple[str, int], ...]
    matrix: np.ndarray


NUMERAIRES = TextKind(
    "numeraires",
    "What a deviation is measured against where the model is linearised.",
    ("dictionary/numeraires.yaml",),
    Record(
        "text of numeraires",
        "Money against a variable, other units against the own level.",
        (
            Field("money", MapOf(Name("variable"), keys=Choice(BASES)), "A variable for each unit of money.",
                  required=True),
            Field("own_level", ListOf(Choice(BASES)), "Units that trend.", required=True),
        ),
    ),
    FaultCodes("A671"),
    "`moneygood validate stability`",
)  # fmt: skip


def _scales(model: Model, figures: np.ndarray) -> np.ndarray:
    """The unit in which a deviation of each variable is measured [variable, quarter]; variables whose
    equations are in logs are measured against their own level, too."""
    path = (model.root or economics_root()) / "dictionary" / "numeraires.yaml"
    record = NUMERAIRES.read(path, names_of(model))
    money, trending = record["money"], set(record["own_level"])
    out = np.ones_like(figures)
    in_logs = {e.lhs_variable for e in model.equations if e.text.startswith(("dlog(", "log("))}
    for i, (name, record) in enumerate(model.variables.items()):
        unit = str(record.unit).split("/")[0].split("*")[0].strip()
        if unit in money:
            out[i] = figures[model.row(money[unit])]
        elif (unit in trending or name in in_logs) and np.all(figures[i] > 0):
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
    return states, matrix


def _root(linear: Linear, value: complex, left: np.ndarray, right: np.ndarray) -> Root:
    modulus = float(abs(value))
    half = float(np.log(0.5) / np.log(modulus)) if 0 < modulus < 1 else float("inf")
    swing = float(2 * np.pi / abs(np.angle(value))) if abs(value.imag) > 1e-9 else None
    weights: dict[str, float] = {}
    for (name, _), w in zip(linear.states, np.abs(left.conj() * right), strict=True):
        weights[name] = weights.get(name, 0.0) + float(w)
    carriers = sorted(weights, key=lambda n: -weights[n])[:3]
    return Root(modulus, half, swing, tuple(carriers))
