"""The verb that finds the few conditions which lead to an outcome."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def discover(
    condition: Annotated[str, typer.Argument(help='The outcome, such as "10y > 6 and debt > 130".')],
    scenario: Annotated[
        str, typer.Option("--in", help="Scenario in which the question is asked.")
    ] = "baseline",
    window: Annotated[
        str | None, typer.Option("--window", help="Quarters in which it may happen, such as 2027Q1..2031Q4.")
    ] = None,
    running: Annotated[
        int, typer.Option("--running", help="Quarters in a row for which it has to hold.")
    ] = 1,
    lever: Annotated[
        list[str] | None, typer.Option("--lever", help="A lever spread over its range and searched too.")
    ] = None,
    boxes: Annotated[int, typer.Option("--boxes", help="How many boxes to look for.")] = 2,
    peel: Annotated[float, typer.Option("--peel", help="Share of draws cut off at a time.")] = 0.05,
    mass: Annotated[float, typer.Option("--mass", help="Smallest box, as a share of the draws.")] = 0.05,
    draws: o.Draws = 8000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    cluster: o.Cluster = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Discover what leads to an outcome: the few conditions on what is drawn (PRIM boxes and a tree).

    Example: moneygood discover "10y > 6 and debt > 130" --lever ai_productivity
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.discover(
        condition,
        scenario=scenario,
        window=window,
        running=running,
        levers=lever or (),
        boxes=boxes,
        peel=peel,
        mass=mass,
        draws=draws,
        seed=seed,
        quarters=quarters,
        vintage=vintage,
        cluster=cluster,
    )
    present("discover", found, json=json, chart=chart)
