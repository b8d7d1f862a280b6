"""Why two things differ: attribution that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option, refuse_unused
from moneygood.core.errors import MoneygoodError
from moneygood.core.month_texts import is_month, quarter_of, read_time
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.runs.attribution.attribution import Attribution


@dataclass(frozen=True, kw_only=True)
class AskWhy(CheckedRequest):
    """Example: moneygood why rate_10y --in ai-disappoints --at 2028Q4 --by channel"""

    variable: str = argument(help="The variable, by name or alias, such as rate_10y.")
    scenario: Scenario = scenario_option("Scenario, file, or stored run (folder, id, or last).", flag="--in")
    against: Scenario = scenario_option("What it is compared with, likewise.", flag="--against")
    at: Quarter | str | None = option(
        None, "Quarter, such as 2028Q4 (default: Q4 of the second year ahead).", read=Quarter.parse
    )
    since: Quarter | str | None = option(
        None, "Compare with this earlier quarter of the same scenario, or of the past (--until), or month.",
        read=read_time,
    )  # fmt: skip
    until: Quarter | str | None = option(
        None, "A quarter of the past, or a month such as 2025-01: take apart what moved the variable from "
        "--since to it.",
        read=read_time,
    )  # fmt: skip
    given: str | None = option(None, "Compare draws with this break by then, such as stocks, with all draws.")
    by: str = option("shock", "shock, channel or lag.")
    draws: int | None = draw_option(
        "draws", None, least=2, most=100_000, also=(0,), code="A208", fault="{value} draws cannot be used",
        fix="Write 0, or 2 to 100,000",
        help="Draws to compare; 0, the default, is the deterministic path (--given: 1000; --until: draws of "
        "parameters and hidden states, 60).",
    )  # fmt: skip
    breaks: Sequence[str | Path] = option(
        (), "File with a break definition of your own; repeatable.", many=True
    )
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")


def ask(workspace: Workspace, request: AskWhy) -> Attribution:
    """What a difference in one variable consists of, in parts that add up to it exactly.

    `scenario` less `against` in quarter `at` (by default the fourth quarter of the second year after the
    start); with `since`, `scenario` in `at` less itself in that earlier quarter; with `given`, its mean
    over the draws on which a break such as ``stocks`` or ``rates.cuts`` has happened by `at` less its mean
    over all draws; with `until`, what moved the published figures from `since` to that quarter of the past:
    by shock and driver (with the range over `draws` of parameters and hidden states), by channel or by lag.
    Scenarios may be stored runs too (a run's folder, its id, or ``last``). `by` is
    ``shock`` (one part per imposed element, or per sector's random shocks with `given`), ``channel`` (one
    per mechanism) or ``lag`` (one per quarter in which something is imposed or drawn). `draws` 0, the
    default, looks at the deterministic path; more compares draw by draw on the same shocks and gives every
    part its error; with `given` the default is 1,000. `breaks` are files with definitions of your own.

    Figures are in the variable's unit. Errors: A075 for an unknown variable, A201 to A209, S-codes for a
    scenario, C001 for a quarter, R003 and A205 for a stored run. Source: Shapley (1953).

    >>> import moneygood as mg
    >>> found = mg.why("rate_10y", "ai-disappoints", at="2027Q4").answer
    >>> abs(sum(p.value for p in found.parts) + found.residual - found.total) < 1e-9
    True
    """
    from moneygood.runs.attribution.explain import explain
    from moneygood.runs.attribution.question import ask as question_of
    from moneygood.runs.first_passage.triggers import read_breaks, with_own
    from moneygood.runs.run import resolve_name
    from moneygood.runs.store.sources import plan_of

    def quarter(given: Quarter | str | None) -> Quarter | None:
        return None if given is None else Quarter.parse(given)

    name = resolve_name(workspace.model, request.variable)
    r = request
    if r.until is not None:
        return _past(workspace, r, name)
    if r.given is None:
        refuse_unused(r, ("breaks",), "definitions say what given is", "Leave it out, or add given")
    for field in ("since", "given"):
        if getattr(r, field) is not None:
            refuse_unused(r, ("against",), f"with {field} the scenario is held against itself")
    asked = question_of(
        workspace, name, plan_of(workspace, r.scenario), plan_of(workspace, r.against), at=quarter(r.at),
        since=quarter(r.since), given=r.given, by=r.by, draws=r.draws, seed=r.seed, quarters=r.quarters,
        threads=r.threads,
    )  # fmt: skip
    if request.given is None:
        return explain(workspace, asked)
    from moneygood.runs.attribution.conditional import explain_condition

    definitions = with_own(read_breaks(workspace.model), request.breaks, workspace.model)
    return explain_condition(workspace, asked, definitions)


def _past(workspace: Workspace, request: AskWhy, name: str) -> Attribution:
    """A window of the past; what is about scenarios cannot be asked with it (A209)."""
    from moneygood.runs.windows.explain import explain_window
    from moneygood.runs.windows.months import by_month

    if request.since is None:
        raise MoneygoodError("A209", "--until needs --since", None, "Write --since 2024Q3 --until 2025Q1")
    plain = {f.name: f.default for f in fields(AskWhy)}
    for field in ("scenario", "against", "at", "given", "breaks", "quarters"):
        if getattr(request, field) != plain[field]:
            flag = {"scenario": "in"}.get(field, field)
            what = f"--{flag} and --until cannot be asked together"
            raise MoneygoodError("A209", what, None, "A window of the past has no scenario: leave one out")
    if request.draws and request.by != "shock":
        what = f"the past by {request.by} has no ranges to draw"
        raise MoneygoodError("A209", what, None, "Leave --draws out, or ask by shock")
    times = request.since, request.until or ""
    months = [t for t in times if is_month(t)]
    since, until = (quarter_of(t) for t in times)
    if len(months) == 1 or (months and since == until):
        what = f"{times[0]} to {times[1]} is not a window of the past"
        hint = "Write two quarters, or two months of different quarters"
        raise MoneygoodError("A203", what, None, hint)
    found = explain_window(
        workspace, name, since, until, by=request.by, draws=request.draws, seed=request.seed,
        threads=request.threads,
    )  # fmt: skip
    return by_month(found, *map(str, times)) if months else found


def facts(request: AskWhy, answer: Attribution) -> list[str]:
    """The line under the answer: seed and failed share, where something was drawn."""
    bands = getattr(answer, "bands", 0)
    if bands:
        return [f"seed {request.seed}; {bands} draws of the past, failed {100 * answer.failed_share:.3f}%."]
    return [f"seed {request.seed}; failed {100 * answer.failed_share:.3f}%."] if answer.draws else []
