"""The verb that says how much it takes."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def breakeven(
    target: Annotated[
        str, typer.Argument(help='debt-stable, capex-pays, …, a file, or "debt_ratio[2036Q4] <= 100".')
    ],
    lever: Annotated[
        list[str] | None,
        typer.Option(
            "--lever",
            help="What may move: a lever, a parameter or a variable; a second one gives a frontier.",
        ),
    ] = None,
    range_: Annotated[
        list[str] | None, typer.Option("--range", help="Range of each lever in order, such as -1..2.")
    ] = None,
    share: Annotated[
        list[float] | None, typer.Option("--odds", help="Odds wanted, such as 0.8; may be repeated.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Quarter by which the target is to be met.")] = None,
    level: Annotated[
        float | None, typer.Option("--level", help="The target's number, where it has one.")
    ] = None,
    scenario: Annotated[
        str, typer.Option("--in", help="Scenario in which the question is asked.")
    ] = "baseline",
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Find what it takes: the lever value that reaches a target, its odds, and the frontier of two levers.

    Example: moneygood breakeven debt-stable --lever ai_productivity --lever b_rstar_productivity
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.breakeven(
        target,
        lever or (),
        scenario=scenario,
        ranges=[read_range(text) for text in range_ or ()],
        shares=share or (0.5, 0.8),
        by=by,
        level=level,
        draws=draws,
        seed=seed,
        quarters=quarters,
        vintage=vintage,
    )
    present("breakeven", found, json=json, chart=chart)


def read_range(text: str) -> tuple[float, float]:
    """Two numbers written ``low..high``."""
    parts = text.split("..")
    try:
        low, high = (float(p) for p in parts)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a range; write it like -1..2") from None
    return low, high
