"""The verb that says which chapter of the story we are in."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def regimes(
    until: Annotated[
        str | None,
        typer.Option("--until", help="Last quarter looked at, such as 2007Q4: what was known then."),
    ] = None,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Conviction, doubt or reckoning: probabilities since 1995 on what was known, and cycles like today's.

    Example: moneygood regimes --until 2008Q1 --chart regimes.png
    """
    check_chart(chart)
    from moneygood import api

    present("regimes", api.regimes(until, vintage=vintage), json=json, chart=chart)
