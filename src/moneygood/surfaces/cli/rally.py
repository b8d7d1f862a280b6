"""The verb that takes a price change apart."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def rally(
    first: Annotated[
        str | None, typer.Argument(metavar="[FROM]", help="First quarter, such as 2022Q4.")
    ] = None,
    last: Annotated[str | None, typer.Argument(metavar="[TO]", help="Last quarter, such as 2024Q2.")] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="Take apart simulated paths of this scenario, not history."),
    ] = None,
    draw: Annotated[
        int | None, typer.Option("--draw", help="One simulated draw, from 0; the mean by default.")
    ] = None,
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """What drove the S&P 500: earnings, real rate, policy, premium, AI hope, flows and what is left.

    Without quarters, three windows that people ask about. Example: moneygood rally 2022Q4 2024Q2, or on
    simulated paths: moneygood rally 2026Q2 2028Q4 --scenario ai-disappoints
    """
    check_chart(chart)
    from moneygood import api
    from moneygood.core.errors import MoneygoodError

    if scenario is None:
        if draw is not None:
            raise MoneygoodError("A405", "history has no draws", None, "Name a scenario with --scenario")
        present("rally", api.rally(first, last, vintage=vintage), json=json, chart=chart)
        return
    if first is None or last is None:
        raise MoneygoodError(
            "A403", "a window of simulated quarters has two ends", None, "Name both quarters"
        )
    found = api.rally_ahead(
        first, last, scenario=scenario, draw=draw, draws=draws, seed=seed, quarters=quarters, vintage=vintage
    )
    present("rally", found, json=json, chart=chart)
