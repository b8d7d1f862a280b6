"""Odd texts that are held against the model: scenarios to their resolved plan, triggers, targets,
portfolios."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from attack.odd import Odd
from attack.readers import Try, calendar, seeds, the_model, write
from moneygood.core.errors import ManyErrors
from moneygood.core.texts import parse_yaml


@lru_cache(maxsize=1)
def _workspace() -> Any:
    from moneygood.baseline.workspace import open_workspace

    return open_workspace()


def held_readers() -> dict[str, Try]:
    """The readers by name."""
    from moneygood.portfolios.block_text import read_blocks
    from moneygood.portfolios.holdings import find_portfolio
    from moneygood.questions.claims.text import read_claims_of
    from moneygood.runs.first_passage.triggers import read_break
    from moneygood.runs.path_formula import read_inequality
    from moneygood.runs.views.record import lines_of_file
    from moneygood.scenarios.drafts import lever_entry, path_entry, shock_entry
    from moneygood.scenarios.levers import read_levers

    def yaml_file(odd: Odd, folder: Path, pattern: str) -> Path:
        return write(folder, "odd.yaml", odd.text(odd.choice(seeds(pattern))[1]))

    def trigger(odd: Odd, folder: Path) -> Any:
        return read_break(yaml_file(odd, folder, "triggers/*.yaml"), the_model())

    def claims(odd: Odd, folder: Path) -> Any:
        content = odd.document(odd.choice(seeds("claims/*.yaml"))[2])
        return read_claims_of(content, folder / "odd.yaml")

    def inequality(odd: Odd, folder: Path) -> Any:
        text = f"{odd.formula(3)} {odd.choice(('<', '>=', '=', '<<'))} {odd.formula(2)}"
        return read_inequality(text, the_model(), calendar())

    def scenario(odd: Odd, folder: Path) -> Any:
        from moneygood.scenarios.check import find_faults
        from moneygood.scenarios.library import find_plan
        from moneygood.scenarios.read import parse_plan
        from moneygood.scenarios.resolve import resolve

        workspace = _workspace()
        content = odd.document(odd.choice([*seeds("scenarios/*.yaml"), ("x", "", EVERY_PART)])[2])
        plan = parse_plan(content, "odd", None, "", find_plan)
        periods = workspace.periods(44)
        faults = find_faults(
            plan, workspace.model, workspace.levers, workspace.history, (periods[0], periods[-1])
        )
        if faults:
            raise ManyErrors(faults)
        if not plan.releases and not plan.variants:
            return resolve(plan, workspace.model, workspace.levers, periods)
        return plan

    def portfolio(odd: Odd, folder: Path) -> Any:
        blocks = read_blocks(the_model()).blocks
        if odd.random() < 0.5:
            return find_portfolio(str(yaml_file(odd, folder, "portfolios/*.yaml")), blocks)
        return find_portfolio(odd.document(odd.choice(seeds("portfolios/*.yaml"))[2]), blocks)

    def views(odd: Odd, folder: Path) -> Any:
        text = odd.text(VIEWS) if odd.random() < 0.5 else str(odd.document(parse_yaml(VIEWS, "v")))
        return lines_of_file(write(folder, "views.yaml", text))

    def drafted(odd: Odd, folder: Path) -> Any:
        roll, model = odd.random(), the_model()
        if roll < 0.3:
            return lever_entry(odd.text("term_premium=0.5"), read_levers(), model)
        if roll < 0.7:
            return path_entry(odd.text("rate_10y=5.5@2027Q1..2028Q4"), model)
        return shock_entry(odd.text("eps_rate_10y=0.5@2027Q1"), model)

    def target(odd: Odd, folder: Path) -> Any:
        from moneygood.questions.breakeven.target import find_target

        text = (
            odd.text("debt_ratio[2036Q4] <= 100")
            if odd.random() < 0.5
            else f"{odd.formula(2)} <= {odd.word()}"
        )
        if odd.random() < 0.3:
            text = str(yaml_file(odd, folder, "targets/*.yaml"))
        return find_target(_workspace(), text, quarters=44)

    return {
        "scenario, held": scenario,
        "trigger, held": trigger,
        "claims, held": claims,
        "portfolio, held": portfolio,
        "views, held": views,
        "drafted entry": drafted,
        "target, held": target,
        "inequality": inequality,
    }


VIEWS = """title: mine
views:
  - {of: "rate_10y[2027Q4]", mean: 4.2, sd: 0.5, unit: pct/yr}
  - {event: "stocks by 2028Q4", probability: 30}
  - {of: "rate_10y[2028Q4]", quantiles: {10: 3, 90: 5}, unit: pct/yr}
"""
EVERY_PART = parse_yaml(
    """
title: Every part
levers: {term_premium: 0.5, oil_price: {value: 1, periods: 2027Q1..2027Q4}}
parameters: {b_tariff: {change: 0.01}}
switches: {wealth_effect: off}
paths:
  - {hold: rate_10y, periods: 2027Q1..2028Q4, value: {2027Q1: 5, 2028Q4: 6}, unit: pct/yr}
  - {hold: ffr, periods: FY2029..FY2030, values: [4, 5], absorbed_by: eps_ffr_rule}
  - {hold: sp500, periods: 2027Q1, change_percent: -20, absorbed_by: {eps_premium_market: 1}}
shocks: [{shock: eps_rate_10y, periods: 2030Q1..2030Q3, size: 0.1, known: surprise}]
adds: [{equation: rate_10y, periods: 2031Q1, size: 0.2, unit: pct/yr}]
""",
    "every-part.yaml",
)
