"""The verbs that show and check: scenario, model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.commands import Imports
from moneygood.surfaces.cli.progress import waiting
from moneygood.surfaces.cli.said_once import SaidOnce
from moneygood.surfaces.cli.scenarios import COMMANDS

scenario_app = typer.Typer(help="The library of scenarios and your own files.", no_args_is_help=True)
model_app = typer.Typer(help="The equations, parameters and shocks.", no_args_is_help=True)
import_app = typer.Typer(
    cls=Imports, help="Read a model of another institution and put it to work.", no_args_is_help=True
)
model_app.add_typer(import_app, name="import")


@import_app.callback()
def _import_root() -> None:
    return


@scenario_app.command("list", cls=SaidOnce)
def scenario_list(json: o.Json = False) -> None:
    """The shipped scenarios with their odds, and the levers they may move."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("scenario list"):
        rows, levers = api.scenario_rows(odds=True), api.list_levers()
    if json:
        show.print_json({"scenarios": rows, "levers": levers})
        return
    out = show.table("scenario", "p", "grade", "size", "question")
    for column in out.columns[1:]:
        column.justify = "left"
    for row in rows:
        p = "" if row["p"] is None else f"{row['p']:.2g}" if row["p"] >= 1e-4 else "<0.0001"
        out.add_row(row["scenario"], p, row["grade"], row["size"], row["question"])
    show.console().print(out)
    typer.echo(
        f"{len(rows)} scenarios. p: chance of shocks at least as large, or drifting as far one way, under\n"
        "the model; empty where nothing is imposed on shocks or the model never draws it. A path that\n"
        "falls as in a slump, which the model draws at once, takes many shocks one way: its p does not\n"
        "say how often such futures come. `moneygood odds NAME` counts them (as far)."
    )


@scenario_app.command("show", cls=SaidOnce)
def scenario_show(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario or path of a file.")],
    json: o.Json = False,
) -> None:
    """Every assumption of a scenario on one page."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("scenario show"):
        told = api.describe_scenario(scenario)
    _print_record(told, json, show)


for _name, _command in COMMANDS.items():
    scenario_app.command(_name, cls=SaidOnce)(_command)


@scenario_app.command("schema", cls=SaidOnce)
def scenario_schema() -> None:
    """The JSON Schema of scenario files, for editors (print it into a file)."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    show.print_json(api.scenario_schema())


@model_app.command("show", cls=SaidOnce)
def model_show(
    name: Annotated[str | None, typer.Argument(help="A variable, an alias, a parameter or a shock.")] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", help="What becomes of it: graph, schedule, program or llvm.")
    ] = None,
    json: o.Json = False,
) -> None:
    """The model at a glance, or one equation with its parameters and sources.

    With --stage, what the engine makes of the model, of one variable or of one "block N".
    """
    from moneygood import api
    from moneygood.surfaces.cli import show

    if stage is not None:
        with waiting(f"model show --stage {stage}"):
            lines = api.show_stage(stage, name)
        if json:
            show.print_json({"stage": stage, "name": name, "lines": list(lines)})
            return
        for line in lines:
            typer.echo(line)
        return
    with waiting("model show"):
        found = api.model_overview() if name is None else api.show_variable(name)
    _print_record(found, json, show)


@model_app.command("check", cls=SaidOnce)
def model_check(everything: o.Everything = False, json: o.Json = False) -> None:
    """Check all economics texts: names, units, records, sources, levers, break definitions."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with _faults_shown(everything), waiting("model check"):
        verdict = api.check_model()
    if json:
        show.print_json(verdict)
        return
    typer.echo(
        f"model holds: {verdict['equations']} equations ({verdict['behavioural']} behavioural), "
        f"{verdict['variables']} variables, {verdict['parameters']} parameters, {verdict['shocks']} shocks"
    )


@model_app.command("schema", cls=SaidOnce)
def model_schema(
    kind: Annotated[str | None, typer.Argument(help="A kind of text; all kinds when none.")] = None,
) -> None:
    """The JSON Schema of a kind of text, for editors; without a kind, which kinds there are.

    Example: moneygood model schema levers > levers.schema.json
    """
    from moneygood.api import text_kinds
    from moneygood.surfaces.cli import show

    if kind is not None:
        show.print_json(text_kinds.schema_of(kind))
        return
    for row in text_kinds.kind_rows():
        typer.echo(f"{row['kind']:20} {', '.join(row['files'])}: {row['purpose']}")


@contextmanager
def _faults_shown(everything: bool) -> Iterator[None]:
    """Faults in full, with source line and caret, when asked for; otherwise they leave as they are."""
    from moneygood.core.errors import MoneygoodError

    try:
        yield
    except MoneygoodError as fault:
        if not everything:
            raise
        typer.echo(fault.long(), err=True)
        raise typer.Exit(fault.exit_code) from None


def _print_record(record: dict[str, Any], json: bool, show: Any) -> None:
    if json:
        show.print_json(record)
        return
    for line in show.record_lines(record):
        typer.echo(line)
