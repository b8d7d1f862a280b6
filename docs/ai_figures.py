"""The tables of docs/why/what-ai-has-to-earn.md and docs/why/two-speeds.md, every figure made by a run.

``python docs/ai_figures.py`` writes the part of each page between its two marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.engine.setting import PathSolution
from moneygood.estimation.uncertainty import parameter_table
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.read import parse_plan

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- begin: docs/ai_figures.py -->", "<!-- end: docs/ai_figures.py -->"
DRAWS, SEED = 12_000, 1
YEARS = (2030, 2032, 2035)
COVERED = "ai_cost_covered_service"
THIRDS = ("lower third", "middle", "upper third")
SPENDING = {
    "ai_capex": "AI capex",
    "inv_res_real": "home building",
    "cons_durable_real": "consumer durables",
    "inv_small_real": "small firms' investment",
    "inv_bus_real": "business investment outside AI",
    "gdp_real": "GDP",
}
SUPPLIERS = {
    "supplier_revenue": "suppliers' revenue, %",
    "supplier_margin": "margin after tax, points",
    "price_suppliers": "share price of suppliers, %",
    "weight_suppliers": "weight in the index, points",
    "price_leaders": "share price of the leaders, %",
    "sp500": "S&P 500, %",
}
AFTER = (1, 4, 8, 12)
STARTS = {0: "begun now, while announced plans bind", 26: "begun in 2033, when they no longer do"}


def rows(head: Sequence[str], body: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return [*lines, *("| " + " | ".join(cells) + " |" for cells in body)]


def share(value: float) -> str:
    """A share of draws in percent."""
    return f"{100 * value:.0f}%"


def earnings(workspace: Workspace) -> str:
    """How often AI pays by year, what it hangs on, and the same by margin and by life of the hardware."""
    result = run_plan(workspace, find_plan("baseline"), RunRequest(DRAWS, SEED, keep=(COVERED,)))
    parts = [
        f"Baseline, {DRAWS:,} draws, seed {SEED}, vintage {workspace.vintage.name}; failed draws "
        f"{100 * result.failed_share:.3f}%.",
        "",
        *_by_year(result),
        "",
        *_drivers(result),
        "",
        *_by_margin_and_life(result),
        "",
        *_orders(workspace),
    ]
    return "\n".join(parts)


def _by_year(result: RunResult) -> list[str]:
    body = []
    for row in result.odds:
        t = [str(q) for q in result.paths.periods].index(row.period)
        covered = result.paths.series(COVERED)[t, result.paths.ok]
        low, middle, high = np.quantile(covered, [0.1, 0.5, 0.9])
        odds = f"{share(row.probability)} (±{100 * row.mc_error:.1f})"
        body.append((row.period[:4], odds, f"{middle:.0f}%", f"{low:.0f} to {high:.0f}%"))
    return rows(("year", "AI pays", "cash over cost, median", "80% of draws"), body)


def _drivers(result: RunResult) -> list[str]:
    ends = (result.odds[0], result.odds[-1])
    found = [{d.parameter: d for d in row.drivers} for row in ends]
    names = sorted(found[0], key=lambda n: -max(abs(f[n].high - f[n].low) for f in found))[:8]
    head = ["what it hangs on"] + [f"{row.period[:4]}, {third}" for row in ends for third in THIRDS[::-2]]
    body = [(found[0][n].label, *(share(x) for f in found for x in (f[n].high, f[n].low))) for n in names]
    return rows(head, body)


def _by_margin_and_life(result: RunResult) -> list[str]:
    values = parameter_table(result.settled.model, DRAWS, SEED, None, dict(result.settled.setting.parameters))
    margin = values["b_ai_cash_margin"]
    life = 100 / (values["b_ai_wear"] - values["b_ai_hardware_price_change"])
    ok = result.paths.ok
    inside: list[Callable[[np.ndarray], np.ndarray]] = [
        lambda x: x < np.quantile(x, 1 / 3),
        lambda x: (x >= np.quantile(x, 1 / 3)) & (x <= np.quantile(x, 2 / 3)),
        lambda x: x > np.quantile(x, 2 / 3),
    ]
    head = ["year", "life of hardware"]
    head += [f"cash margin {np.median(margin[cut(margin)]):.2f}" for cut in inside]
    body = []
    for year in (YEARS[0], YEARS[-1]):
        t = [str(q) for q in result.paths.periods].index(f"{year}Q4")
        yes = result.paths.series("ai_pays")[t]
        for cut in inside:
            cells = [share(yes[ok & cut(life) & own(margin)].mean()) for own in inside]
            body.append((str(year), f"{np.median(life[cut(life)]):.1f} years", *cells))
    return rows(head, body)


def _orders(workspace: Workspace) -> list[str]:
    start = workspace.start
    held = {"hold": "ai_capex", "periods": f"{start}..{start + 7}", "change_percent": -30,
            "absorbed_by": "eps_ai_capex"}  # fmt: skip
    after = workspace.solve_plan(parse_plan({"title": "orders", "paths": [held]}, "orders"), 16)
    base = workspace.baseline(16)
    body = []
    for name, label in SUPPLIERS.items():
        a, b = after.series(name), base.series(name)
        moved = 100 * (a - b) if label.endswith("points") else 100 * (a / b - 1)
        body.append((label, *(f"{moved[q - 1]:.1f}" for q in AFTER)))
    return rows(("AI capex 30% lower for eight quarters", *(f"quarter {q}" for q in AFTER)), body)


def speeds(workspace: Workspace) -> str:
    """What a point, and nought against eight per cent, do to six kinds of spending, begun now and in 2033."""
    parts = []
    for first, word in (
        (0, "begun now, while announced plans bind"),
        (26, "begun in 2033, when they no longer do"),
    ):
        point, base = _funds(workspace, first, 8, "change", 1.0), workspace.baseline(44)
        eight, nought = (_funds(workspace, first, 12, "value", v) for v in (8.0, 0.2))
        body = []
        for name, label in SPENDING.items():
            cells = [f"{_percent(point, base, name, first + q - 1):.1f}" for q in (4, 8)]
            cells += [f"{_percent(eight, nought, name, first + q - 1):.1f}" for q in (4, 8, 12)]
            body.append((label, *cells))
        head = (
            word, "+1 point for two years: after 4 quarters", "after 8",
            "8% against 0.2% for three years: after 4 quarters", "after 8", "after 12",
        )  # fmt: skip
        parts += [*rows(head, body), ""]
    return "\n".join(["Percent, on the path without draws.", "", *parts]).strip()


def _funds(workspace: Workspace, first: int, quarters: int, how: str, value: float) -> PathSolution:
    start = workspace.start + first
    held = {"hold": "ffr", "periods": f"{start}..{start + (quarters - 1)}", how: value, "unit": "pct/yr",
            "absorbed_by": "eps_ffr_rule"}  # fmt: skip
    return workspace.solve_plan(parse_plan({"title": "funds", "paths": [held]}, "funds"), 44)


def _percent(after: PathSolution, before: PathSolution, name: str, at: int) -> float:
    return float(100 * (after.series(name)[at] / before.series(name)[at] - 1))


PAGES: dict[str, Callable[[Workspace], str]] = {
    "docs/why/what-ai-has-to-earn.md": earnings,
    "docs/why/two-speeds.md": speeds,
}


def with_block(text: str, inside: str) -> str:
    """A text with the part between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{inside}\n{END}{after}"


def main() -> None:
    """Make the tables of both pages."""
    workspace = open_workspace()
    for name, made in PAGES.items():
        page = ROOT / name
        page.write_text(with_block(page.read_text(encoding="utf-8"), made(workspace)), encoding="utf-8")


if __name__ == "__main__":
    main()
