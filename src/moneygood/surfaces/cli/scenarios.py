"""The verbs of `scenario` beside list and show: new, check, diff, levers, table, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from moneygood.surfaces.cli import options as o
from moneygood.surfaces.cli.progress import waiting

Scenario = Annotated[str, typer.Argument(help="Name of a shipped scenario or path of a file.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="The file to write (default: the screen).")]


def scenario_new(
    file: Annotated[Path | None, typer.Argument(help="The file to write (default: the screen).")] = None,
    title: Annotated[str | None, typer.Option("--title", help="What it is called.")] = None,
    question: Annotated[str, typer.Option("--question", help="The question that it answers.")] = "",
    narrative: Annotated[str, typer.Option("--narrative", help="Why it could happen.")] = "",
    extends: Annotated[str, typer.Option("--extends", help="What it builds on.")] = "baseline",
    lever: Annotated[
        list[str] | None, typer.Option("--lever", help="NAME=SIZE or NAME=SIZE@PERIODS; may be repeated.")
    ] = None,
    hold: Annotated[
        list[str] | None,
        typer.Option(
            "--hold", help="VARIABLE=LEVEL@PERIODS, += or %= for changes, ,SHOCK for what gives way."
        ),
    ] = None,
    shock: Annotated[
        list[str] | None, typer.Option("--shock", help="SHOCK=SIZE@PERIODS, or 2sd for the size.")
    ] = None,
    like: Annotated[str | None, typer.Option("--like", help="Begin with a copy of this scenario.")] = None,
    over: Annotated[bool, typer.Option("--over", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a scenario of your own: from options, from another, or a question at a time on a terminal.

    Example: moneygood scenario new dear.yaml --title "Dear money" --hold "rate_10y=5@2027Q1..2027Q4"
    """
    from moneygood.api import scenario_texts
    from moneygood.core.errors import MoneygoodError

    if file is not None and file.exists() and not over:
        raise MoneygoodError("S048", f"{file} is there already", None, "Name another file, or add --over")
    said = bool(lever or hold or shock or question or narrative)
    if like is not None:
        if said or title or extends != "baseline":
            what = "--like copies a scenario as it is, and other options would be lost"
            raise MoneygoodError("S048", what, None, "Leave them out, or --extends it")
        text = scenario_texts.template_text(like)
    elif title is None and not said and sys.stdin.isatty():
        text = scenario_texts.ask_scenario(_prompt, lambda line: typer.echo(line, err=True))
    elif title is None:
        raise MoneygoodError(
            "S048", "a scenario needs a title", None, 'Add --title "…", or --like a scenario'
        )
    else:
        text = scenario_texts.draft_scenario(
            title, question=question, narrative=narrative, extends=extends, levers=lever or (),
            holds=hold or (), shocks=shock or (),
        )  # fmt: skip
    _write(text, file)


def _prompt(question: str, default: str) -> str:
    return typer.prompt(question, default=default, show_default=bool(default), err=True)


def _write(text: str, file: Path | None) -> None:
    if file is None:
        typer.echo(text, nl=False)
        return
    _put(text, file)
    typer.echo(f"{file} is written; moneygood scenario check {file} solves it")


def _put(text: str, file: Path) -> None:
    from moneygood.core.atomic import write_whole
    from moneygood.core.errors import MoneygoodError

    if not file.absolute().parent.is_dir() or file.is_dir():
        raise MoneygoodError("R001", f"{file} cannot be written", None, "Name a file in a folder that exists")
    write_whole(file, text.encode())


def scenario_check(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Names or paths; all shipped scenarios when none.")
    ] = None,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    everything: o.Everything = False,
    json: o.Json = False,
) -> None:
    """Hold scenarios against model, units and ranges, and solve each without draws.

    Example: moneygood scenario check my.yaml cuts-arrive
    """
    from time import perf_counter

    from moneygood import api
    from moneygood.api.scenario_texts import check_scenarios
    from moneygood.surfaces.cli import show

    began = perf_counter()
    names = scenarios or [row["scenario"] for row in api.scenario_rows()]
    with waiting("scenario check"):
        verdicts = check_scenarios(names, quarters=quarters, vintage=vintage)
    faults = [v.pop("code") for v in verdicts if not v["ok"]]
    if json:
        if len(names) == 1 and faults:
            raise faults[0]
        show.print_json({"scenarios": verdicts})
    else:
        for verdict in verdicts:
            if verdict["ok"]:
                typer.echo(f"{verdict['scenario']}: holds ({verdict['title']})")
        if len(names) > 1:
            typer.echo(f"{len(names) - len(faults)} of {len(names)} hold, {perf_counter() - began:.0f} s")
    if faults:
        for fault in faults:
            typer.echo(fault.long() if everything else str(fault), err=True)
        raise typer.Exit(max(f.exit_code for f in faults))


def scenario_diff(
    a: Scenario,
    b: Scenario,
    draws: Annotated[int, typer.Option("--draws", help="Draws behind the results.")] = 500,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="What they assume alone; nothing is simulated.")
    ] = False,
    json: o.Json = False,
) -> None:
    """What two scenarios assume differently, and what comes of it: the second less the first, draw by draw.

    Example: moneygood scenario diff cuts-arrive higher-for-longer
    """
    from moneygood.api.scenario_texts import diff_scenarios
    from moneygood.core.errors import MoneygoodError
    from moneygood.surfaces.cli import show

    for name, given in (("draws", draws != 500), ("quarters", quarters != 44), ("vintage", vintage)):
        if assumptions and given:
            what = f"--{name} has no effect: with --assumptions nothing is simulated"
            raise MoneygoodError("A079", what, None, "Leave one of the two out")
    with waiting("scenario diff"):
        found = diff_scenarios(a, b, draws=draws, quarters=quarters, vintage=vintage, results=not assumptions)
    results = found.pop("results", None)
    if json:
        show.print_json(found | ({} if results is None else {"results": results.as_json()}))
        return
    gaps = found["assumptions"]
    same = "assume the same" if not gaps else f"differ in {len(gaps)} assumption{'s' * (len(gaps) > 1)}"
    typer.echo(f"{found['a']} and {found['b']} {same}.")
    if gaps:
        out = show.table("", found["a"], found["b"])
        for column in out.columns:
            column.justify = "left"
        for gap in gaps:
            out.add_row(f"{gap['kind']} {gap['name']}", gap["a"] or "–", gap["b"] or "–")
        show.console().print(out)
    if results is not None:
        show.console().print_table(results.tables[0])


