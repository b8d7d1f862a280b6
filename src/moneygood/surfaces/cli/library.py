"""The verbs that show and check: scenario, model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from moneygood.core.figures import chance, listed
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
def scenario_list(
    odds: Annotated[
        bool, typer.Option("--odds", help="How unlikely each is; some seconds the first time.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="The question and the size of each.")] = False,
    json: o.Json = False,
) -> None:
    """The shipped scenarios, with --odds how unlikely each is; as JSON with the levers they may move."""
    from moneygood import api
    from moneygood.surfaces.cli import show

    with waiting("scenario list"):
        rows = api.scenario_rows(odds=odds or json)
    if json:
        show.print_json({"scenarios": rows, "levers": api.list_levers()})
        return
    stresses = sum(row["size"] == "stress" for row in rows)
    told = "" if odds else "; --odds says how unlikely each is"
    screen = show.console()
    screen.print(
        f"{len(rows)} scenarios, {stresses} of them stresses. `moneygood run NAME` simulates one, "
        f"`moneygood scenario show NAME` says what it assumes{told}.",
        soft_wrap=not screen.is_terminal,
    )
    heads = ["scenario", *(("p", "grade") if odds else ()), "title", *(("size", "question") if full else ())]
    out = show.table(*heads)
    for column in out.columns[1:]:
        column.justify = "left"
    for row in rows:
        own = {**row, "p": _p_value(row["p"])} if odds else row
        out.add_row(*(own[head] for head in heads))
    screen.print(out)
    if odds:
        typer.echo(
            "p: chance of shocks at least as large, or drifting as far one way, under the model; empty\n"
            "where nothing is imposed on shocks or the model never draws it. A path that falls as in a\n"
            "slump, which the model draws at once, takes many shocks one way: its p does not say how\n"
            "often such futures come. `moneygood odds NAME` counts them (as far)."
        )


def _say(sentence: str, show: Any) -> None:
    """The answer in a sentence: on one line where it is piped."""
    screen = show.console()
    screen.print(sentence, soft_wrap=not screen.is_terminal)


def _p_value(p: float | None) -> str:
    return "" if p is None else "<0.0001" if p < 1e-4 else f"{p:.2g}"


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
    if json:
        show.print_json(told)
        return
    from moneygood.core.answer import Table
    from moneygood.surfaces.cli.scenario_page import scenario_page

    _say(_scenario_in_short(told), show)
    screen = show.console()
    for part in scenario_page(told):
        if isinstance(part, Table):
            screen.print()
            screen.print_table(part)
        elif part:
            screen.print(f"\n{part}" if part is told["narrative"].strip() else part)


_PARTS = {"levers": "lever", "parameters": "parameter", "paths": "path", "shocks": "shock",
          "adds": "judgement", "variants": "variant", "switches_off": "mechanism switched off"}  # fmt: skip


def _scenario_in_short(told: dict[str, Any]) -> str:
    """The title, the question, how much is assumed and how unlikely that is."""
    parts = [
        f"{len(told[k])} {word.replace(' ', 's ', 1) if ' ' in word and len(told[k]) > 1 else word}"
        f"{'s' * (len(told[k]) > 1 and ' ' not in word)}"
        for k, word in _PARTS.items()
        if told.get(k)
    ]
    assumed = f"It assumes {listed(parts)}" if parts else "It assumes nothing"
    odds = told.get("plausibility")
    graded = "" if odds is None else f"; {odds['words'].split(':')[0]}"
    if odds is not None and odds["p"] is not None:
        graded += f" ({chance(odds['p'])})"
    return f"{told['title']}. {told['question']} {assumed}{graded}."


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
    if name is not None and not json:
        _say(_card_in_short(found, show), show)
    if name is None and not json:
        _say(
            f"{found['equations']} equations ({found['behavioural']} behavioural) in {len(found['sectors'])} "
            f"sectors: {found['variables']} variables, {found['parameters']} parameters, {found['shocks']} "
            "shocks. `moneygood model show NAME` shows one.",
            show,
        )
    _print_record(found, json, show)


def _card_in_short(card: dict[str, Any], show: Any) -> str:
    """What a variable, a parameter or a shock is, in a sentence."""
    unit = show.words_of(card["unit"])
    said = f"{card.get('label') or card['name']}: a {card['kind_of']}"
    said += f" ({card['name']})" if card.get("label") else ""
    if card["kind_of"] == "parameter":
        size = f"{card['value']:g}{unit if unit.startswith('%') else f' {unit}' if unit else ''}"
        said += f" of {size}, {card['method']} ({card['source']})"
    elif card["kind_of"] == "shock":
        said += f" to {card['equation']}" if card.get("equation") else f", {card['note']}"
    elif unit:
        said += f" in {unit}"
    users = card.get("used_by") or ()
    return f"{said}{f', used by {len(users)} equation' + 's' * (len(users) > 1) if users else ''}."


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
