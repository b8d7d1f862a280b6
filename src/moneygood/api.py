"""The one path that all surfaces use: load, run, compare, ask what changes first, show and check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.analysis.compare import Comparison
from moneygood.analysis.compare import compare as compare_paths
from moneygood.analysis.first import FirstPassage
from moneygood.analysis.headline import HEADLINE_VARIABLES, headline_periods
from moneygood.analysis.run import DRAWS, RunRequest, RunResult, resolve_name, run_plan
from moneygood.analysis.store import StoredRun, check_writable, default_folder, write_run
from moneygood.analysis.workspace import QUARTERS, Workspace, open_workspace
from moneygood.core.errors import ManyErrors, MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import find_plan, list_scenarios, read_baseline
from moneygood.scenarios.plan import BASELINE, Plan
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.words import describe_plan

if TYPE_CHECKING:
    from moneygood.analysis.validation import Validation

__all__ = [
    "BASELINE",
    "DRAWS",
    "QUARTERS",
    "VALIDATION_PARTS",
    "ComparedRuns",
    "RunRequest",
    "RunResult",
    "StoredRun",
    "Workspace",
    "break_first",
    "check_model",
    "check_scenario",
    "check_writable",
    "compare",
    "data_status",
    "default_folder",
    "describe_scenario",
    "find_scenario",
    "list_levers",
    "load",
    "model_overview",
    "run",
    "scenario_rows",
    "scenario_schema",
    "show_variable",
    "validate",
    "validation_texts",
    "write_run",
]

Scenario = str | Path | Plan | Mapping[str, Any]
Progress = Callable[[float], "bool | None"]


@lru_cache(maxsize=4)
def _open(vintage: str | None, root: Path) -> Workspace:
    return open_workspace(vintage)


def load(vintage: str | None = None) -> Workspace:
    """The workspace of a vintage (the latest when none is named): model, data, history and baseline.

    Opened once per process. Errors: D003 for an unknown vintage, M-codes for faulty equations.
    """
    return _open(vintage, economics_root())


def find_scenario(scenario: Scenario) -> Plan:
    """The plan of a shipped scenario's name, a file's path, a mapping of the scenario form, or a plan."""
    if isinstance(scenario, Plan):
        return scenario
    if isinstance(scenario, Mapping):
        return parse_plan(scenario, "scenario", find=find_plan)
    return find_plan(str(scenario))


def run(
    scenario: Scenario = BASELINE,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "numpy",
    parameter_draws: bool = True,
    keep: Sequence[str] = (),
    progress: Progress | None = None,
) -> RunResult:
    """The simulated paths of a scenario and what they say.

    `draws` paths of `quarters` quarters after the jump-off; the same `seed` gives the same figures for any
    `threads` and `batch`. `keep` names variables whose paths are wanted beside those that every run keeps.
    Errors: S-codes for the scenario, A074 and E005 for the request, E001 when it cannot be solved.
    """
    request = RunRequest(draws, seed, quarters, threads, batch, backend, parameter_draws, tuple(keep))
    return run_plan(load(vintage), find_scenario(scenario), request, progress)


@dataclass(frozen=True)
class ComparedRuns:
    """Scenarios and the baseline on the same draws: `runs` and `differences` from the baseline by name."""

    baseline: RunResult
    runs: dict[str, RunResult]
    differences: dict[str, Comparison]

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `compare --json`: a row per scenario, variable and quarter."""
        return [
            {"scenario": name, **row.as_json()}
            for name, table in self.differences.items()
            for row in table.rows
        ]


def compare(
    scenarios: Sequence[Scenario],
    *,
    against: Scenario = BASELINE,
    variables: Sequence[str] = (),
    periods: Sequence[Quarter] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "numpy",
    progress: Progress | None = None,
) -> ComparedRuns:
    """Each scenario minus the baseline, draw by draw on the same shocks, with the Monte-Carlo error.

    `variables` defaults to those of the headline table, `periods` to its quarters. Differences are in each
    variable's own unit. Errors as in `run`; A075 for an unknown variable.
    """
    plans = [find_scenario(s) for s in scenarios]
    workspace, base_plan = load(vintage), find_scenario(against)
    names = tuple(resolve_name(workspace.model, v) for v in variables) or HEADLINE_VARIABLES
    request = RunRequest(draws, seed, quarters, threads, batch, backend, keep=names)
    base = run_plan(workspace, base_plan, request, progress)
    wanted = periods or headline_periods(base.paths.periods[0], base.paths.periods[-1])
    runs: dict[str, RunResult] = {}
    tables: dict[str, Comparison] = {}
    for plan in plans:
        done = base if plan == base_plan else run_plan(workspace, plan, request, progress)
        runs[plan.name] = done
        tables[plan.name] = compare_paths(done.paths, base.paths, names, wanted, units=workspace.units)
    return ComparedRuns(base, runs, tables)


def break_first(scenario: Scenario = BASELINE, **options: Any) -> FirstPassage:
    """Which of prices, rates, debt, stocks changes first, when, and what follows; options as in `run`."""
    return run(scenario, **options).first


def list_levers() -> list[dict[str, Any]]:
    """The named levers with label, unit, range and sector."""
    return [
        {"lever": x.name, "label": x.label, "unit": str(x.unit), "range": list(x.range), "sector": x.sector}
        for x in read_levers().values()
    ]


def scenario_rows() -> list[dict[str, Any]]:
    """The shipped scenarios: name, title and question."""
    rows = []
    for name in list_scenarios():
        plan = find_plan(name)
        rows.append({"scenario": name, "title": plan.title, "question": plan.question, "date": plan.date})
    return rows


