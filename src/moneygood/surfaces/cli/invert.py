"""The verb ``invert``: which shocks deliver the paths of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def invert(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario or path of a file, with paths.")
    ],
    shocks: Annotated[
        list[str] | None,
        typer.Option("--with", help="A shock that may move; may be repeated. All when none is named."),
    ] = None,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Find the least unlikely shocks that deliver the paths of a scenario, and say how unlikely they are.

    Example: moneygood invert my-path.yaml --with eps_rate_10y --with eps_ffr_rule
    """
    from moneygood import api
    from moneygood.surfaces.cli import answer

    answer.check_chart(chart)
    found = api.invert(scenario, shocks=shocks or (), quarters=quarters, vintage=vintage)
    answer.present("invert", found, json=json, chart=chart)
