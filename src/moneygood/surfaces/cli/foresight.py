"""The verb ``foresight``: markets that know where a scenario leads."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def foresight(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario or path of a file.")],
    variants: Annotated[
        list[str] | None,
        typer.Option("--with", help="A variant that looks ahead: foresight_yields, foresight_equities."),
    ] = None,
    variables: Annotated[
        list[str] | None, typer.Option("--variable", help="A variable to show; may be repeated.")
    ] = None,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Solve a scenario with bond or share prices that know where it leads, beside markets that look back.

    Example: moneygood foresight higher-for-longer --with foresight_yields --variable rate_10y --variable gap
    """
    from moneygood import api
    from moneygood.core.errors import MoneygoodError
    from moneygood.surfaces.cli import answer

    answer.check_chart(chart)
    if not variables:
        raise MoneygoodError("S003", "no variable is named", None, "Add --variable rate_10y")
    found = api.foresee(scenario, variables, variants=variants or (), quarters=quarters, vintage=vintage)
    answer.present("foresight", found, json=json, chart=chart)
