"""Figures of a claim that are responses of the model: two deterministic paths, and what lies between them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from moneygood.core.cache import read_cached, write_cached
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.engine.setting import PathSolution
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model
from moneygood.questions.claims.figures import PERCENT, Evidence
from moneygood.questions.claims.text import FigureText
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import BASELINE, Plan
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.words import describe_plan
from moneygood.validation.responses import absolute

_AT = re.compile(r"q(\d+)\Z")
KEPT = 64
"""Paths of scenarios that are kept on disk."""

SHORT, LONG = 12, 44
"""Quarters solved: few when a figure looks no further, else those of an ordinary run.

A quarter has the same figures whatever the length, and the baselines of both lengths are kept on disk.
"""


class AbstractScenarioSolver(Protocol):
    """What solves scenarios: model, history and baseline, such as `baseline.workspace.Workspace`."""

    @property
    def model(self) -> Model: ...

    @property
    def history(self) -> Panel: ...

    @property
    def start(self) -> Quarter: ...

    def solve_plan(self, plan: Plan, quarters: int = ...) -> PathSolution: ...

    def check(self, plan: Plan, quarters: int = ...) -> None: ...

    @property
    def mark(self) -> str: ...

    @property
    def levers(self) -> Mapping[str, Lever]: ...


@dataclass
class Responses:
    """Paths of scenarios without draws, each solved once."""

    laboratory: AbstractScenarioSolver
    vintage: str
    _paths: dict[str, np.ndarray] = field(default_factory=dict)

    def unit(self, figure: FigureText) -> Unit:
        """The unit of a response, its formula, quarter and scenarios checked (A501, A502, M- and S-codes)."""
        _quarter(figure)
        for key in ("model", "against"):
            if key in figure.fields:
                self.laboratory.check(self._plan(figure.fields[key], figure), _horizon(figure))
        unit = parse_expression(figure.text("formula"), self.laboratory.model, place=figure.place).unit
        return PERCENT if figure.text("take", "change") == "growth" else unit

    def figure(self, figure: FigureText) -> Evidence:
        """A response of the model, the scenario under `model` held against the one under `against`.

        At q4, the fourth simulated quarter: `value` is the formula on the scenario, `change` its difference
        from the other path, `growth` the difference in percent.
        """
        take, spot = figure.text("take", "change"), _quarter(figure) - 1
        formula = parse_expression(figure.text("formula"), self.laboratory.model, place=figure.place)
        value = ours = self._value(figure.fields["model"], formula, spot, figure)
        words = describe(figure.fields["model"])
        if take != "value":
            other = figure.fields.get("against", BASELINE)
            base = self._value(other, formula, spot, figure)
            value = ours - base if take == "change" else 100 * (ours / base - 1)
            words = f"{words} against {describe(other)}"
        unit = PERCENT if take == "growth" else formula.unit
        period = str(self.laboratory.start + spot)
        return Evidence(
            figure.name, figure.label, f"model: {take} of {formula.text} ({words})", value, unit, period,
            self.vintage, "", "model",
        )  # fmt: skip

    def _value(self, scenario: Any, formula: Any, spot: int, figure: FigureText) -> float:
        path = self._path(scenario, figure)
        history = self.laboratory.history
        rows = {n: i for i, n in enumerate(self.laboratory.model.variables)}

        def series(name: str) -> np.ndarray:
            return np.concatenate([history.series(name), path[rows[name]]])

        numbers = {n: p.value for n, p in self.laboratory.model.parameters.items()}
        numbers |= {n: c.value for n, c in self.laboratory.model.constants.items()}
        values = evaluate_series(formula.node, series, parameters=numbers)
        return float(values[len(history.periods) + spot])

    def _path(self, scenario: Any, figure: FigureText) -> np.ndarray:
        """The path of a scenario [variable, quarter], solved once and kept on disk for the next question."""
        key = f"{describe(scenario)} over {_horizon(figure)}"
        if key not in self._paths:
            plan, quarters = self._plan(scenario, figure), _horizon(figure)
            said = json.dumps(describe_plan(plan, self.laboratory.levers), sort_keys=True)
            text = f"{self.laboratory.mark} {quarters} {said}"
            name = f"response-{hashlib.sha256(text.encode()).hexdigest()[:24]}"
            self._paths[key] = self._solved(name, plan, quarters)
        return self._paths[key]

    def _solved(self, name: str, plan: Plan, quarters: int) -> np.ndarray:
        shape = (len(self.laboratory.model.variables), quarters)
        kept = read_cached(name)
        if kept is not None and len(kept) == 8 * shape[0] * shape[1]:
            return np.frombuffer(kept, dtype=np.float64).reshape(shape)
        values = np.ascontiguousarray(self.laboratory.solve_plan(plan, quarters).values, dtype=np.float64)
        write_cached(name, values.tobytes(), KEPT)
        return values

    def _plan(self, scenario: Any, figure: FigureText) -> Plan:
        if isinstance(scenario, str):
            return find_plan(scenario)
        if not isinstance(scenario, Mapping):
            hint = "Name one, or write its fields"
            raise MoneygoodError("A501", f"{scenario!r} is not a scenario", figure.place, hint)
        fields = {"title": figure.label, **absolute(scenario, self.laboratory.start)}
        return parse_plan(fields, figure.name, Path(figure.place.file), find=find_plan)


def _quarter(figure: FigureText) -> int:
    found = _AT.match(figure.text("at"))
    if found is None or not 1 <= int(found[1]) <= LONG:
        hint = f"Write q1 to q{LONG}, counted from the first simulated quarter"
        raise MoneygoodError("A502", f"{figure.text('at')!r} is not a quarter of a run", figure.place, hint)
    return int(found[1])


def _horizon(figure: FigureText) -> int:
    return SHORT if _quarter(figure) <= SHORT else LONG


def describe(scenario: Any) -> str:
    """A scenario in a few words: its name, or its fields."""
    if isinstance(scenario, Mapping):
        return "; ".join(f"{k} {describe(v)}" for k, v in scenario.items())
    if isinstance(scenario, list):
        return ", ".join(describe(v) for v in scenario)
    return str(scenario)
