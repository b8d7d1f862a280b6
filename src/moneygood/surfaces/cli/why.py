"""The verb `why`: a difference and the parts that add up to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def why(
    variable: Annotated[str, typer.Argument(help="The variable, by name or alias, such as rate_10y.")],
    inside: Annotated[
        str, typer.Option("--in", help="Scenario, file, or stored run (folder, id, or last).")
    ] = "baseline",
    against: Annotated[
        str, typer.Option("--against", help="What it is compared with, likewise.")
    ] = "baseline",
    at: Annotated[
        str | None,
        typer.Option("--at", help="Quarter, such as 2028Q4 (default: Q4 of the second year ahead)."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Compare with this earlier quarter of the same scenario.")
    ] = None,
    given: Annotated[
        str | None,
        typer.Option(
            "--given", help="Compare draws with this break by then, such as stocks, with all draws."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="shock, channel or lag.")] = "shock",
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws", help="Draws to compare; 0, the default, is the path without draws (--given: 1000)."
        ),
    ] = None,
    breaks: Annotated[
        list[Path] | None,
        typer.Option("--breaks", help="File with a break definition of your own; repeatable."),
    ] = None,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    threads: o.Threads = 0,
    chart: o.Chart = None,
    offline: o.Offline = False,
    json: o.Json = False,
) -> None:
    """Why a variable differs: parts by imposed element, by mechanism or by quarter that add up exactly.

    Example: moneygood why rate_10y --in ai-disappoints --at 2028Q4 --by channel
    """
    from moneygood import api

    check_chart(chart)
    answer = api.why(
        variable, inside, against, at=at, since=since, given=given, by=by, draws=draws, seed=seed,
        quarters=quarters, vintage=vintage, breaks=breaks or (), threads=threads,
    )  # fmt: skip
    facts = [f"seed {seed}; failed {100 * answer.failed_share:.3f} %."] if answer.draws else []
    present("why", answer, json=json, chart=chart, facts=facts)
