"""The verb that measures the engine."""

from __future__ import annotations

import sys
from pathlib import Path
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
    frbus: Annotated[
        Path | None,
        typer.Option(
            "--frbus",
            help="A folder with FRB/US's model.xml and LONGBASE.TXT (else MONEYGOOD_FRBUS).",
            show_default=False,
        ),
    ] = None,
    peers: Annotated[
        list[str] | None,
        typer.Option(
            "--peers",
            help="A Python in which pyfrbus or ModelFlow is installed; may be repeated.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[str, typer.Option("--only", help="Measure the engine or frbus alone.")] = "",
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Speed on this machine: start, compiling, throughput, size of the model, memory, beside NumPy and gcc.

    With --frbus also the Federal Reserve's model, beside pyfrbus and ModelFlow where --peers names a Python
    that has them. Takes about a minute. Examples: moneygood bench --full --chart speed.svg;
    moneygood bench --only frbus --frbus FRBUS --peers peers/bin/python
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)

    def say(what: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[Kmeasuring {what}")
            sys.stderr.flush()

    sizes = tuple(equations) if equations else (50, 110, 200, 300, 500) if full else (50, 110)
    answer = api.bench(
        draws=1_000_000 if full else draws, threads=threads, sizes=sizes, vintage=vintage, frbus=frbus,
        peers=tuple(peers or ()), only=only, progress=say,
    )  # fmt: skip
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    present("bench", answer, json=json, chart=chart)
