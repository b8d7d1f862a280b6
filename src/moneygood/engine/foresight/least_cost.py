"""The least unlikely shocks that keep a path inside bounds, or put it exactly where it is asked to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.jump import nearest_beyond
from moneygood.engine.foresight.own_model import SettingTable, lay, solve_foresight, solve_lanes
from moneygood.engine.foresight.recursive import Recursive
from moneygood.engine.foresight.stacked import StackedSystem
from moneygood.engine.foresight.targets import given_of
from moneygood.engine.program.prepare import sizes
from moneygood.engine.setting import PathSolution, Setting

if TYPE_CHECKING:
    from moneygood.model.model import Model

_ROUNDS = 25
_PATIENCE = 8
"""Rounds after which bounds that were kept and lost again are taken for a leap of the path."""
_HAIR = 1e-6
"""As a share of the shocks: so far beyond a leap the result lies, so that other arithmetic agrees."""
_MOST_LANES = 64
_PROBE = 1e-3
"""Size of the probing shocks, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Bound:
    """`variable` lies between `low` and `high` in a quarter (minus or plus infinity = open)."""

    variable: str
    period_index: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mix:
    """Shocks of a quarter that move together: each by its weight times its standard deviation."""

    shocks: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class PathMeasure:
    """Figures read off the paths of `variables` in quarters up to number `last`, kept from `low` to `high`
    (minus or plus infinity = open) within `tolerance`, all [figure].

    `read` makes figures [figure, path] of a mapping of each variable to its values [quarter, path].
    """

    variables: tuple[str, ...]
    last: int
    low: np.ndarray
    high: np.ndarray
    tolerance: np.ndarray
    read: Callable[[Mapping[str, np.ndarray]], np.ndarray]


@dataclass(frozen=True)
class LeastCost:
    """The setting with the found shocks in it, its path, the shocks that were added [shock, quarter], and
    their cost: the squared Mahalanobis distance.

    `short` [figure] are the figures a hair before, where the path leaps over its bounds; None where it
    reaches them without a leap.
    """

    setting: Setting
    path: PathSolution
    added: np.ndarray
    cost: float
    rounds: int
    short: np.ndarray | None = None


def least_cost(
    model: Model,
    setting: Setting,
    guess: np.ndarray,
    bounds: Sequence[Bound],
    instruments: Sequence[tuple[str | Mix, int]],
    terminal: str = "steady",
) -> LeastCost:
    """The shocks of least Mahalanobis size with which the path keeps all `bounds`.

    min z' R^-1 z subject to low <= y(z) <= high, z in standard deviations, R the correlation of the shocks of
    a quarter; solved by linearising y and solving each linear-quadratic problem exactly (Lawson and Hanson's
    least-distance programming), until the nonlinear path keeps the bounds to 1e-9 of the variable's size.
    `instruments` are (shock or mix, quarter number); a mix counts as one shock of its own.
    Raises E046 when no shocks can do it, and what solving raises.
    """
    scale = sizes(model, setting.history)
    places = [(b.variable, b.period_index) for b in bounds]
    measure = PathMeasure(
        tuple(dict.fromkeys(b.variable for b in bounds)),
        max(b.period_index for b in bounds),
        np.array([b.low for b in bounds]),
        np.array([b.high for b in bounds]),
        np.array([1e-9 * scale[b.variable] for b in bounds]),
        lambda paths: np.array([paths[name][t] for name, t in places]),
    )
    return least_shocks(model, setting, guess, measure, instruments, terminal, memory=0)


def least_shocks(
    model: Model,
    setting: Setting,
    guess: np.ndarray,
    measure: PathMeasure,
    instruments: Sequence[tuple[str | Mix, int]],
    terminal: str = "steady",
    memory: int = 4,
) -> LeastCost:
    """As `least_cost`, for any smooth figures of the path in the place of single values.

    Where figures are curved the straight problems swing round their answer; the next point is then mixed from
    the last `memory` ones so that what is left to go is least (anderson1965). A step is halved while it leads
    out of the range of a formula. Where the path leaps over its bounds, and these are of one side only, the
    nearest shocks lie where it leaps; see `jump`.
    """
    task = _Task(model, setting, guess, measure, tuple(instruments), terminal)
    z = np.zeros(len(instruments))
    y = task.respond(z[:, None])[:, 0]
    if task.violation(y) <= 1.0:
        return task.result(z, 0)
    slopes, moved = np.zeros((len(y), len(z))), np.inf
    tried: list[tuple[np.ndarray, np.ndarray]] = []
    one_sided = bool(memory) and bool(np.isinf(measure.high).all())
    beyond: np.ndarray | None = None
    for count in range(1, _ROUNDS + 1):
        if one_sided and count > _PATIENCE and beyond is not None:
            break
        if moved > 1e-4:
            slopes = task.slopes(z, y)
        wanted = task.nearest(slopes, y - slopes @ z)
        tried.append((wanted, wanted - z))
        wanted = _mixed(tried[-memory - 1 :])
        share, before = 1.0, z
        for _ in range(12):  # a step that leaves the range of a formula is halved
            z = before + share * (wanted - before)
            y = task.respond(z[:, None])[:, 0]
            if np.isfinite(y).all():
                break
            share *= 0.5
        moved = float(np.max(np.abs(z - before), initial=0.0))
        if task.violation(y) <= 1.0 and moved < 1e-6 * max(1.0, float(np.max(np.abs(z), initial=0.0))):
            return task.result(z, count)
        if task.violation(y) <= 1.0 and (beyond is None or task.cost(z) < task.cost(beyond)):
            beyond = z
    if one_sided and beyond is not None:
        found = nearest_beyond(task.kept, task.plain(beyond))
        if found is not None:
            return task.leapt(found, count)
    raise MoneygoodError(
        "E046", f"the bounds were not met after {_ROUNDS} rounds", hint="Widen the band, or name more shocks"
    )


