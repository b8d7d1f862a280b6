"""What brings a break about: draws on which it happens against all draws, in shocks and in what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.paths import Paths
from moneygood.engine.lanes import DrawnShocks
from moneygood.model.model import Model
from moneygood.runs.attribution.conditional import random_players, random_world
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.runs.attribution.shapley import shapley_by_draw
from moneygood.runs.attribution.sides import read_side
from moneygood.runs.first_passage.passage import FirstPassage, derived_series, first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, Side, required_variables
from moneygood.runs.timeline import Timeline

WINDOW = 8
"""Quarters up to the break over which a shock is added up."""

FEWEST = 8
"""Fewer breaks than this among the draws looked at, and no mean is shown."""


@dataclass(frozen=True)
class Pressure:
    """How far one source of randomness is from its mean before a break, in its standard deviations.

    Shocks are summed over the last quarters up to the break and divided by the standard deviation of such a
    sum; drawn parameters are in standard errors. `error` is the Monte-Carlo standard error of `mean`.
    """

    kind: str
    name: str
    label: str
    mean: float
    error: float


@dataclass(frozen=True)
class Contribution:
    """What one group of shocks (or one mechanism) does to the break variable: where it breaks, less in all
    draws."""

    kind: str
    name: str
    label: str
    value: float
    error: float


@dataclass(frozen=True)
class Cause:
    """Why one side of a break happens: the break variable where it breaks less its mean over all draws in
    the same quarters, `total`, the `parts` that add up to it, and the shocks that are furthest from zero
    before it."""

    side: str
    label: str
    expression: str
    unit: str
    total: float
    total_error: float
    parts: tuple[Contribution, ...]
    cases: int
    pressures: tuple[Pressure, ...]
    pressure_cases: int

    @property
    def residual(self) -> float:
        """What the parts leave unexplained."""
        return self.total - sum(p.value for p in self.parts)

    def as_json(self) -> dict[str, Any]:
        """The cause as a plain dictionary for `--json`."""
        return {
            "side": self.side,
            "label": self.label,
            "expression": self.expression,
            "unit": self.unit,
            "total": self.total,
            "total_error": self.total_error,
            "cases": self.cases,
            "residual": self.residual,
            "parts": [
                {"kind": p.kind, "name": p.name, "label": p.label, "value": p.value, "mc_error": p.error}
                for p in self.parts
            ],
            "pressures": [
                {
                    "kind": p.kind,
                    "name": p.name,
                    "label": p.label,
                    "standard_deviations": p.mean,
                    "mc_error": p.error,
                }
                for p in self.pressures
            ],
            "pressure_cases": self.pressure_cases,
        }


def causes(
    workspace: Workspace,
    question: AttributionQuestion,
    definitions: Sequence[BreakDefinition],
    passage: FirstPassage,
    paths: Paths,
) -> tuple[Cause, ...]:
    """The causes of every side that breaks often enough, in the order of the definitions.

    `question` says the scenario, by what (shock, channel or lag), and on how many of the run's first draws
    the break variable is taken apart; its parts add up draw by draw. `passage` and `paths` are the whole
    run's: shocks are looked at before each of its breaks. A side whose first condition has no figure there
    is left out.
    """
    players = random_players(workspace, question.by, question.span)
    keep = required_variables(definitions)
    world = random_world(workspace, question, players, keep, question.span)
    periods = workspace.periods(question.quarters)[: question.span]
    numbers = np.arange(question.draws)
    full, ended = world.run(np.ones((len(players), question.draws), dtype=bool), numbers)
    own = first_passage(
        Paths(world.keep, periods, full, ended, question.seed), workspace.history, definitions
    )
    listed = [(d, s) for d in definitions for s in d.sides]

    def worth(members: np.ndarray, draws: np.ndarray) -> np.ndarray:
        values, status = world.run(members, draws)
        lanes = Paths(world.keep, periods, values, np.zeros(values.shape[2], np.uint8))
        out = np.stack([_figure(lanes, workspace, d, s) for d, s in listed])  # [side, quarter, lane]
        out[:, :, status != 0] = np.nan
        return out.transpose(2, 0, 1).astype(np.float32 if question.draws > 4000 else np.float64)

    shares, empty = shapley_by_draw(len(players), question.draws, worth, seed=question.seed)
    rows = np.concatenate([empty[None], shares])  # [part, draw, side, quarter]
    solved = np.isfinite(rows).all(axis=(0, 2, 3)) & (ended == 0)
    rows = rows[:, solved]
    place = np.cumsum(ended == 0) - 1
    names = [("direct" if question.by == "channel" else "state", "none", "what is not random")]
    names += [(p.kind, p.name, p.label) for p in players]
    pushed = _Pressures(workspace, question, paths)
    mass = None if paths.weights is None else paths.weights[: question.draws][solved]
    out = []
    for i, (definition, side) in enumerate(listed):
        key = f"{definition.name}.{side.name}"
        times = own.side_times[key][place[solved]]
        cases = np.flatnonzero(times > 0)
        if cases.size < FEWEST:
            continue
        at = times[cases] - 1
        middle = rows[:, :, i, :].mean(axis=1) if mass is None else _centre(rows[:, :, i, :], mass)
        gaps = rows[:, cases, i, at] - middle[:, at]
        often = None if mass is None else mass[cases]
        if not np.isfinite(gaps).all():
            continue
        parts = tuple(
            Contribution(*name, *_mean_and_error(g, often)) for name, g in zip(names, gaps, strict=True)
        )
        whole = gaps.sum(axis=0)
        condition = side.when[0]
        out.append(
            Cause(
                key, side.label, condition.text, condition.unit, *_mean_and_error(whole, often), parts,
                int(cases.size),
                *pushed.before(passage.side_times[key]),
            )
        )  # fmt: skip
    return tuple(out)


def _centre(rows: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """The weighted mean over draws of rows [part, draw, quarter]."""
    return np.einsum("pdq,d->pq", rows, mass) / mass.sum()


def _mean_and_error(values: np.ndarray, mass: np.ndarray | None) -> tuple[float, float]:
    """The mean of values [case] and its Monte-Carlo error, each case as often as its mass says."""
    if mass is None or not mass.sum() > 0.0:
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size))
    mean = float(values @ mass / mass.sum())
    return mean, float(np.sqrt(np.sum((mass * (values - mean)) ** 2)) / mass.sum())


def _figure(paths: Paths, workspace: Workspace, definition: BreakDefinition, side: Side) -> np.ndarray:
    """The break variable of a side, its first condition's expression [quarter, lane]."""
    line = Timeline(paths, workspace.history, definition.constants)
    every = np.arange(paths.draws)
    derived: Mapping[str, np.ndarray] = {d.name: derived_series(line, d, every) for d in definition.derived}
    return line.evaluate(side.when[0].node, every, derived)[line.start :].copy()


