"""The verb that measures the loop between hoped-for cuts, stocks and the Fed."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def loop(
    name: Annotated[str, typer.Argument(help="A text of economics/loops.")] = "wall-street-fed",
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Measure the Wall Street-Fed loop: its gain by horizon, and the volatility of stocks with it on and off.

    Example: moneygood loop --chart loop.png
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.loop(name, draws=draws, seed=seed, quarters=quarters, vintage=vintage)
    present("loop", found, json=json, chart=chart)