def _mixed(tried: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The mix of answers whose steps, mixed alike, are least; the last answer where there is one only."""
    (answer, step), before = tried[-1], tried[:-1]
    if not before:
        return answer
    steps = np.array([step - s for _, s in before]).T
    share = np.linalg.lstsq(steps, step, rcond=1e-8)[0]
    return answer - np.array([answer - a for a, _ in before]).T @ share


def first_distances(
    model: Model, setting: Setting, guess: np.ndarray, measure: PathMeasure,
    instruments: Sequence[tuple[str | Mix, int]], terminal: str = "steady",
) -> np.ndarray:  # fmt: skip
    """How far each figure [figure] lies from its own bounds alone, in standard deviations of the shocks, when
    the path answers in a straight line; infinite where no shock moves it."""
    task = _Task(model, setting, guess, measure, tuple(instruments), terminal)
    z = np.zeros(len(instruments))
    y = task.respond(z[:, None])[:, 0]
    steep = np.linalg.norm(task.slopes(z, y) @ task.root, axis=1)
    gap = np.maximum(np.maximum(task.low - y, y - task.high), 0.0)
    return np.divide(gap, steep, out=np.where(gap > 0, np.inf, 0.0), where=steep > 0)


class _Task:
    def __init__(
        self,
        model: Model,
        setting: Setting,
        guess: np.ndarray,
        measure: PathMeasure,
        instruments: tuple[tuple[str | Mix, int], ...],
        terminal: str,
    ) -> None:
        self.model, self.setting, self.guess, self.terminal = model, setting, guess, terminal
        self.measure, self.instruments = measure, instruments
        self.low, self.high, self.tolerance = measure.low, measure.high, measure.tolerance
        self.parts = [_parts(model, what) for what, _ in instruments]
        self.root = np.linalg.cholesky(self._correlation())
        self.laid = self._cut(lay(model, setting, guess))
        row = self.laid.system.row  # a shock that absorbs a hold elsewhere has its given values beside it
        self.columns = [
            [(row[given_of(n) if given_of(n) in row else n], size) for n, size in own] for own in self.parts
        ]
        ahead, parameters = model.looks_ahead, self.laid.parameters
        self.compiled = None if ahead else Recursive(self.laid.system, parameters)
        self.stacked = StackedSystem(self.laid.system, parameters, terminal) if ahead else None

    def _cut(self, laid: SettingTable) -> SettingTable:
        """What comes after the last bounded quarter is of no account, unless something looks ahead."""
        quarters = self.measure.last + 1
        if self.model.looks_ahead:
            return laid
        return replace(laid, last=laid.first + quarters, patterns=laid.patterns[:quarters])

    def _correlation(self) -> np.ndarray:
        rho = {(c.a, c.b): c.rho for c in self.model.correlations}
        rho |= {(b, a): r for (a, b), r in rho.items()}
        out = np.eye(len(self.instruments))
        for i, (a, t) in enumerate(self.instruments):
            for j, (b, u) in enumerate(self.instruments[:i]):
                if t == u and isinstance(a, str) and isinstance(b, str):
                    out[i, j] = out[j, i] = rho.get((a, b), 0.0)
        return out

    def violation(self, y: np.ndarray) -> float:
        """The worst breach of a bound in units of its tolerance (infinite when the path broke off)."""
        if not np.isfinite(y).all():
            return np.inf
        return float(np.max(np.maximum(self.low - y, y - self.high) / self.tolerance, initial=0.0))

    def respond(self, z: np.ndarray) -> np.ndarray:
        """The bounded values [bound, candidate] for shocks z [instrument, candidate]; NaN where unsolved."""
        if self.compiled is None:
            return np.stack([self._ahead(column) for column in z.T], axis=1)
        parts = [self._lanes(z[:, i : i + _MOST_LANES]) for i in range(0, z.shape[1], _MOST_LANES)]
        return np.concatenate(parts, axis=1)

    def _lanes(self, z: np.ndarray) -> np.ndarray:
        assert self.compiled is not None
        laid = self.laid
        lanes = np.repeat(laid.table[:, :, None], z.shape[1], axis=2)
        for i, (_, t) in enumerate(self.instruments):
            for column, size in self.columns[i]:
                lanes[laid.first + t, column] += z[i] * size
        solve_lanes(self.compiled, laid, lanes)
        return self._figures(lanes)

    def _ahead(self, z: np.ndarray) -> np.ndarray:
        assert self.stacked is not None
        laid = self.laid
        table = laid.table.copy()
        for i, (_, t) in enumerate(self.instruments):
            for column, size in self.columns[i]:
                table[laid.first + t, column] += z[i] * size
        try:
            self.stacked.solve(table, laid.first, laid.last)
        except MoneygoodError:
            return np.full(len(self.low), np.nan)
        return self._figures(table[:, :, None])[:, 0]

    def _figures(self, lanes: np.ndarray) -> np.ndarray:
        """The figures [figure, lane] of a solved table [quarter, series, lane]."""
        laid = self.laid
        rows = slice(laid.first, laid.first + self.measure.last + 1)
        with np.errstate(all="ignore"):
            found = self.measure.read({n: lanes[rows, laid.system.row[n]] for n in self.measure.variables})
        return np.asarray(found, dtype=np.float64)

    def slopes(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The derivatives [bound, instrument] of the bounded values, by small shocks either way."""
        m = len(z)
        probes = np.concatenate([z[:, None] + _PROBE * np.eye(m), z[:, None] - _PROBE * np.eye(m)], axis=1)
        found = self.respond(probes)
        out = (found[:, :m] - found[:, m:]) / (2 * _PROBE)
        if not np.isfinite(out).all():
            raise MoneygoodError("E046", "the path cannot be solved near the bounds", hint="Widen the band")
        return out

    def nearest(self, slopes: np.ndarray, base: np.ndarray) -> np.ndarray:
        """The smallest z with low <= base + slopes z <= high."""
        steep = slopes @ self.root
        size = np.maximum(np.linalg.norm(steep, axis=1), 1e-300)
        below, above = np.isfinite(self.low), np.isfinite(self.high)
        rows = np.concatenate([(steep / size[:, None])[below], -(steep / size[:, None])[above]])
        ends = np.concatenate([((self.low - base) / size)[below], ((base - self.high) / size)[above]])
        return self.root @ least_distance(rows, ends)

    def with_shocks(self, z: np.ndarray) -> Setting:
        """The setting with the shocks added."""
        return replace(self.setting, shocks=self.setting.shocks + self._table(z))

    def _table(self, z: np.ndarray) -> np.ndarray:
        out = np.zeros_like(self.setting.shocks)
        row = {name: i for i, name in enumerate(self.model.shocks)}
        for value, own, (_, t) in zip(z, self.parts, self.instruments, strict=True):
            for name, size in own:
                out[row[name], t] += value * size
        return out

    def plain(self, z: np.ndarray) -> np.ndarray:
        """Shocks as uncorrelated ones, each in standard deviations."""
        return np.linalg.solve(self.root, z)

    def cost(self, z: np.ndarray) -> float:
        """The squared Mahalanobis distance of shocks."""
        w = self.plain(z)
        return float(w @ w)

    def kept(self, plain: np.ndarray) -> np.ndarray:
        """Whether uncorrelated shocks [instrument, candidate] keep all bounds [candidate]."""
        y = self.respond(self.root @ plain)
        with np.errstate(invalid="ignore"):
            inside = (y >= (self.low - self.tolerance)[:, None]) & (
                y <= (self.high + self.tolerance)[:, None]
            )
        return np.asarray(inside.all(axis=0))

    def leapt(self, plain: np.ndarray, rounds: int) -> LeastCost:
        """The result a hair beyond where the path leaps, with the figures a hair before."""
        z = self.root @ plain
        before = self.respond(z[:, None] * (1.0 - _HAIR))[:, 0]
        return replace(self.result(z * (1.0 + _HAIR), rounds), short=before)

    def result(self, z: np.ndarray, rounds: int) -> LeastCost:
        setting = self.with_shocks(z)
        path = solve_foresight(self.model, setting, self.guess, terminal=self.terminal)
        return LeastCost(setting, path, self._table(z), self.cost(z), rounds)


def _parts(model: Model, what: str | Mix) -> list[tuple[str, float]]:
    """The shocks that an instrument moves, each with its size for one of the instrument."""
    if isinstance(what, str):
        return [(what, model.shocks[what].sd)]
    return [(n, w * model.shocks[n].sd) for n, w in zip(what.shocks, what.weights, strict=True)]


def least_distance(rows: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The shortest x with ``rows @ x >= ends`` (E046 when there is none). Source: lawson1974, chapter 23."""
    from scipy.optimize import nnls

    n = rows.shape[1]
    if not len(rows):
        return np.zeros(n)
    scale = max(1.0, float(np.max(np.abs(ends))))
    system = np.concatenate([rows.T, (ends / scale)[None, :]])
    goal = np.zeros(n + 1)
    goal[n] = 1.0
    weights, distance = nnls(system, goal, maxiter=50 * (n + len(rows)))
    if distance < 1e-9:
        raise MoneygoodError(
            "E046", "no shocks of the chosen kind keep all bounds", hint="Widen the band, or name more shocks"
        )
    left = system @ weights - goal
    return -left[:n] / left[n] * scale
