"""The verb that measures the engine."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def bench(
    draws: Annotated[int, typer.Option("--draws", help="The largest number of paths measured.")] = 20_000,
    equations: Annotated[
        list[int] | None,
        typer.Option(
            "--equations", help="A size of synthetic model; may be repeated (50 and 110 by default)."
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Up to 1,000,000 draws and 500 equations; ten minutes or so.")
    ] = False,
    threads: o.Threads = 0,
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Speed on this machine: start, compiling, throughput, size of the model, memory, beside NumPy and gcc.

    Takes about a minute. Example: moneygood bench --full --chart speed.svg
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)

    def say(what: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[Kmeasuring {what}")
            sys.stderr.flush()

    sizes = tuple(equations) if equations else (50, 110, 200, 300, 500) if full else (50, 110)
    draws = 1_000_000 if full else draws
    answer = api.bench(draws=draws, threads=threads, sizes=sizes, vintage=vintage, progress=say)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    present("bench", answer, json=json, chart=chart)
