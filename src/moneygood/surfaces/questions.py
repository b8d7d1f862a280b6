"""What Python users ask: one function a question, each giving an answer that shows itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moneygood import api
from moneygood.surfaces.notebook import Answered


def backtest(first: str | None = None, last: str | None = None, **options: Any) -> Answered:
    """The forecast record against three rivals; options as in `api.backtest`."""
    return Answered("backtest", api.backtest(first, last, **options))


def bench(**options: Any) -> Answered:
    """The engine's speed on this machine, beside other programs; options as in `api.bench`."""
    return Answered("bench", api.bench(**options))


def branch(event: str = "efficiency-shock", **options: Any) -> Answered:
    """The branches of an event side by side; options as in `api.branch`."""
    return Answered("branch", api.branch(event, **options))


def breakeven(target: str, *levers: str, **options: Any) -> Answered:
    """The lever value that reaches a target, its odds and its frontier; options as in `api.breakeven`."""
    return Answered("breakeven", api.breakeven(target, levers, **options))


def breaks(a: str | None = None, b: str | None = None, **options: Any) -> Answered:
    """When the relation of two series broke, and how sure that is; options as in `api.breaks`."""
    return Answered("breaks", api.breaks(a, b, **options))


def claims(*files: str | Path, **options: Any) -> Answered:
    """Whether claims were true as of their date and since; options as in `api.claims`."""
    return Answered("claims", api.claims(files, **options))


def discover(condition: str, **options: Any) -> Answered:
    """The few conditions on what is drawn that lead to an outcome; options as in `api.discover`."""
    return Answered("discover", api.discover(condition, **options))


def first(scenario: api.Scenario = api.BASELINE, **options: Any) -> Answered:
    """Which of the highs changes first, when, in which order and why; options as in `api.first`."""
    return Answered("first", api.first(scenario, **options))


def fit(*equations: str, **options: Any) -> Answered:
    """Estimates of the model's equations, all by default; options as in `api.fit`."""
    return Answered("fit", api.fit(equations, **options))


def foresee(scenario: Any, variables: Any, **options: Any) -> Answered:
    """A scenario seen by markets that know where it leads; see `moneygood.api.foresee`."""
    return Answered("foresight", api.foresee(scenario, variables, **options))


def frbus(model: Any, data: Any, start: str, end: str, **options: Any) -> Answered:
    """FRB/US solved beside its baseline; see `moneygood.api.solve_frbus`."""
    return Answered("model_import", api.solve_frbus(model, data, start, end, **options))


def invert(scenario: Any, **options: Any) -> Answered:
    """Which shocks deliver the paths of a scenario; see `moneygood.api.invert`."""
    return Answered("invert", api.invert(scenario, **options))


def loop(name: str = "wall-street-fed", **options: Any) -> Answered:
    """How much of a hoped-for cut the hope itself takes away; options as in `api.loop`."""
    return Answered("loop", api.loop(name, **options))


def note(scenario: api.Scenario, file: str | Path, **options: Any) -> Path:
    """Write a commentary on a scenario to a file ending in .md, .html or .pdf.

    `options`: date, draws, seed, quarters, vintage, claims (ids, None for none), responses. Errors: A511 for
    the ending, A512 for the date, and those of a run.
    """
    from moneygood.surfaces.notes.write import check_note_file, make_note, write_note

    check_note_file(Path(file))
    return write_note(make_note(scenario, **options), Path(file))[0]


def rally(first: str | None = None, last: str | None = None, **options: Any) -> Answered:
    """What drove the S&P 500 between two quarters of history; options as in `api.rally`."""
    return Answered("rally", api.rally(first, last, **options))


def rally_ahead(first: str, last: str, **options: Any) -> Answered:
    """What drives the index between two simulated quarters; options as in `api.rally_ahead`."""
    return Answered("rally", api.rally_ahead(first, last, **options))


def regimes(until: str | None = None, **options: Any) -> Answered:
    """Conviction, doubt or reckoning since 1995, and cycles like today's; options as in `api.regimes`."""
    return Answered("regimes", api.regimes(until, **options))


def risks(scenario: api.Scenario = api.BASELINE, **options: Any) -> Answered:
    """Odds, losses and early signs of each named risk; options as in `api.risks`."""
    return Answered("risks", api.risks(scenario, **options))


def sensitivity(output: str, *inputs: str, **options: Any) -> Answered:
    """Which parameters and levers an output hangs on; options as in `api.sensitivity`."""
    return Answered("sensitivity", api.sensitivity(output, inputs, **options))


def why(
    variable: str, scenario: api.Scenario = api.BASELINE, against: api.Scenario = api.BASELINE, **options: Any
) -> Answered:
    """Why a variable differs between two scenarios, quarters or sets of draws; options as in `api.why`."""
    return Answered("why", api.why(variable, scenario, against, **options))
