"""The verb that says which parameters and levers an output hangs on."""

from __future__ import annotations

from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def sensitivity(
    output: Annotated[str, typer.Argument(help='A variable, or a formula such as "rate_10y[2030Q4]".')],
    input_: Annotated[
        list[str] | None,
        typer.Option(
            "--input", help="A parameter or lever; may be repeated. Default: the parameters drawn per path."
        ),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option("--group", help="Inputs moved together: name=first,second.")
    ] = None,
    correlate: Annotated[
        list[str] | None, typer.Option("--correlate", help="Correlation of two inputs: first:second:0.5.")
    ] = None,
    method: Annotated[str, typer.Option("--method", help="both, sobol or morris.")] = "both",
    at: Annotated[
        str | None, typer.Option("--at", help="Quarter of a variable; the last one by default.")
    ] = None,
    size: Annotated[
        int, typer.Option("--size", help="Base points of the Sobol sample, a power of two.")
    ] = 512,
    trajectories: Annotated[
        int, typer.Option("--trajectories", help="Trajectories of the Morris sample.")
    ] = 50,
    second_order: Annotated[bool, typer.Option("--second-order", help="Shares of pairs too.")] = False,
    shock_paths: Annotated[
        int,
        typer.Option(
            "--shock-paths", help="Shock paths common to all runs; 0 looks at the path without draws."
        ),
    ] = 0,
    scenario: Annotated[
        str, typer.Option("--in", help="Scenario in which the question is asked.")
    ] = "baseline",
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    cluster: o.Cluster = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Say which parameters and levers an output hangs on: Sobol shares of its variance, Morris effects.

    Example: moneygood sensitivity debt --input ai_productivity --input neutral_rate --input b_premium_debt
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.sensitivity(
        output,
        input_ or (),
        scenario=scenario,
        method=method,
        groups=dict(read_group(text) for text in group or ()),
        correlations=dict(read_correlation(text) for text in correlate or ()),
        at=at,
        size=size,
        trajectories=trajectories,
        second_order=second_order,
        shock_paths=shock_paths,
        seed=seed,
        quarters=quarters,
        vintage=vintage,
        cluster=cluster,
    )
    present("sensitivity", found, json=json, chart=chart)


def read_group(text: str) -> tuple[str, tuple[str, ...]]:
    """A group written ``name=first,second``."""
    name, sign, members = text.partition("=")
    if not sign or not name.strip():
        raise typer.BadParameter(f"{text!r} is not a group; write it like ai=b_ai_elasticity,b_ai_ceiling")
    return name.strip(), tuple(m.strip() for m in members.split(",") if m.strip())


def read_correlation(text: str) -> tuple[tuple[str, str], float]:
    """A correlation written ``first:second:0.5``."""
    parts = text.split(":")
    try:
        first, second, size = parts
        return (first.strip(), second.strip()), float(size)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a correlation; write it like first:second:0.5") from None
