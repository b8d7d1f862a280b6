"""The verb that dates breaks in a relation."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def breaks(
    a: Annotated[str | None, typer.Argument(help="A bundled series or a variable of the model.")] = None,
    b: Annotated[str | None, typer.Argument(help="The series that it is held against.")] = None,
    frequency: Annotated[
        str | None,
        typer.Option("--frequency", help="monthly or quarterly; the finer that both have by default."),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="First month (2019-06) or quarter (2019Q2).")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last month or quarter.")] = None,
    most: Annotated[int | None, typer.Option("--most", help="Most breaks looked for, 1 to 10.")] = None,
    seed: o.Seed = 1,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Dated breaks of a relation, in levels and in changes: cyclicals over defensives against the ten-year.

    Example: moneygood breaks vix sp500 --from 2000-01
    """
    check_chart(chart)
    from moneygood import api

    found = api.breaks(
        a, b, frequency=frequency, first=first, last=last, most=most, seed=seed, vintage=vintage
    )
    present("breaks", found, json=json, chart=chart)
