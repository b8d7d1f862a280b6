"""One page per sector of the model: its equations as mathematics, parameters, fit, and how it responds."""

from __future__ import annotations

from typing import Any

import numpy as np
from reference_records import sector_titles
from reference_tables import code, span, table
from response_charts import response_chart

from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.core.texts import economics_root, read_yaml
from moneygood.engine.residuals import tracking_residuals
from moneygood.model.model import Equation, Model, Parameter
from moneygood.model.render import equation_mathml
from moneygood.scenarios.read import parse_plan
from moneygood.validation.responses import absolute

QUARTERS = 40
FEWEST = 40
"""Quarters of history that a statement on fit needs at least."""
SHOWN = {"pct": "points", "pct/yr": "points", "usd/yr": "bn a year", "1": "log or share"}


def sector_pages() -> dict[str, str]:
    """The page of every sector by its path below docs/."""
    workspace = open_workspace()
    model = workspace.model
    titles = sector_titles(model)
    responses = read_yaml(economics_root() / "dictionary" / "sector_responses.yaml")
    fit = history_fit(workspace)
    return {
        f"reference/sectors/{sector}.md": _page(workspace, sector, titles[sector], responses[sector], fit)
        for sector in model.sectors
    }


def history_fit(workspace: Workspace) -> dict[str, tuple[int, float, float]]:
    """What behavioural equations leave on history: quarters, standard deviation, first autocorrelation.

    Residuals at the adopted parameters, in the unit of the left side, over the quarters in which everything
    in the equation is known; 2020Q1 to 2021Q4 are left out.
    """
    model, history = workspace.model, workspace.history
    last = history.periods.index(workspace.start - 1)
    first = model.max_lag
    periods = history.periods[first : last + 1]
    figures = tracking_residuals(model, history, periods)
    calm = np.array([p.year not in (2020, 2021) for p in periods])
    out = {}
    for equation, row in zip(model.behavioural, figures, strict=True):
        known = np.isfinite(row) & calm
        if known.sum() < FEWEST:
            continue
        own = row[known] - row[known].mean()
        pairs = known[1:] & known[:-1]
        both = row[1:][pairs] - row[known].mean(), row[:-1][pairs] - row[known].mean()
        auto = float(np.sum(both[0] * both[1]) / max(float(np.sum(own**2)), 1e-300))
        out[equation.label] = (int(known.sum()), float(own.std(ddof=1)), auto)
    return out


def _page(
    workspace: Workspace, sector: str, title: str, response: dict[str, Any],
    fit: dict[str, tuple[int, float, float]],
) -> str:  # fmt: skip
    model = workspace.model
    equations = [e for e in model.equations if e.sector == sector]
    behavioural = sum(e.behavioural for e in equations)
    parts = [
        f"# {title}: equations",
        "",
        f"{len(equations)} equations, {behavioural} with a shock. The same equations as text, variable by "
        f"variable: [{title}](../variables/{sector}.md).",
        "",
        f"## Response: {response['title'].lower()}",
        "",
        f"<figure>{_chart(workspace, response)}<figcaption>Deviation from the baseline without draws, years "
        "after the shock.</figcaption></figure>",
        "",
        "## Equations",
        "",
    ]
    for e in equations:
        parts += [_equation(model, e, fit.get(e.label)), ""]
    names = dict.fromkeys(p for e in equations for p in e.parameters)
    parts += ["## Parameters", "", _parameters([model.parameters[n] for n in names])]
    return "\n".join(parts)


def _chart(workspace: Workspace, response: dict[str, Any]) -> str:
    plan = {k: v for k, v in response.items() if k != "show"}
    shocked = workspace.solve_plan(parse_plan(absolute(plan, workspace.start), "response"), QUARTERS)
    base = workspace.baseline(QUARTERS)
    lines = []
    for name, how in response["show"].items():
        a, b = shocked.series(name), base.series(name)
        record = workspace.model.variables[name]
        unit = "%" if how == "percent" else SHOWN.get(str(record.unit), str(record.unit))
        lines.append((record.label, unit, 100.0 * (a / b - 1.0) if how == "percent" else a - b))
    return response_chart(str(response["title"]), lines)


def _equation(model: Model, e: Equation, fit: tuple[int, float, float] | None) -> str:
    sources = ", ".join(code(s) for s in e.sources)
    facts = [f"{e.title or model.variables[e.label].label}."]
    if sources:
        facts.append(f"Source: {sources}.")
    if e.behavioural:
        shock = model.shocks[e.shock]
        facts.append(f"Shock: standard deviation {shock.sd:g} `{shock.unit}` a quarter.")
        if fit is not None:
            n, sd, auto = fit
            facts.append(f"On history: {n} quarters, residual {sd:.3g}, first autocorrelation {auto:.2f}.")
        else:
            facts.append("On history: too few quarters are known.")
    scrolls = f'class="equation" tabindex="0" role="group" aria-label="Equation of {e.label}"'
    written = equation_mathml(model, e.label)
    return f"### {e.label}\n\n{' '.join(facts)}\n\n<div {scrolls}>{written}</div>\n"


def _parameters(parameters: list[Parameter]) -> str:
    rows = [
        (code(p.name), f"{p.value:g}", code(p.unit), span(p.range), "" if p.se is None else f"{p.se:g}",
         p.method, code(p.source), p.note)
        for p in parameters
    ]  # fmt: skip
    head = ("parameter", "value", "unit", "range or prior", "standard error", "method", "source", "evidence")
    return table(head, rows) if rows else "None of its own."