class _Pressures:
    """Shocks of a run's good draws, summed over windows that end with a break."""

    def __init__(
        self, workspace: Workspace, question: AttributionQuestion, paths: Paths, most: int = 4096
    ) -> None:
        own = workspace.model
        for variant in question.plan.variants:
            own = own.with_variant(variant)
        self.model: Model = own
        self.good = np.flatnonzero(paths.ok)
        self.some = self.good[:most] + paths.first_draw
        self.mass = None if paths.mass is None else paths.mass[:most]
        drawn = DrawnShocks(own, question.seed)
        spread = np.array([1.0 if s.kind == "uniform" or not s.sd else s.sd for s in own.shocks.values()])
        uniform = np.array([s.kind == "uniform" for s in own.shocks.values()])
        total = np.zeros((len(paths.periods) + 1, len(spread), self.some.size), dtype=np.float32)
        for t in range(len(paths.periods)):
            z = drawn.quarter(t, self.some) / spread[:, None]
            z[uniform] = _normal_scores(z[uniform])
            total[t + 1] = total[t] + z
        self.total = total
        records = [p for p in own.parameters.values() if p.draw]
        centre = {p.name: p.value for p in records}
        for part in read_side(workspace, question, question.plan, freeze=False).parts:
            for name, moved, number in part.parameters:
                if name in centre:
                    centre[name] = centre[name] + number if moved else number
        rows = drawn.parameters(records, [centre[p.name] for p in records], self.some) if records else None
        self.records = records
        self.scaled = np.zeros((0, self.some.size))
        if rows is not None:
            self.scaled = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)

    def before(self, times: np.ndarray, shown: int = 6) -> tuple[tuple[Pressure, ...], int]:
        """The sources furthest from zero before breaks at `times` [good draw], and the number of breaks."""
        times = times[: self.some.size].astype(np.int64)
        cases = np.flatnonzero(times > 0)
        if cases.size < FEWEST:
            return (), int(cases.size)
        end = times[cases]
        begin = np.maximum(end - WINDOW, 0)
        sums = (self.total[end, :, cases] - self.total[begin, :, cases]) / np.sqrt(end - begin)[:, None]
        found = []
        for name, column in zip(self.model.shocks, sums.T, strict=True):
            record = self.model.shocks[name]
            label = self.model.variables[record.equation].label if record.equation else record.note or name
            kind = "uniform" if record.kind == "uniform" else "shock"
            found.append((kind, name, label, column))
        found += [
            ("parameter", p.name, p.name, row[cases])
            for p, row in zip(self.records, self.scaled, strict=True)
        ]
        mass = None if self.mass is None else self.mass[cases]
        every = [Pressure(k, n, x, *_mean_and_error(c, mass)) for k, n, x, c in found]
        every.sort(key=lambda p: -abs(p.mean))
        return tuple(every[:shown]), int(cases.size)


def _normal_scores(u: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(u)
