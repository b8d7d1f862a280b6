"""The verbs that show and check: scenario, model, data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.commands import Imports
from moneygood.surfaces.cli.progress import waiting

scenario_app = typer.Typer(help="The library of scenarios and your own files.", no_args_is_help=True)
model_app = typer.Typer(help="The equations, parameters and shocks.", no_args_is_help=True)
import_app = typer.Typer(
    cls=Imports, help="Read a model of another institution and put it to work.", no_args_is_help=True
)
model_app.add_typer(import_app, name="import")
data_app = typer.Typer(help="The figures and where they come from.", no_args_is_help=True)


@import_app.callback()
def _import_root() -> None:
    return


@scenario_app.command("list")
def scenario_list(json: o.Json = False) -> None:
    """The shipped scenarios, and the levers they may move."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    rows, levers = api.scenario_rows(), api.list_levers()
    if json:
        show.print_json({"scenarios": rows, "levers": levers})
        return
    out = show.table("scenario", "title", "question")
    for column in out.columns[1:]:
        column.justify = "left"
    for row in rows:
        out.add_row(row["scenario"], row["title"], row["question"])
    show.console().print(out)


@scenario_app.command("show")
def scenario_show(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario or path of a file.")],
    json: o.Json = False,
) -> None:
    """Every assumption of a scenario on one page."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    _print_record(api.describe_scenario(scenario), json, show)


@scenario_app.command("check")
def scenario_check(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Names or paths; all shipped scenarios when none.")
    ] = None,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    everything: o.Everything = False,
    json: o.Json = False,
) -> None:
    """Hold scenarios against model, units and ranges, and solve each without draws."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    names = scenarios or [row["scenario"] for row in api.scenario_rows()]
    with _faults_shown(everything), waiting("scenario check"):
        verdicts = [api.check_scenario(name, quarters=quarters, vintage=vintage) for name in names]
    if json:
        show.print_json({"scenarios": verdicts})
        return
    for verdict in verdicts:
        typer.echo(f"{verdict['scenario']}: holds ({verdict['title']})")


@scenario_app.command("schema")
def scenario_schema() -> None:
    """The JSON Schema of scenario files, for editors (print it into a file)."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    show.print_json(api.scenario_schema())


@model_app.command("show")
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


@model_app.command("check")
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


@model_app.command("schema")
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


@data_app.command("status")
def data_status(
    vintage: o.Vintage = None,
    checks: Annotated[bool, typer.Option("--checks", help="Show the cross-checks too.")] = False,
    json: o.Json = False,
) -> None:
    """What the vintage holds, series by series, and whether its cross-checks hold."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("data status"):
        found = api.data_status(vintage)
    if json:
        show.print_json(found)
    else:
        _print_data(found, checks, show)
    if not all(c["held"] for c in found["checks"]):
        raise typer.Exit(1)


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


def _print_data(found: dict[str, Any], checks: bool, show: Any) -> None:
    screen = show.console()
    out = show.table("series", "label", "unit", "first", "last", "missing", "standing", "licence")
    out.columns[1].justify = "left"
    for row in found["series"]:
        out.add_row(
            row["series"], row["label"], row["unit"], row["first"], row["last"], str(row["missing"]),
            row["standing"], row["licence"],
        )  # fmt: skip
    screen.print(out)
    for row in found["series"]:
        for warning in row["warnings"]:
            screen.print(f"{row['series']}: {warning}")
    if checks:
        table = show.table("cross-check", "compares", "worst", "at", "tolerance", "holds")
        for c in found["checks"]:
            held = "yes" if c["held"] else "NO"
            table.add_row(
                c["name"], c["compares"], f"{c['worst']:.3g}", c["at"], f"{c['tolerance']:.3g}", held
            )
        screen.print(table)
    bad = [c["name"] for c in found["checks"] if not c["held"]]
    held = f"{len(found['checks'])} cross-checks hold" if not bad else "not held: " + ", ".join(bad)
    screen.print(f"Vintage {found['vintage']} as of {found['as_of']}, hash {found['hash'][:12]}; {held}.")


def _print_record(record: dict[str, Any], json: bool, show: Any) -> None:
    if json:
        show.print_json(record)
        return
    for line in show.record_lines(record):
        typer.echo(line)
