"""Taking a window of the past apart: by shock and driver, by mechanism, by quarter."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED
from moneygood.core.periods import Quarter
from moneygood.model.graph import leaves
from moneygood.runs.attribution.attribution import Attribution
from moneygood.runs.attribution.explain import (
    Worth,
    channels,
    figure_in,
    references_since,
    shared_out,
    world_of,
)
from moneygood.runs.attribution.players import Player, PlayerEffect, in_rows
from moneygood.runs.attribution.question import AttributionQuestion, check_way
from moneygood.runs.attribution.shapley import shapley_by_draw
from moneygood.runs.windows.answer import DriverShare, PastAttribution
from moneygood.runs.windows.drivers import REST, WindowText, read_drivers
from moneygood.runs.windows.world import PastWorld, WindowWorld, open_past, open_window
from moneygood.scenarios.plan import baseline_plan

REST_LABEL = "Everything else"
START_LABEL = "Under way before"
EFFECTS = {"shock": "start", "lag": "start", "channel": "direct"}


def explain_window(
    workspace: Workspace,
    variable: str,
    since: Quarter,
    until: Quarter,
    *,
    by: str = "shock",
    draws: int | None = None,
    seed: int = 1,
    threads: int = 0,
) -> PastAttribution:
    """What moved `variable` (in its unit) from the quarter `since` to `until`, both in the past.

    - by shock: what happened in each equation beyond what it gave, and each move from outside; as drivers,
      with their range over `draws` of parameters and hidden states (None: the text's number, 0: none);
    - by channel: one part per mechanism, held where it was in `since` or at work;
    - by lag: one part per quarter of the window.

    Each with what was under way before. Errors: A202, A203, A210, E-codes. Source: ours.
    """
    check_way(by, 0)
    text = read_drivers(workspace.model, workspace.model.root)
    past = open_past(workspace)
    _check_quarters(past, variable, since, until)
    drawn = (text.draws if draws is None else draws) if by == "shock" else 0
    window = open_window(past, since, until, draws=drawn, seed=seed, settle=text.settle, threads=threads)
    found = take_apart(window, text, variable, since, until, by=by, seed=seed, threads=threads)
    status = past.past.panel.status_at(variable, until)
    return replace(
        found, bp=variable in workspace.basis_points, estimated=status != OBSERVED,
        months=_months(workspace, variable, since, until),
    )  # fmt: skip


def _check_quarters(past: PastWorld, variable: str, since: Quarter, until: Quarter) -> None:
    """A203 for a window that is not in the past, A201 for a variable that the past does not have."""
    if not past.first <= since < until <= past.last:
        what = f"{since} to {until} is not a window of the past"
        hint = f"Write quarters from {past.first} to {past.last}, the earlier one after --since"
        raise MoneygoodError("A203", what, None, hint)
    own = past.past.model
    if variable not in own.variables:
        what = f"{variable} is not solved in the past, whose AI figures come from outside"
        raise MoneygoodError(
            "A201", what, None, "Ask for a variable of output, prices, rates, budget or shares"
        )
    if variable in own.exogenous:
        what = f"{variable} comes from outside in the past: nothing here moves it"
        raise MoneygoodError("A201", what, None, "Ask for what it moves, such as gdp_real or rate_10y")


def take_apart(
    window: WindowWorld, text: WindowText, variable: str, since: Quarter, until: Quarter, *, by: str,
    seed: int, threads: int = 0,
) -> PastAttribution:  # fmt: skip
    """The parts of a window that is ready; see `explain_window`."""
    w, model = window.workspace, window.workspace.model
    quarters, plan = until - since, baseline_plan()
    question = AttributionQuestion(
        variable, plan, plan, until, since, None, by, 0, seed, quarters, since + 1, threads
    )
    start = float(window.panel.at(variable, since))
    if by == "channel":
        everything = PlayerEffect(in_rows(_pushes(window), model, model))
        players = channels(w)
        references = references_since(w, question, -1)
        world = world_of(w, question, players, [everything], switched=True, references=references)
        worth = figure_in(question, world, -1, start)
    else:
        players = causes(window) if by == "shock" else _quarters(window, since)
        world = world_of(w, question, players, [], pasts=window.pasts)
        worth = _of_draw(figure_in(question, world, -1, start), 0)
    whole = shared_out(question, players, worth, w, str(until), str(since), before=EFFECTS[by])
    here = float(window.panel.at(variable, until))
    parts = tuple(replace(p, label=START_LABEL) if p.kind == "state" else p for p in whole.parts)
    found = {f.name: getattr(whole, f.name) for f in fields(Attribution)}
    found |= {"parts": parts, "total": here - start, "here": here, "there": start}
    answer = PastAttribution(**found)
    if by != "shock":
        return answer
    bands = _bands(window, text, question) if window.draws else {}
    shares = []
    for name, label in _driver_labels(text):
        value = sum(p.value for p in parts if _driver(text, p.kind, p.name) == name)
        if name != REST or value != 0.0:
            shares.append(DriverShare(name, label, value, *bands.get(name, (None, None))))
    return replace(answer, drivers=tuple(shares), bands=window.draws, failed_share=window.failed_share)


def _driver_labels(text: WindowText) -> list[tuple[str, str]]:
    return [*((d.name, d.label) for d in text.drivers), (REST, REST_LABEL), ("start", START_LABEL)]


def _driver(text: WindowText, kind: str, name: str) -> str:
    return "start" if kind == "state" else text.driver_of(name)


def causes(window: WindowWorld) -> list[Player]:
    """A player per equation with a shock in the window: its own, or the move of an outside variable."""
    model = window.workspace.model
    found = []
    for i, shock in enumerate(model.shocks.values()):
        if shock.kind == "uniform" or not shock.equation or not window.pasts.shocks[i].any():
            continue
        label = model.variables[shock.equation].label
        kind = (
            "outside" if model.equation(shock.equation).text.endswith("[-1]") and shock.sd == 0.0 else "shock"
        )
        found.append(Player(kind, shock.equation, label, heard=(i,)))
    return found


def _quarters(window: WindowWorld, since: Quarter) -> list[Player]:
    """A player per quarter of the window."""
    model = window.workspace.model
    rows = tuple(i for i, s in enumerate(model.shocks.values()) if s.kind != "uniform")
    count = window.pasts.shocks.shape[1]
    return [
        Player("quarter", str(since + 1 + t), f"what happened in {since + 1 + t}", heard=rows, quarter=t)
        for t in range(count)
    ]


def _pushes(window: WindowWorld) -> np.ndarray:
    """What happened [shock, quarter] in the estimate, uniforms left as the baseline has them."""
    out = window.pasts.shocks[:, :, 0].copy()
    out[[i for i, s in enumerate(window.workspace.model.shocks.values()) if s.kind == "uniform"]] = 0.0
    return out


def _of_draw(worth: Worth, draw: int) -> Worth:
    """The worth of coalitions in one draw of the past."""
    return lambda members, _: worth(members, np.full(members.shape[1], draw))


def _bands(
    window: WindowWorld, text: WindowText, question: AttributionQuestion
) -> dict[str, tuple[float, float]]:
    """The middle 70% of each driver's share over the draws, from an order of joining and its reverse."""
    players = causes(window)
    groups: dict[str, list[int]] = {}
    for player in players:
        groups.setdefault(text.driver_of(player.name), []).extend(player.heard)
    names = list(groups)
    joint = [Player("driver", n, n, heard=tuple(groups[n])) for n in names]
    own = replace(question, draws=0)
    world = world_of(window.workspace, own, joint, [], pasts=window.pasts)
    level = figure_in(own, world)
    before = np.asarray(window.pasts.before[question.variable][-1])[1:]

    def worth(members: np.ndarray, orders: np.ndarray) -> np.ndarray:
        draw = orders // 2
        return level(members, draw + 1) - before[draw]

    shares, empty = shapley_by_draw(len(joint), 2 * window.draws, worth, seed=question.seed)
    paired = np.concatenate([shares, empty[None]]).reshape(len(joint) + 1, window.draws, 2).mean(axis=2)
    good = np.isfinite(paired).all(axis=0)
    low, high = np.quantile(paired[:, good], [0.15, 0.85], axis=1)
    return {n: (float(a), float(b)) for n, a, b in zip([*names, "start"], low, high, strict=True)}


def _months(
    workspace: Workspace, variable: str, since: Quarter, until: Quarter
) -> tuple[tuple[str, float], ...]:
    """The monthly figures of a variable that is one published series, from the quarter `since` to `until`."""
    measured = workspace.model.measurements.get(variable)
    if measured is None or measured.expr.op != "var":
        return ()
    series = next((n.payload[0] for n in leaves(measured.expr) if n.op == "var"), "")
    table = workspace.vintage.monthly
    if series not in table.names:
        return ()
    row = table.values[table.names.index(series)]
    first, last = f"{since.year:04d}-{3 * since.quarter - 2:02d}", f"{until.year:04d}-{3 * until.quarter:02d}"
    return tuple(
        (m, float(v)) for m, v in zip(table.months, row, strict=True) if first <= m <= last and np.isfinite(v)
    )
