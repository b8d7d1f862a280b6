"""The verbs on stored runs (list, show, replay, verify, diff, receipt, export, rm); verify of a receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.progress import waiting
from moneygood.surfaces.cli.said_once import SaidOnce

if TYPE_CHECKING:
    from moneygood.api.lab_replies import LabVerdict
    from moneygood.questions.receipts import ReceiptVerdict
    from moneygood.runs.store.replay import RunVerdict

NOT_THE_SAME = 1

runs_app = typer.Typer(help="The run store: what is kept, and the same figures again.", no_args_is_help=True)

Run = Annotated[str, typer.Argument(help="A stored run: its id, the beginning of one, its folder, or last.")]
Threads = Annotated[int, typer.Option("--threads", help="Workers; 0 = one per core. Never changes a figure.")]
Store = Annotated[
    str | None,
    typer.Option("--store", help="Folder or URL of the run store; MONEYGOOD_RUNS or runs/ by default."),
]


@runs_app.command("list", cls=SaidOnce)
def list_runs(store: Store = None, json: o.Json = False) -> None:
    """List the stored runs, newest first, with the bytes that each takes and their total.

    What killed commands left unfinished is named, and cleared.
    """
    from dataclasses import asdict

    from moneygood.api import stored
    from moneygood.surfaces.cli import show

    there = stored.open_store(store)
    left = there.leftovers()
    cards = there.list()
    there.clear()
    total = sum(c.bytes for c in cards)
    if json:
        gone = [{"name": one.path.name, "bytes": one.bytes, "seconds": one.seconds} for one in left]
        show.print_json(
            {"store": there.where, "bytes": total, "runs": [asdict(c) for c in cards], "leftovers": gone}
        )
        return
    screen = show.console()
    runs = "1 run" if len(cards) == 1 else f"{len(cards)} runs"
    screen.print(f"{runs} in {there.where}, {show.size_words(total)} in all.", soft_wrap=True)
    if cards:
        table = show.table("run", "size", "saved", "draws", "seed", "paths")
        for c in cards:
            size = show.size_words(c.bytes)
            saved, kept = c.saved[:16].replace("T", " "), str(c.kept) if c.kept else ""
            table.add_row(c.id, size, saved, f"{c.draws:,}", str(c.seed), kept)
        screen.print(table)
    if left:
        what = "1 left-over" if len(left) == 1 else f"{len(left)} left-overs"
        freed = show.size_words(sum(one.bytes for one in left))
        screen.print(f"{what} of commands that did not end cleared, {freed}.", soft_wrap=True)


@runs_app.command("show", cls=SaidOnce)
def show_run(run: Run, store: Store = None, json: o.Json = False) -> None:
    """Show a stored run: its scenario as it was run, its headline figures, its hashes, files and sizes."""
    from moneygood.api import stored
    from moneygood.surfaces.cli import show

    found = stored.open_store(store).find(run)
    manifest = found.manifest
    if json:
        show.print_json({**manifest, "files": dict(found.sizes), "bytes": found.bytes, "kept": found.kept,
                         "where": found.where})  # fmt: skip
        return
    screen = show.console()
    screen.print(show.heading(str(manifest.get("title", "")), found.id))
    rows = found.result.get("headline", [])
    periods = list(dict.fromkeys(r["period"] for r in rows))
    table = show.table("median", "unit", *periods)
    for name in dict.fromkeys(r["variable"] for r in rows):
        own = {r["period"]: r for r in rows if r["variable"] == name}
        first = next(iter(own.values()))
        cells = [show.number(own[p]["median"], first["unit"]) if p in own else "" for p in periods]
        table.add_row(first["label"], show.words_of(first["unit"]), *cells)
    screen.print(table)
    for line in str(manifest.get("scenario_text", "")).splitlines():
        screen.print(f"  {line}", soft_wrap=True)
    for part, value in manifest.get("identity", {}).items():
        screen.print(f"{part:9} {value}")
    for name, size in sorted(found.sizes.items()):
        screen.print(f"{show.size_words(size):>12}  {name}")
    screen.print(f"{show.size_words(found.bytes)} in {found.where}")


@runs_app.command("replay", cls=SaidOnce)
def replay(
    run: Run, store: Store = None, out: o.Out = None, threads: Threads = 0, json: o.Json = False
) -> None:
    """Simulate a stored run again from its own folder, and say whether every figure is the same to the bit.

    With --out the run that came out is written to a folder.
    """
    _verify(run, store, out, threads, json)


@runs_app.command("verify", cls=SaidOnce)
def verify_run(run: Run, store: Store = None, threads: Threads = 0, json: o.Json = False) -> None:
    """Hold a stored run against what is at hand: every figure the same to the bit, or which hash differs."""
    _verify(run, store, None, threads, json)


@runs_app.command("diff", cls=SaidOnce)
def diff(first: Run, second: Run, store: Store = None, json: o.Json = False) -> None:
    """Say what two stored runs have different: what decided them, their scenarios, their headline figures."""
    from moneygood.api import stored
    from moneygood.surfaces.cli import show

    there = stored.open_store(store)
    found = stored.difference(there.find(first), there.find(second))
    if json:
        show.print_json(found.as_json())
        return
    screen = show.console()
    if found.same:
        screen.print(f"{found.first} and {found.second} have the same figures.")
        return
    screen.print(f"{found.second} less {found.first}: other in {'; '.join(found.causes) or 'nothing'}.")
    for line in found.scenario:
        screen.print(f"  {line}", soft_wrap=True)
    periods = list(dict.fromkeys(f["period"] for f in found.figures))
    table = show.table("difference of medians", "unit", *periods)
    for name in dict.fromkeys(f["variable"] for f in found.figures):
        own = {f["period"]: f for f in found.figures if f["variable"] == name}
        head = next(iter(own.values()))
        cells = [
            f"{'+' if own[p]['difference'] > 0 else ''}{show.number(own[p]['difference'], head['unit'])}"
            if p in own else "" for p in periods
        ]  # fmt: skip
        table.add_row(head["label"], show.words_of(head["unit"]), *cells)
    screen.print(table)


@runs_app.command("receipt", cls=SaidOnce)
def receipt(
    run: Run,
    variable: Annotated[str, typer.Argument(help="A variable, or a high such as rates.")],
    period: Annotated[str | None, typer.Argument(help="A quarter such as 2027Q4; none for a high.")] = None,
    statistic: Annotated[
        str, typer.Option("--statistic", help="median, mean, q05 to q95; p_first, p_within_12q of a high.")
    ] = "median",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File for the receipt.")] = None,
    store: Store = None,
    threads: Threads = 0,
) -> None:
    """Make the receipt of one figure of a stored run, which anyone can verify."""
    from moneygood.api import stored

    with waiting("runs receipt"):
        result = stored.replay(stored.open_store(store).find(run), threads=threads, keep=(variable,))
        found = stored.receipt_of(result, variable, period, statistic)
    if out is None:
        typer.echo(found.text, nl=False)
    else:
        typer.echo(f"Receipt of {found.statistic} {found.variable} {found.period or ''}: {found.write(out)}")


@runs_app.command("export", cls=SaidOnce)
def export(
    run: Run,
    file: Annotated[
        Path, typer.Argument(help="File to write; .xlsx, .csv, .parquet, .nc or .zarr says of which kind.")
    ],
    store: Store = None,
    threads: Threads = 0,
) -> None:
    """Write a stored run as a workbook, CSV, Parquet, NetCDF or Zarr; its paths are simulated again."""
    from moneygood.api import stored
    from moneygood.surfaces.cli import show

    kind = stored.check_export(file)
    found = stored.open_store(store).find(run)
    with waiting("runs export"):
        written = stored.export(stored.replay(found, threads=threads), file)
    size = show.size_words(stored.bytes_of(written))
    typer.echo(f"{kind.label[:1].upper()}{kind.label[1:]} of {found.id}: {written} ({size})")


@runs_app.command("rm", cls=SaidOnce)
def remove(
    runs: Annotated[list[str], typer.Argument(help="Ids of stored runs, or beginnings of them.")],
    store: Store = None,
) -> None:
    """Remove stored runs, and say how many bytes that frees."""
    from moneygood.api import stored
    from moneygood.surfaces.cli import show

    there = stored.open_store(store)
    ids = list(dict.fromkeys(Path(there.find(name).where).name for name in runs))
    freed = [there.remove(name) for name in ids]
    typer.echo(f"Removed {', '.join(ids)}: {show.size_words(sum(freed))} free.")


def verify(
    receipt: Annotated[Path, typer.Argument(help="File of a receipt, or of an answer printed with --json.")],
    threads: Threads = 0,
    json: o.Json = False,
) -> None:
    """Compute the figure or the answer of a receipt again: the same to the bit, or which hash differs.

    Leaves with 0 for the same, 1 for another hash or figure, 2 for what is no receipt.
    """
    from moneygood.api import stored

    with waiting("verify") as progress:
        verdict = stored.verify_any(receipt, threads=threads, progress=progress)
    _say(verdict, json)


def _verify(run: str, store: str | None, out: Path | None, threads: int, json: bool) -> None:
    from moneygood.api import stored

    if out is not None:
        stored.check_writable(out)
    found = stored.open_store(store).find(run)
    with waiting("runs verify"):
        verdict, result = stored.verify(found, threads=threads)
        if out is not None:
            stored.write_run(result, out, paths=bool(found.kept))
    _say(verdict, json)


def _say(verdict: RunVerdict | ReceiptVerdict | LabVerdict, json: bool) -> None:
    """Print a verdict, and leave with 1 where something is not the same."""
    from moneygood.surfaces.cli import show

    if json:
        show.print_json(verdict.as_json())
    else:
        show.console().print(verdict.sentence, soft_wrap=True)
    if not verdict.same:
        raise typer.Exit(NOT_THE_SAME)
