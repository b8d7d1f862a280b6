"""The verb `first`: which of the highs changes first, what follows, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def first(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario or path of a file.")
    ] = "baseline",
    breaks: Annotated[
        list[Path] | None,
        typer.Option("--breaks", help="File with a break definition of your own; may be repeated."),
    ] = None,
    causes: Annotated[
        int, typer.Option("--causes", help="Draws on which the causes are worked out; 0 for none.")
    ] = 400,
    causes_by: Annotated[str, typer.Option("--causes-by", help="shock, channel or lag.")] = "shock",
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    threads: o.Threads = 0,
    batch: o.Batch = None,
    backend: o.Backend = "auto",
    chart: o.Chart = None,
    offline: o.Offline = False,
    json: o.Json = False,
) -> None:
    """Which of prices, rates, debt and stocks changes first: odds, dates, order, what follows, causes.

    Example: moneygood first ai-disappoints --breaks my-break.yaml --chart cascade.png
    """
    from moneygood import api
    from moneygood.surfaces.cli.runs import progress_line

    check_chart(chart)
    answer = api.first(
        scenario,
        breaks=breaks or (),
        causes=causes,
        causes_by=causes_by,
        draws=draws,
        seed=seed,
        quarters=quarters,
        vintage=vintage,
        threads=threads,
        batch=batch,
        backend=backend,
        progress=progress_line("first"),
    )
    passage = answer.passage
    facts = [f"{passage.draws:,} good draws, seed {seed}; failed {100 * passage.failed_share:.3f} %."]
    present("first", answer, json=json, chart=chart, facts=facts)