def scenario_levers(
    name: Annotated[str | None, typer.Argument(help="A lever; all of them when none.")] = None,
    json: o.Json = False,
) -> None:
    """The levers with their ranges, and the sizes that the model's own draws make ordinary and stress.

    Example: moneygood scenario levers term_premium
    """
    from moneygood.api.scenario_texts import lever_rows
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.surfaces.cli import show

    rows = lever_rows()
    if name is not None:
        known = [r["lever"] for r in rows]
        if name not in known:
            raise MoneygoodError("S011", f"there is no lever {name!r}", None, did_you_mean(name, known))
        rows = [r for r in rows if r["lever"] == name]
    if json:
        show.print_json({"levers": rows})
        return
    if name is not None:
        typer.echo(f"{rows[0]['label']}. Sizes by {rows[0]['by'] or 'nothing that the model draws'}.")
    else:
        typer.echo(
            f"{len(rows)} levers. Ordinary: the model's own draws go as far one time in three; stress: one "
            "in a hundred."
        )
    out = show.table("lever", "unit", "range", "ordinary", "stress")
    for r in rows:
        out.add_row(r["lever"], r["unit"], f"{r['range'][0]:g} to {r['range'][1]:g}", _size(r["ordinary"]),
                    _size(r["stress"]))  # fmt: skip
    show.console().print(out)


def _size(value: Any) -> str:
    return "–" if value is None else f"{value:.2g}"


def scenario_table(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario or path of a file.")
    ] = "baseline",
    out: Out = None,
    quarters: Annotated[int, typer.Option("--quarters", help="How many quarters; theirs has 13.")] = 13,
    decimals: Annotated[
        int | None, typer.Option("--decimals", min=0, max=12, help="Round to so many; theirs has 1.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="The past quarters in that form, for `history:` of a scenario.")
    ] = False,
    form: Annotated[
        str, typer.Option("--form", help="supervisors, or longbase: every variable, past and path.")
    ] = "supervisors",
    beside: Annotated[
        Path | None, typer.Option("--beside", help="A table of theirs: show it beside the scenario's path.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", help="With --beside: the quarter on which its first row is laid.")
    ] = None,
    vintage: o.Vintage = None,
    json: o.Json = False,
) -> None:
    """A scenario's path without draws as a CSV in the form of the supervisors' table, or of LONGBASE.

    With --beside, a table of theirs and the model's path along it, column by column.

    Example: moneygood scenario table cuts-arrive --decimals 1 -o cuts.csv
    """
    from moneygood.api.scenario_texts import longbase_table, supervisors_table
    from moneygood.core.errors import MoneygoodError

    if beside is not None:
        if out is not None or history or decimals is not None or form != "supervisors":
            raise MoneygoodError("S048", "--beside shows a table and writes none", None, "Leave the rest out")
        _show_beside(scenario, beside, start, vintage, json)
        return
    if start is not None or json:
        raise MoneygoodError("S048", "--start and --json go with --beside", None, "Leave them out, or add it")
    if form not in ("supervisors", "longbase"):
        raise MoneygoodError("S048", f"there is no form {form!r}", None, "It is supervisors or longbase")
    if form == "longbase" and (history or decimals is not None):
        what = "longbase has the past beside the path, and every digit"
        raise MoneygoodError("S048", what, None, "Leave --history and --decimals out")
    with waiting("scenario table"):
        if form == "longbase":
            text = longbase_table(scenario, quarters=quarters, vintage=vintage)
        else:
            text = supervisors_table(
                scenario, quarters=quarters, vintage=vintage, decimals=decimals, history=history
            )
    if out is None:
        typer.echo(text, nl=False)
        return
    _put(text, out)
    typer.echo(f"{out} has {text.count(chr(10)) - 1} quarters")


def _show_beside(scenario: str, file: Path, start: str | None, vintage: str | None, json: bool) -> None:
    from moneygood.api.scenario_texts import supervisors_beside
    from moneygood.surfaces.cli import show

    with waiting("scenario table"):
        rows = supervisors_beside(scenario, file, start=start, vintage=vintage)
    if json:
        show.print_json({"columns": rows})
        return
    held = sum(r["held"] for r in rows)
    typer.echo(f"{held} of {len(rows)} columns are held; the others are the model's answer along them.")
    table = show.table("column", "held", "theirs: low, high, end", "ours", "farthest", "in")
    for r in rows:
        name = r["column"].removesuffix(" (Level)")
        one, two = (", ".join(f"{x:.1f}" for x in r[side]) for side in ("theirs", "ours"))
        table.add_row(name, "yes" if r["held"] else "", one, two, f"{r['largest']:+.1f}", r["at"])
    show.console().print(table)
    typer.echo("Growth and rates in percent, volatility in points, indexes in percent of the first quarter.")


COMMANDS = {
    "new": scenario_new,
    "check": scenario_check,
    "diff": scenario_diff,
    "levers": scenario_levers,
    "table": scenario_table,
}
"""Name of the verb below `scenario` -> what it does."""
