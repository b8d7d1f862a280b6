"""The verbs that simulate: run, compare."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moneygood.surfaces.cli import BEGAN
from moneygood.surfaces.cli import options as o

if TYPE_CHECKING:
    from moneygood.api import RunResult, StoredRun
    from moneygood.scenarios.plan import Plan

Scenarios = Annotated[
    list[str] | None, typer.Argument(help="Names of shipped scenarios or paths of files; baseline when none.")
]


def run(
    scenarios: Scenarios = None,
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    out: o.Out = None,
    threads: o.Threads = 0,
    batch: o.Batch = None,
    cluster: o.Cluster = None,
    backend: o.Backend = "auto",
    sampling: o.Sampling = "random",
    keep: o.Keep = None,
    keep_paths: o.KeepPaths = False,
    fixed_parameters: o.FixedParameters = False,
    shocks: o.Shocks = "",
    posterior: o.Posterior = None,
    shares: o.SharesOf = None,
    paths_to: o.PathsTo = None,
    no_files: Annotated[bool, typer.Option("--no-files", help="Write no run folder.")] = False,
    no_charts: Annotated[bool, typer.Option("--no-charts", help="Write no charts.")] = False,
    offline: o.Offline = False,
    json: o.Json = False,
) -> None:
    """Simulate scenarios: headline table, the four highs, plausibility, charts, a run folder."""
    began = BEGAN
    from moneygood import api
    from moneygood.scenarios.labels import distinct_labels

    plans = [api.find_scenario(name) for name in scenarios or [api.BASELINE]]
    labels = distinct_labels(plans)
    folders = _folders(out, labels) if not no_files else [None] * len(plans)
    _check_one_file_each(paths_to, plans)
    loaded = time.perf_counter()
    documents: list[dict[str, Any]] = []
    with api.open_cluster(cluster) as workers:
        for plan, label, folder in zip(plans, labels, folders, strict=True):
            start = time.perf_counter()
            result = api.run(
                plan, draws=draws, seed=seed, quarters=quarters, vintage=vintage, threads=threads,
                batch=batch, backend=backend, sampling=sampling, parameter_draws=not fixed_parameters,
                keep=keep or (), paths_to=paths_to, shocks=shocks, posterior=posterior, cluster=workers,
                progress=progress_line(plan.title),
            )  # fmt: skip
            done = time.perf_counter()
            result.seconds["import"] = loaded - began
            result.seconds["compile"] = done - start - result.seconds["simulate"]
            result.seconds["total"] = time.perf_counter() - (began if plan is plans[0] else start)
            stored = None
            if not no_files:
                stored = _write(result, folder, charts=not no_charts, paths=keep_paths)
            result.seconds["total"] = time.perf_counter() - (began if plan is plans[0] else start)
            if json:
                document = result.as_json() | ({"label": label} if len(plans) > 1 else {})
                if stored is not None:
                    document["folder"] = stored.where
                    document["files"] = sorted({name.partition("/")[0] for name in stored.sizes})
                    document["bytes"] = stored.bytes
                if shares:
                    document["shares"] = [row.as_json() for row in api.variance_shares(result, shares).rows]
                documents.append(document)
            else:
                _print_run(result, stored, label)
                if shares:
                    from moneygood.surfaces.cli import show

                    show.console().print(show.shares_table(api.variance_shares(result, shares)))
    if json:
        from moneygood.surfaces.cli.show import print_json

        print_json(documents[0] if len(documents) == 1 else {"runs": documents})


def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Names of shipped scenarios, or paths.")],
    against: Annotated[str, typer.Option("--against", help="What to subtract.")] = "baseline",
    variable: Annotated[
        list[str] | None, typer.Option("--variable", help="A variable to compare; may be repeated.")
    ] = None,
    period: Annotated[
        list[str] | None, typer.Option("--period", help="A quarter to show, such as 2028Q4; may be repeated.")
    ] = None,
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    threads: o.Threads = 0,
    batch: o.Batch = None,
    cluster: o.Cluster = None,
    backend: o.Backend = "auto",
    offline: o.Offline = False,
    json: o.Json = False,
) -> None:
    """Scenario minus baseline on the same draws, with the Monte-Carlo error of every number."""
    from moneygood import api
    from moneygood.core.periods import Quarter
    from moneygood.surfaces.cli import show

    wanted = [Quarter.parse(p) for p in period or ()]
    done = api.compare(
        scenarios, against=against, variables=variable or (), periods=wanted, draws=draws, seed=seed,
        quarters=quarters, vintage=vintage, threads=threads, batch=batch, backend=backend,
        progress=progress_line("comparing"), cluster=cluster,
    )  # fmt: skip
    if json:
        show.print_json(done.as_json())
        return
    screen = show.console()
    for name, table in done.differences.items():
        screen.print(show.difference_table(name, done))
        failed = f"{100 * table.failed_share:.3f} %"
        screen.print(f"{table.draws:,} paired draws, seed {seed}; failed in either {failed}.")
        screen.print(f"Plausibility: {done.runs[name].plausibility.sentence}.")


def _folders(out: Path | None, labels: Sequence[str]) -> Sequence[Path | None]:
    """The folder of each run, None for the run store; checked for being writable before anything is run."""
    from moneygood import api
    from moneygood.scenarios.labels import folder_names

    if out is not None or "://" not in api.store_place():
        api.check_writable(out if out is not None else api.default_folder())
    if out is None:
        return [None] * len(labels)
    return [out] if len(labels) == 1 else [out / name for name in folder_names(labels)]


def _check_one_file_each(paths_to: Path | None, plans: Sequence[Plan]) -> None:
    """R001 for one file of paths that several scenarios would share, before anything is computed."""
    if paths_to is not None and len(plans) > 1:
        from moneygood.core.errors import MoneygoodError

        what = f"{paths_to} can hold the paths of one scenario, not of {len(plans)}"
        raise MoneygoodError("R001", what, None, "Run them one by one, each with a file of its own")


def _write(result: RunResult, folder: Path | None, *, charts: bool, paths: bool) -> StoredRun:
    """The run in a folder of its own, or in the run store."""
    from moneygood import api

    draw = None
    if charts:
        from moneygood.surfaces.run_charts import write_charts as draw
    if folder is not None:
        return api.write_run(result, folder, draw, paths=paths)
    return api.save_run(result, api.open_store(), draw, paths=paths)


def _print_run(result: RunResult, stored: StoredRun | None, label: str) -> None:
    from moneygood.surfaces.cli import show

    screen = show.console()
    plan = result.plan
    told = "" if label in (plan.name, plan.title) else f" ({label})"
    screen.print(show.heading(plan.title + told, plan.question))
    screen.print(show.headline_table(result))
    screen.print(show.highs_table(result.first))
    for line in show.facts(result, stored):
        screen.print(line, soft_wrap=True)


def progress_line(title: str) -> Callable[[float], bool | None] | None:
    """A line on stderr that says how far the draws are, when stderr is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(share: float) -> None:
        end = "\r" if share < 1 else "\r" + " " * (len(title) + 24) + "\r"
        sys.stderr.write(f"{title}: {100 * share:3.0f} % of draws{end}")
        sys.stderr.flush()

    return show
