"""The verbs of figures: what a vintage holds, who has each series, what is new."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.commands import OfData
from moneygood.surfaces.cli.progress import waiting
from moneygood.surfaces.cli.said_once import SaidOnce

data_app = typer.Typer(cls=OfData, help="The figures and where they come from.", no_args_is_help=True)
Several = Annotated[
    list[str] | None, typer.Option("--only", help="Fetch this series alone; may be repeated.")
]
Accepted = Annotated[
    list[str] | None,
    typer.Option("--accept", help="Take this series although its new figures are doubted; may be repeated."),
]


@data_app.command("status", cls=SaidOnce)
def data_status(
    vintage: o.Vintage = None,
    checks: Annotated[bool, typer.Option("--checks", help="Show the cross-checks too.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Show every series and its warnings.")] = False,
    json: o.Json = False,
) -> None:
    """What the vintage holds and whether its cross-checks hold; `--full` shows it series by series."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("data status"):
        found = api.data_status(vintage)
    if json:
        show.print_json(found)
    else:
        _print_data(found, checks, full, show)
    if not all(c["held"] for c in found["checks"]):
        raise typer.Exit(1)


@data_app.command("show", cls=SaidOnce)
def data_show(
    name: Annotated[
        str | None, typer.Argument(help="A provider or a series; all providers when none.")
    ] = None,
    json: o.Json = False,
) -> None:
    """Who gives figures, how each is asked, and the page that documents it.

    Example: moneygood data show fred
    """
    from moneygood import api
    from moneygood.surfaces.cli import show

    found = api.data_show(name)
    if json:
        show.print_json(found)
        return
    screen = show.console()
    if "about" in found:
        typer.echo(f"{found['title']}\n\n{found['about']}\n")
        key = (
            f"key in {found['key']}{' (needed)' if found['key_needed'] else ''}" if found["key"] else "no key"
        )
        typer.echo(f"Licence {found['licence']}, {key}, at most {found['per_second']:g} requests a second.")
        typer.echo(f"Documented at {found['manual']}")
    if "providers" in found:
        out = show.table("provider", "title", "sends", "licence", "key", "series")
        out.columns[1].justify = "left"
        for row in found["providers"]:
            key = row["key"] + (" (needed)" if row["key_needed"] else "") if row["key"] else ""
            out.add_row(
                row["provider"], row["title"], row["document"], row["licence"], key, str(row["series"])
            )
        screen.print(out)
        return
    if found["series"]:
        out = show.table("series", "frequency", "provider", "asked for", "made by", "times")
        out.columns[3].justify = "left"
        for row in found["series"]:
            asked = row["asked"][0] + (f" and {len(row['asked']) - 1} more" if len(row["asked"]) > 1 else "")
            window = f", {row['window']} quarters" if row["window"] > 1 else ""
            out.add_row(
                row["series"],
                row["frequency"],
                row["provider"],
                asked,
                row["take"] + window,
                f"{row['scale']:g}",
            )
        screen.print(out)


