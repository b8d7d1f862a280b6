"""The verb that lays the branches of an event side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def branch(
    event: Annotated[str, typer.Argument(help="A text of economics/branches.")] = "efficiency-shock",
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Lay the branches of an event side by side: odds, outcomes, channels, and what tells them apart first.

    Example: moneygood branch efficiency-shock --chart branches.png
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.branch(event, draws=draws, seed=seed, vintage=vintage)
    present("branch", found, json=json, chart=chart)