def describe_scenario(scenario: Scenario) -> dict[str, Any]:
    """A scenario in words and figures: what it says, imposes, switches off and extends."""
    plan = find_scenario(scenario)
    return describe_plan(read_baseline() if plan.name == BASELINE else plan, read_levers())


def check_scenario(
    scenario: Scenario, *, quarters: int = QUARTERS, vintage: str | None = None
) -> dict[str, Any]:
    """The verdict on a scenario: held against model, units and ranges, then solved without draws.

    Raises the faults that are found (S-codes), or E001 when the central path cannot be solved.
    """
    plan = find_scenario(scenario)
    settled = load(vintage).settle(plan, quarters)
    worst = max(settled.central.identity_error.values(), default=0.0)
    return {
        "scenario": plan.name,
        "title": plan.title,
        "ok": True,
        "holds": len(settled.setting.holds),
        "identities": worst,
        "quarters": quarters,
    }


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files against the model, for editors."""
    from moneygood.model.build import load_model
    from moneygood.scenarios.schema import scenario_schema as make

    return make(load_model(), read_levers())


def model_overview() -> dict[str, Any]:
    """How large the model is: counts of variables, equations, parameters by sector; mechanisms; shocks."""
    from moneygood.model.build import load_model

    model = load_model()
    sectors = []
    for sector in model.sectors:
        own = [e for e in model.equations if e.sector == sector]
        sectors.append(
            {"sector": sector, "equations": len(own), "behavioural": sum(e.behavioural for e in own),
             "parameters": sum(p.sector == sector for p in model.parameters.values())}
        )  # fmt: skip
    return {
        "hash": model.hash,
        "variables": len(model.variables),
        "equations": len(model.equations),
        "behavioural": len(model.behavioural),
        "identities": len(model.identities),
        "parameters": len(model.parameters),
        "shocks": len(model.shocks),
        "channels": len(model.vias),
        "max_lag": model.max_lag,
        "sectors": sectors,
        "switches": [
            {"switch": s.name, "label": s.label, "system": s.system} for s in model.switches.values()
        ],
    }


def show_variable(name: str) -> dict[str, Any]:
    """The card of a variable (a name or an alias), a parameter or a shock; M001 when there is none."""
    from moneygood.core.errors import did_you_mean
    from moneygood.model.build import load_model
    from moneygood.model.render import card, uses

    model = load_model()
    alias = {a: n for n, v in model.variables.items() for a in v.aliases}
    found = alias.get(name, name)
    if found in model.variables:
        return {"kind_of": "variable", **card(model, found)}
    if found in model.parameters:
        p = model.parameters[found]
        record = {
            k: getattr(p, k) for k in ("name", "value", "range", "se", "source", "method", "sector", "note")
        }
        return {"kind_of": "parameter", **record, "unit": str(p.unit), "used_by": list(uses(model, found))}
    if found in model.shocks:
        s = model.shocks[found]
        record = {k: getattr(s, k) for k in ("name", "kind", "sd", "source", "method", "equation", "note")}
        return {"kind_of": "shock", **record, "unit": str(s.unit)}
    everything = [*model.variables, *model.parameters, *model.shocks]
    hint = did_you_mean(name, everything)
    raise MoneygoodError("M001", f"there is no variable, parameter or shock {name!r}", None, hint)


def check_model() -> dict[str, Any]:
    """The model's texts checked from the ground up: counts when all is well.

    Raises all faults found (M-codes, with file and line).
    """
    from moneygood.analysis.break_definitions import read_breaks
    from moneygood.model.build import check_texts, load_model
    from moneygood.scenarios.check import check_target
    from moneygood.scenarios.plan import Spot

    faults = list(check_texts())
    if not faults:
        model = load_model()
        for lever in read_levers().values():
            try:
                check_target(
                    lever, model, Spot(economics_root() / "dictionary" / "levers.yaml", (lever.name,))
                )
            except MoneygoodError as fault:
                faults.append(fault)
        try:
            read_breaks(model)
        except MoneygoodError as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else ManyErrors(faults)
    return {"ok": True, **{k: v for k, v in model_overview().items() if k not in ("sectors", "switches")}}


def data_status(vintage: str | None = None) -> dict[str, Any]:
    """What a vintage holds, series by series, whether its cross-checks hold, and the vintages at hand."""
    from moneygood.data.checks import run_checks
    from moneygood.data.status import status
    from moneygood.data.vintage import list_vintages, load_vintage

    data = load_vintage(vintage)
    found = status(data)
    checks = [{**asdict(c), "held": c.held} for c in run_checks(data)]
    out = {k: v for k, v in asdict(found).items() if k != "rows"}
    return {
        **out,
        "vintages": list(list_vintages()),
        "cbo_baselines": list(data.cbo_vintages()),
        "checks": checks,
        "series": [asdict(row) for row in found.rows],
    }


VALIDATION_PARTS = ("responses", "interest", "cbo", "baseline")
"""What `validate` can hold against what is published."""


def validate(parts: Sequence[str] = VALIDATION_PARTS, *, vintage: str | None = None) -> Validation:
    """The model beside published responses, the interest bill of 2003 to 2025 and CBO's budgets.

    A063 for an unknown part. `holds` of the result says whether every limit is kept.
    """
    from moneygood.analysis.validation import validate as hold_against

    return hold_against(load(vintage), tuple(parts))


def validation_texts(found: Validation) -> list[str]:
    """The interest history and the CBO replications of a validation as plain tables, year by year."""
    from moneygood.analysis.fiscal_text import interest_text, replication_text

    return [*map(interest_text, found.interest), *map(replication_text, found.replications)]