@data_app.command("refresh", cls=SaidOnce)
def data_refresh(
    base: Annotated[
        str | None,
        typer.Option("--base", help="The vintage to begin with (default: the latest, your own too)."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the new vintage (default: the month).")
    ] = None,
    only: Several = None,
    accept: Accepted = None,
    kept: Annotated[bool, typer.Option("--kept", help="Ask nobody: use what was fetched before.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Show every series.")] = False,
    json: o.Json = False,
) -> None:
    """Fetch what is new and build a vintage beside the old one, in your own folder (MONEYGOOD_HOME).

    A series that does not come, or whose new figures are from the future, in another unit or too far from the
    old ones, keeps its figures and is named; the command then leaves with 1. Nothing is written where nothing
    is new. The vintage is used where it is named: moneygood run --vintage NAME.

    Example: moneygood data refresh --only cpi --only unemployment_rate
    """
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("data refresh") as progress:
        found = api.refresh_data(
            base, name=name, only=only or (), accept=accept or (), offline=kept,
            progress=lambda share: progress(f"{100 * share:.0f}% of series"),
        )  # fmt: skip
    if json:
        show.print_json(found)
    else:
        _print_refreshed(found, full, show)
    if not found["whole"]:
        raise typer.Exit(1)


@data_app.command("add", cls=SaidOnce)
def data_add(
    file: Annotated[str, typer.Argument(help="A table: .csv, .xlsx or .parquet.")],
    sheet: Annotated[str | None, typer.Option("--sheet", help="The worksheet (default: the first).")] = None,
    base: Annotated[str | None, typer.Option("--base", help="The vintage that it is added to.")] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the new vintage (default: the file's).")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put yours in place of one so called.")] = False,
    json: o.Json = False,
) -> None:
    """Build a vintage in your own folder that has the series of your table too.

    Quarters (2026Q3, or dates) stand in the first column, a series in each further one, its unit in brackets
    behind its name: tokens [usd/yr]. A fault names sheet and cell. The series can then be used wherever those
    of a vintage can: in claims, in measurement.eq, and by --vintage everywhere.

    Example: moneygood data add my.xlsx --sheet Figures --name mine
    """
    from moneygood import api
    from moneygood.surfaces.cli import show

    found = api.add_data(file, sheet=sheet, base=base, name=name, replace=replace)
    if json:
        show.print_json(found)
        return
    screen = show.console()
    many = len(found["series"])
    screen.print(f"Vintage {found['vintage']} is {found['base']} with {many} series of yours.")
    out = show.table("series", "unit", "first", "last", "figures", "in place of another")
    for row in found["series"]:
        place = "yes" if row["replaced"] else "no"
        out.add_row(row["series"], row["unit"], row["first"], row["last"], str(row["figures"]), place)
    screen.print(out)
    screen.print(f"It is in {found['folder']}; use it with --vintage {found['vintage']}.")


def _print_refreshed(found: dict[str, Any], full: bool, show: Any) -> None:
    screen, counts = show.console(), found["counts"]
    kept = counts["doubted"] + counts["failed"]
    if found["vintage"]:
        newer = f"{counts['new']} series have newer figures"
        said = f"Vintage {found['vintage']} stands beside {found['base']}: {newer}"
    else:
        said = f"Nothing is new; {found['base']} stands"
    screen.print(f"{said}, {counts['same']} are the same, {kept} keep their old ones.")
    wanted = [r for r in found["series"] if full or r["standing"] != "same"]
    rows = [r for r in wanted if r["standing"] in ("new", "same")]
    if rows:
        out = show.table("series", "frequency", "standing", "new", "revised", "to")
        for row in rows[: None if full else 20]:
            out.add_row(
                row["series"],
                row["frequency"],
                row["standing"],
                str(row["added"]),
                str(row["revised"]),
                row["last"],
            )
        screen.print(out)
        if not full and len(rows) > 20:
            screen.print(f"{len(rows) - 20} more with --full.")
    for row in wanted:
        if row["standing"] in ("doubted", "failed"):
            screen.print(f"{row['series']} ({row['frequency']}) kept, {row['kind']}: {row['words']}")
    if found["vintage"]:
        screen.print(f"It is in {found['folder']}; use it with --vintage {found['vintage']}.")


def _print_data(found: dict[str, Any], checks: bool, full: bool, show: Any) -> None:
    screen, series = show.console(), found["series"]
    bad = [c["name"] for c in found["checks"] if not c["held"]]
    held = f"{len(found['checks'])} cross-checks hold" if not bad else "not held: " + ", ".join(bad)
    recalled = f"{sum(found['recalled'].values())} figures of the texts are recalled, not read at a source"
    screen.print(
        f"{len(series)} series as of {found['as_of']}; {held}. {recalled}.", soft_wrap=not screen.is_terminal
    )
    out = show.table("figures", "series", "from", "to", "with gaps", "not all observed")
    for kind in dict.fromkeys(row["frequency"] for row in series):
        rows = [row for row in series if row["frequency"] == kind]
        first, last = min(r["first"] for r in rows), max(r["last"] for r in rows)
        gaps = sum(bool(r["missing"]) for r in rows)
        rest = sum(r["standing"] != "observed" for r in rows)
        out.add_row(kind, str(len(rows)), first, last, str(gaps), str(rest))
    screen.print(out)
    warned = sum(len(row["warnings"]) for row in series)
    if full:
        _print_series(series, screen, show)
    if checks:
        table = show.table("cross-check", "compares", "worst", "at", "tolerance", "holds")
        for c in found["checks"]:
            held = "yes" if c["held"] else "NO"
            table.add_row(
                c["name"], c["compares"], f"{c['worst']:.3g}", c["at"], f"{c['tolerance']:.3g}", held
            )
        screen.print(table)
    screen.print(f"Vintage {found['vintage']}, hash {found['hash'][:12]}.")
    if not full:
        screen.print(f"--full: {len(series)} series with units, standing and licence, {warned} warnings.")


def _print_series(series: list[dict[str, Any]], screen: Any, show: Any) -> None:
    out = show.table(
        "series", "frequency", "first", "last", "missing", "unit", "standing", "licence", "label"
    )
    for row in series:
        out.add_row(
            row["series"], row["frequency"], row["first"], row["last"], str(row["missing"]), row["unit"],
            row["standing"], row["licence"], row["label"],
        )  # fmt: skip
    screen.print(out)
    for row in series:
        for warning in row["warnings"]:
            screen.print(f"{row['series']}: {warning}")
