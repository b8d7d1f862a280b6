"""The verb ``model import``: models of other institutions, described or solved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o

import_app = typer.Typer(help="Read a model of another institution and put it to work.", no_args_is_help=True)

_Many = list[str] | None


@import_app.callback()
def _root() -> None:
    return


@import_app.command("frbus")
def frbus(
    model: Annotated[Path, typer.Argument(help="The model.xml of the FRB/US package.")],
    data: Annotated[Path | None, typer.Option("--data", help="LONGBASE.TXT or HISTDATA.TXT.")] = None,
    start: Annotated[str, typer.Option("--start", help="First quarter that is solved.")] = "",
    end: Annotated[str, typer.Option("--end", help="Last quarter that is solved.")] = "",
    expectations: Annotated[
        str, typer.Option("--mce", help="Expectations: var, mcap, wp, mcap+wp, all, or names with commas.")
    ] = "var",
    values: Annotated[
        _Many, typer.Option("--set", help="Put a series at a value: dfpsrp=1, or dfpsrp=1@2040Q1..2045Q4.")
    ] = None,
    shocks: Annotated[
        _Many,
        typer.Option("--shock", help="Add to a series, known from the start: rffintay_aerr=0.5@2040Q1."),
    ] = None,
    surprises: Annotated[
        _Many, typer.Option("--surprise", help="Add to a series, known only when it comes.")
    ] = None,
    targets: Annotated[
        _Many,
        typer.Option("--target", help="Hold a variable by an instrument: lur:lhp_aerr=4.2,4.1@2040Q1."),
    ] = None,
    exogenise: Annotated[
        _Many, typer.Option("--exogenise", help="A variable that follows the data; may be repeated.")
    ] = None,
    show: Annotated[str, typer.Option("--show", help="Variables to show, separated by commas.")] = "",
    terminal: Annotated[
        str, typer.Option("--terminal", help="After the end: given (the data), steady or growth.")
    ] = "given",
    draws: Annotated[int, typer.Option("--draws", help="Paths with add-ons of past quarters drawn.")] = 0,
    residuals: Annotated[
        str, typer.Option("--residuals", help="The past that is drawn from: 1975Q1..2018Q4.")
    ] = "",
    seed: o.Seed = 1,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Read an FRB/US file; with --data, --start and --end solve it beside its own baseline.

    Example: moneygood model import frbus model.xml --data LONGBASE.TXT --start 2040Q1 --end 2045Q4
    --set dfpdbt=0 --set dfpsrp=1 --shock rffintay_aerr=0.5@2040Q1 --mce mcap+wp --show rff,rg10,xgdp
    """
    from moneygood import api
    from moneygood.core.errors import MoneygoodError
    from moneygood.surfaces.cli import answer as shown
    from moneygood.surfaces.cli import show as screen

    shown.check_chart(chart)
    if data is None:
        if start or end or chart or shocks or surprises or targets or draws:
            raise MoneygoodError("M046", "solving needs figures", hint="Add --data LONGBASE.TXT")
        found = api.frbus_overview(model)
        if json:
            screen.print_json(found)
            return
        for line in screen.record_lines(found):
            typer.echo(line)
        return
    if not (start and end):
        raise MoneygoodError("M046", "the quarters to solve are not given", hint="Add --start and --end")
    names = [n.strip().lower() for n in show.split(",") if n.strip()]
    answer = api.solve_frbus(
        model, data, start, end,
        expectations=expectations, values=values or (), shocks=shocks or (), surprises=surprises or (),
        targets=targets or (), exogenise=exogenise or (), show=names,
        terminal=terminal, draws=draws, residuals=residuals, seed=seed,
    )  # fmt: skip
    shown.present("model_import", answer, json=json, chart=chart)
