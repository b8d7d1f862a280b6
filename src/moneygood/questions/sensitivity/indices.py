"""The question of sensitivity, put together: inputs, sample, runs in one ensemble, indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import ShockSource
from moneygood.engine.setting import Setting
from moneygood.engine.simulate import simulate
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.model.model import Model
from moneygood.questions.sensitivity.answer import MethodIndices, Sensitivity
from moneygood.questions.sensitivity.design import Design
from moneygood.questions.sensitivity.marginals import Dependence, check_groups, marginal_of
from moneygood.questions.sensitivity.sample import draw_sample, indices
from moneygood.runs.inputs import Input, check_apart, find_input, limited, moved_draws
from moneygood.runs.path_formula import Calendar, FormulaScope, PathFormula, read_formula
from moneygood.runs.run import RunRequest, check_request
from moneygood.scenarios.plan import Plan

METHODS = ("both", "sobol", "morris")


@dataclass(frozen=True)
class SensitivityRequest:
    """What is asked: `inputs` (the drawn parameters when empty), `groups` by name, `correlations` by pair.

    `size` base points of the Sobol sample, `trajectories` of Morris; `shock_paths` 0 turns shocks off, k
    gives every sample the same k shock paths and looks at the mean output over them.
    """

    inputs: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)
    method: str = "both"
    at: Quarter | None = None
    size: int = 512
    trajectories: int = 50
    second_order: bool = False
    shock_paths: int = 0
    seed: int = 1
    quarters: int = 44
    threads: int = 0
    executor: AbstractExecutor | None = None


def sensitivity(workspace: Workspace, plan: Plan, output: str, request: SensitivityRequest) -> Sensitivity:
    """Sobol and Morris indices of an output over parameters and levers.

    Errors: M-codes, A303 and A304 for the output, A306 to A308 for inputs, A350 to A354 for the sample, A074.
    """
    check_request(RunRequest(1, request.seed, request.quarters))
    if request.method not in METHODS:
        hint = did_you_mean(request.method, METHODS) or f"There is {', '.join(METHODS)}"
        raise MoneygoodError("A351", f"there is no method {request.method!r}", None, hint)
    if not 0 <= request.shock_paths <= 64:
        raise MoneygoodError("A351", f"{request.shock_paths} shock paths", None, "Choose 0 to 64")
    formula, text = read_output(workspace, output, request)
    inputs = _inputs(workspace, request)
    designs = _designs(workspace.model, inputs, request)
    settled = workspace.settle(plan, request.quarters)
    runner = _Runner(workspace, settled, inputs, formula, request)
    parts, outputs = [], np.empty(0)
    for design in designs:
        sample = draw_sample(design)
        values = runner.outputs(sample.values)
        parts.append(
            MethodIndices(
                design.method, indices(sample, values), len(values), design.size, sample.fingerprint
            )
        )
        if not outputs.size:
            outputs = values
    group_of = check_groups([i.name for i in inputs], request.groups)
    return Sensitivity(
        output=text,
        unit=str(formula.formula.unit),
        scenario=plan.name,
        mean=float(outputs.mean()),
        spread=float(outputs.std()),
        marginals=designs[0].marginals,
        labels={i.name: i.label for i in inputs},
        groups={g: tuple(n for n, own in group_of.items() if own == g) for g in request.groups},
        correlations=dict(request.correlations),
        parts=tuple(parts),
        shocks="off" if not request.shock_paths else f"on, the same {request.shock_paths} paths in all runs",
        seed=request.seed,
        note=_note(designs, request),
        in_basis_points=bool(formula.variables) and set(formula.variables) <= workspace.basis_points,
    )


def read_output(workspace: Workspace, output: str, request: SensitivityRequest) -> tuple[PathFormula, str]:
    """The output as a formula with one value a path: a variable alone is read at the last quarter or `at`."""
    periods = workspace.periods(request.quarters)
    calendar = Calendar(workspace.history.periods[0], periods[0], periods[-1], request.at)
    text = output if not output.replace("_", "").isalnum() else f"{output}[by]"
    if request.at is not None and "[by" not in text.replace(" ", ""):
        what = f"{output!r} names its quarters itself, and at says {request.at}"
        raise MoneygoodError("A303", what, None, "Leave one of the two out")
    formula = read_formula(text, workspace.model, calendar)
    if formula.timed:
        raise MoneygoodError(
            "A304",
            f"{output!r} names a variable without its quarter",
            None,
            "Write the quarter behind it, as in rate_10y[2030Q4]",
        )
    return formula, text.replace("[by]", f"[{request.at or periods[-1]}]")


def _inputs(workspace: Workspace, request: SensitivityRequest) -> list[Input]:
    names = request.inputs or tuple(n for n, p in workspace.model.parameters.items() if p.draw)
    inputs = [limited(find_input(workspace, n), None, None) for n in names]
    for own in inputs:
        if not own.per_draw:
            raise MoneygoodError("A306", f"{own.name} is a variable; name a lever or a parameter")
    if len(inputs) < 2:
        raise MoneygoodError("A351", "indices need two inputs or more")
    check_apart(inputs)
    return inputs


def _designs(model: Model, inputs: list[Input], request: SensitivityRequest) -> list[Design]:
    names = tuple(i.name for i in inputs)
    group_of = check_groups(names, request.groups)
    if len(set(group_of.values())) < 2:
        what = "all inputs are in one group, which has all of the variance"
        raise MoneygoodError("A351", what, None, "Leave an input out of it, or name another")
    dependence = Dependence(names, request.correlations)
    marginals = tuple(marginal_of(model, i) for i in inputs)
    across = any(group_of[a] != group_of[b] for a, b in request.correlations)
    sobol = "dependent" if across else "sobol"
    if sobol == "dependent" and request.second_order:
        raise MoneygoodError("A353", "shares of pairs are not defined for inputs that are correlated")
    methods = {"both": (sobol, "morris"), "sobol": (sobol,), "morris": ("morris",)}[request.method]
    if across and request.method == "both":
        methods = (sobol,)
    return [
        Design(
            m,
            marginals,
            dependence,
            group_of,
            request.trajectories if m == "morris" else request.size,
            request.seed,
            request.second_order,
        )
        for m in methods
    ]


def _note(designs: list[Design], request: SensitivityRequest) -> str:
    if designs[0].method != "dependent":
        return ""
    said = (
        "Inputs are correlated: first-order shares include what an input tells about the others, totals do "
        "not."
    )
    return said + (
        " Morris effects need independent inputs and are left out." if request.method == "both" else ""
    )


class _Runner:
    """Runs of a sample: all rows are draws of one ensemble without random shocks."""

    def __init__(
        self,
        workspace: Workspace,
        settled: Settled,
        inputs: list[Input],
        formula: PathFormula,
        request: SensitivityRequest,
    ) -> None:
        self.workspace, self.settled, self.inputs, self.formula = workspace, settled, inputs, formula
        last = max([d.last for d in formula.dated.values()], default=settled.setting.periods[-1])
        self.reach = max(last - workspace.start + 1, 1)
        self.request = request

    def outputs(self, values: np.ndarray) -> np.ndarray:
        """The output of every row of values [row, input]; NaN where the run failed."""
        paths = self.request.shock_paths
        if not paths:
            return self._run(self.settled.setting, values)
        found = [self._run(self._with_shocks(k), values) for k in range(paths)]
        return np.mean(found, axis=0)

    def _run(self, setting: Setting, values: np.ndarray) -> np.ndarray:
        n = len(values)
        own = _first(setting, self.reach)
        parameters, shocks = moved_draws(replace(self.settled, setting=own), self.inputs, values.T)
        run = simulate(
            self.settled.model,
            own,
            draws=n,
            seed=0,
            distribution="none",
            keep=self.formula.variables,
            parameter_draws=False,
            parameter_values=parameters,
            shock_values=shocks,
            threads=self.request.threads,
            executor=self.request.executor,
        )
        past = self.workspace.history
        figures = {
            name: np.concatenate(
                [
                    np.broadcast_to(past.series(name)[:, None], (len(past.periods), n)),
                    run.paths.series(name).astype(np.float64),
                ]
            )
            for name in run.paths.names
        }
        fixed: dict[str, float | np.ndarray] = {
            k: own.parameters.get(k, p.value) for k, p in self.settled.model.parameters.items()
        }
        world = FormulaScope(
            figures, past.periods[0], own.periods[0], n, len(own.periods), fixed | parameters
        )
        return np.where(run.paths.ok, self.formula.value(world)[0], np.nan)

    def _with_shocks(self, k: int) -> Setting:
        """The setting with the shocks of draw number k of the seed added, the same for every row."""
        model, setting = self.settled.model, self.settled.setting
        source = ShockSource(model, self.request.seed, model.distribution.kind)
        cell, place = divmod(k, CELL)
        drawn = np.stack([source.cell(t, cell)[:, place] for t in range(len(setting.periods))], axis=1)
        uniform = np.array([s.kind == "uniform" for s in model.shocks.values()])[:, None]
        free = uniform & (setting.shocks == 0.5)
        shocks = np.where(uniform, np.where(free, drawn, setting.shocks), setting.shocks + drawn)
        return replace(setting, shocks=shocks)


def _first(setting: Setting, count: int) -> Setting:
    """The setting's first quarters; they have the figures of the whole run."""
    return replace(
        setting,
        periods=setting.periods[:count],
        exogenous=setting.exogenous[:, :count],
        adds=setting.adds[:, :count],
        shocks=setting.shocks[:, :count],
        references=None if setting.references is None else setting.references[:, :count],
        holds=tuple(h for h in setting.holds if h.period_index < count),
    )
