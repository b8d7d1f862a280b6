"""What the texts and figures say: scenarios, levers, the model's cards, the vintage's state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moneygood.baseline.opening import Scenario, find_scenario
from moneygood.core.errors import ManyErrors, MoneygoodError
from moneygood.core.run_limits import QUARTERS
from moneygood.core.texts import economics_root
from moneygood.restarts.opening import load
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import find_plan, list_scenarios, read_baseline
from moneygood.scenarios.plan import BASELINE
from moneygood.scenarios.shows import faults_of_claims
from moneygood.scenarios.words import describe_plan


def list_levers() -> list[dict[str, Any]]:
    """The named levers with label, unit, range and sector."""
    return [
        {"lever": x.name, "label": x.label, "unit": str(x.unit), "range": list(x.range), "sector": x.sector}
        for x in read_levers().values()
    ]


def scenario_rows(
    *, odds: bool = False, progress: Callable[[float], bool | None] | None = None
) -> list[dict[str, Any]]:
    """The shipped scenarios: name, title, question, size; with `odds` how unlikely each is, cached."""
    rows = []
    for name in list_scenarios():
        plan = find_plan(name)
        row = {"scenario": name, "title": plan.title, "question": plan.question, "date": plan.date}
        rows.append(row | {"size": plan.size, "systems": list(plan.systems), "risks": list(plan.risks)})
    if odds:
        from moneygood.runs.cards import library_odds

        cards = library_odds(load, progress)
        rows = [
            row | {"p": cards[n].p_value if cards[n].shocks else None, "grade": cards[n].grade}
            for row in rows
            for n in [row["scenario"]]
        ]
    return rows


def describe_scenario(scenario: Scenario) -> dict[str, Any]:
    """A scenario in words and figures: what it says, imposes, switches off and extends.

    A shipped one comes with its odds and with what it does beside what was expected of it.
    """
    plan = find_scenario(scenario)
    told = describe_plan(read_baseline() if plan.name == BASELINE else plan, read_levers())
    _add_labels(told)
    if not (isinstance(scenario, str) and scenario in list_scenarios()):
        return told
    from moneygood.runs.cards import library_odds, library_results

    card, results = library_odds(load)[scenario], library_results(load, [scenario])[scenario]
    told["plausibility"] = {
        "p": card.p_value if card.shocks else None,
        "grade": card.grade,
        "words": card.words,
    }
    for row, verdict in zip(told["expected"], results.verdicts, strict=False):
        row |= {"found": round(verdict.found, 3), "holds": "yes" if verdict.holds else "no"}
    return told


def _add_labels(told: dict[str, Any]) -> None:
    """What every variable, shock, parameter and equation of a described plan is called."""
    from moneygood.runs.labels import shock_labels

    workspace = load()
    model = workspace.model
    named = [m["parameter"] for m in told["parameters"]] + [s["shock"] for s in told["shocks"]]
    owners = {e.label: workspace.labels[e.lhs_variable] for e in model.equations}
    labels = {**owners, **workspace.labels, **shock_labels(model, named)}
    for part, key in (
        ("paths", "variable"), ("shocks", "shock"), ("adds", "equation"), ("expected", "variable"),
        ("parameters", "parameter"),
    ):  # fmt: skip
        for row in told[part]:
            if row[key] in labels:
                row["label"] = labels[row[key]]


def check_scenario(
    scenario: Scenario, *, quarters: int = QUARTERS, vintage: str | None = None
) -> dict[str, Any]:
    """The verdict on a scenario: held against model, units and ranges, then solved without draws.

    Raises the faults that are found (S-codes), or E001 when the central path cannot be solved.
    """
    plan, workspace = find_scenario(scenario), load(vintage)
    faults = list(faults_of_claims(plan, workspace.model.root))
    if faults:
        raise faults[0] if len(faults) == 1 else ManyErrors(faults)
    settled = workspace.settle(plan, quarters)
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
    from moneygood.api.text_kinds import schema_of

    return schema_of("scenarios")


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
    from moneygood.core.errors import suggest
    from moneygood.model.build import load_model
    from moneygood.model.called import hint_for_variable, variable_called
    from moneygood.model.render import card, uses

    model = load_model()
    found = name if name in model.parameters or name in model.shocks else variable_called(model, name) or name
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
    near = suggest(name, [*model.variables, *model.parameters, *model.shocks])
    other = near is not None and near not in model.variables
    hint = f"did you mean '{near}'?" if other else hint_for_variable(model, name)
    raise MoneygoodError("M001", f"there is no variable, parameter or shock {name!r}", None, hint)


def show_stage(stage: str, name: str | None = None) -> Iterator[str]:
    """The lines of a stage of the engine (graph, schedule, program, llvm), of one variable (a name or an
    alias) or block ("block 3") where it is given; E047 where there is no such stage or equation."""
    from moneygood.engine.stages import stage_lines
    from moneygood.model.build import load_model

    model = load_model()
    alias = {a: n for n, v in model.variables.items() for a in v.aliases}
    return stage_lines(model, stage, name and alias.get(name, name))


def check_model() -> dict[str, Any]:
    """The model's texts checked from the ground up: counts when all is well.

    Raises all faults found (M-codes, with file and line).
    """
    from moneygood.model.build import check_texts, load_model
    from moneygood.runs.first_passage.triggers import read_breaks
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
