"""The verb `risks`: probability, loss and early signs of each named risk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.answer import check_chart, present


def risks(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario or path of a file.")
    ] = "baseline",
    risk: Annotated[
        list[str] | None, typer.Option("--risk", help="Only this risk, such as debt-scare; may be repeated.")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", help="File with a risk of your own; may be repeated.")
    ] = None,
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
    """Named risks: odds over one and three years, what comes with them, early signs and their present
    reading.

    Example: moneygood risks foreign-strike --risk debt-scare
    """
    from moneygood import api
    from moneygood.surfaces.cli.runs import progress_line

    check_chart(chart)
    answer = api.risks(
        scenario, risk or (), files=file or (), draws=draws, seed=seed, quarters=quarters, vintage=vintage,
        threads=threads, batch=batch, backend=backend, progress=progress_line("risks"),
    )  # fmt: skip
    facts = [f"{answer.draws:,} good draws, seed {seed}; failed {100 * answer.failed_share:.3f} %."]
    present("risks", answer, json=json, chart=chart, facts=facts)
