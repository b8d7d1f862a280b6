"""The verb that says how good past forecasts would have been."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def backtest(
    first: Annotated[str | None, typer.Option("--from", help="First restart, such as 2005Q1.")] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last restart; the last scored by default.")
    ] = None,
    step: Annotated[int, typer.Option("--step", help="Restart every so many quarters.")] = 1,
    draws: Annotated[int, typer.Option("--draws", help="Paths a restart; 0 = as in the contest's text.")] = 0,
    seed: o.Seed = 1,
    threads: Annotated[int, typer.Option("--threads", help="Processes; never changes a figure.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for finished restarts (default: the cache).")
    ] = None,
    vintage: o.Vintage = None,
    cluster: o.Cluster = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Restart at past quarters, forecast, and score against random walk, autoregression and BVAR.

    Finished restarts are kept, so a stopped record goes on where it was. Example: moneygood backtest --step 8
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    if out is not None:
        api.check_writable(out)
    answer = api.backtest(
        first, last, step=step, draws=draws or None, seed=seed, workers=threads, folder=out,
        vintage=vintage, progress=_progress(), cluster=cluster,
    )  # fmt: skip
    present("backtest", answer, json=json, chart=chart)


def _progress() -> Callable[[float], bool | None] | None:
    """A bar on stderr, when stderr is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(share: float) -> None:
        full = int(30 * share)
        end = "\r" if share < 1 else "\r" + " " * 60 + "\r"
        sys.stderr.write(f"restarts [{'#' * full}{'.' * (30 - full)}] {100 * share:3.0f} %{end}")
        sys.stderr.flush()

    return show
