"""Where a break has happened against all draws: which random shocks, or which mechanisms, make the
difference."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import Paths
from moneygood.core.texts import read_text
from moneygood.model.graph import leaves
from moneygood.model.model import Model
from moneygood.model.records import Shock
from moneygood.runs.attribution.attribution import Attribution, Portion
from moneygood.runs.attribution.coalitions import CoalitionRun
from moneygood.runs.attribution.explain import SHAPLEY, channels
from moneygood.runs.attribution.players import Player
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.runs.attribution.shapley import shapley_by_draw
from moneygood.runs.attribution.sides import read_side
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, required_variables

FEWEST = 10
"""Draws on which a break must have happened, and draws on which it must not, for a mean to be shown."""


def sector_title(model: Model, sector: str) -> str:
    """The title that an equation file gives its sector."""
    if model.root is None:
        return sector
    found = re.search(r'sector\s+"([^"\n]*)"', read_text(model.root / "equations" / f"{sector}.eq"))
    return found[1] if found else sector


def sector_of_shock(model: Model, shock: Shock) -> str:
    """The sector of the equation that has the shock, or of the first that uses a free one."""
    if shock.equation:
        return model.equation(shock.equation).sector
    free = model.graph.shock(shock.name)
    return next((e.sector for e in model.equations if free in leaves(e.residual)), shock.name)


def random_players(workspace: Workspace, by: str, span: int) -> list[Player]:
    """What randomness consists of: shocks by sector, random events, drawn parameters; or all shocks by
    quarter; or the mechanisms that carry them."""
    model = workspace.model
    if by == "channel":
        return channels(workspace)
    if by == "lag":
        every = tuple(range(len(model.shocks)))
        names = [str(workspace.start + t) for t in range(span)]
        players = [Player("quarter", n, f"drawn in {n}", heard=every, quarter=t) for t, n in enumerate(names)]
    else:
        rows: dict[str, list[int]] = {}
        for i, shock in enumerate(model.shocks.values()):
            if shock.kind != "uniform":
                rows.setdefault(sector_of_shock(model, shock), []).append(i)
        players = [
            Player("shocks", s, f"shocks: {sector_title(model, s)}", heard=tuple(r)) for s, r in rows.items()
        ]
        for i, shock in enumerate(model.shocks.values()):
            if shock.kind == "uniform":
                players.append(Player("uniform", shock.name, shock.note or shock.name, heard=(i,)))
    if any(p.draw for p in model.parameters.values()):
        players.append(Player("parameters", "parameters", "drawn parameters", scatter=True))
    return players


def random_world(
    workspace: Workspace,
    question: AttributionQuestion,
    players: Sequence[Player],
    keep: Sequence[str],
    span: int,
) -> CoalitionRun:
    """The scenario of a question as it is simulated, any player of its randomness absent or not."""
    side = read_side(workspace, question, question.plan, freeze=False)
    switched = any(p.on for p in players) or any(p.switches_off for p in side.parts)
    return CoalitionRun(
        workspace, tuple(players), tuple(dict.fromkeys(keep)), span, question.quarters, tuple(side.parts),
        question.seed, switched, threads=question.threads,
    )  # fmt: skip


def find_break(definitions: Sequence[BreakDefinition], name: str) -> tuple[BreakDefinition, str | None]:
    """The definition and side that ``stocks`` or ``rates.cuts`` names; A206 when there is none."""
    names = [d.name for d in definitions] + [f"{d.name}.{s.name}" for d in definitions for s in d.sides]
    if name not in names:
        hint = did_you_mean(name, names) or f"There are {', '.join(names)}"
        raise MoneygoodError("A206", f"there is no break {name!r}", None, hint)
    head, _, side = name.partition(".")
    definition = next(d for d in definitions if d.name == (head if side else name))
    return definition, side or None


def explain_condition(
    workspace: Workspace, question: AttributionQuestion, definitions: Sequence[BreakDefinition]
) -> Attribution:
    """The mean of a variable where a break has happened by the quarter, less its mean over all draws.

    By shock: random shocks by sector, random events and drawn parameters, present or silent; by channel:
    mechanisms at work or held at the baseline; by lag: the quarter in which shocks are drawn. Errors: A206,
    A207 when the break is too rare or too common for a mean.
    """
    assert question.given is not None
    definition, side = find_break(definitions, question.given)
    players = random_players(workspace, question.by, question.span)
    keep = (question.variable, *required_variables([definition]))
    world = random_world(workspace, question, players, keep, question.span)
    numbers = np.arange(question.draws)
    values, status = world.run(np.ones((len(players), question.draws), dtype=bool), numbers)
    paths = Paths(
        world.keep, workspace.periods(question.quarters)[: question.span], values, status, question.seed
    )
    passage = first_passage(paths, workspace.history, [definition])
    good = np.flatnonzero(paths.ok)
    times = passage.side_times[f"{definition.name}.{side}"] if side else passage.times[definition.name]
    happened = np.zeros(question.draws, dtype=bool)
    happened[good] = times > 0
    _check_count(question, happened[good])

    def worth(members: np.ndarray, draws: np.ndarray) -> np.ndarray:
        figures, ended = world.run(members, draws)
        return np.where(ended == 0, figures[0, question.span - 1], np.nan)

    shares, empty = shapley_by_draw(len(players), question.draws, worth, seed=question.seed)
    solved = np.isfinite(shares).all(axis=0) & np.isfinite(empty) & np.asarray(paths.ok)
    mask = happened[solved]
    _check_count(question, mask)
    rows = np.vstack([empty, shares])[:, solved]
    gaps, errors = contrast(rows, mask)
    total, total_error = contrast(rows.sum(axis=0)[None], mask)
    whole = rows.sum(axis=0)
    kind = "direct" if question.by == "channel" else "state"
    label = "direct effect" if question.by == "channel" else "without randomness"
    parts = [Portion(kind, kind, label, float(gaps[0]), float(errors[0]))]
    parts += [
        Portion(p.kind, p.name, p.label, float(v), float(e))
        for p, v, e in zip(players, gaps[1:], errors[1:], strict=True)
    ]
    if kind == "state" and np.ptp(rows[0]) == 0.0:
        parts = parts[1:]
    sides = {s.name: s.label for s in definition.sides}
    event = sides[side] if side else definition.label
    record = workspace.model.variables[question.variable]
    return Attribution(
        variable=question.variable, label=record.label, unit=str(record.unit),
        of=f"the {mask.sum():,} of {mask.size:,} draws with “{event}” by then", less="all draws",
        here=float(whole[mask].mean()), there=float(whole.mean()), at=str(question.at), since=None,
        given=question.given, by=question.by, total=float(total[0]), total_error=float(total_error[0]),
        parts=tuple(parts), method=f"{SHAPLEY}, one random order of joining per draw", exact=False,
        coalitions=(len(players) + 1) * question.draws, draws=question.draws, seed=question.seed,
        failed_share=float(1 - solved.mean()), bp=question.variable in workspace.basis_points,
    )  # fmt: skip


def _check_count(question: AttributionQuestion, happened: np.ndarray) -> None:
    k, n = int(happened.sum()), happened.size
    if k < FEWEST or n - k < FEWEST:
        what = f"{question.given} has happened by {question.at} on {k} of {n} draws"
        raise MoneygoodError("A207", what, None, "Ask for more --draws or another --at")


def contrast(rows: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of each row [row, draw] where `mask` holds, less its mean over all draws, and the standard
    error."""
    k, n = int(mask.sum()), mask.size
    inside, outside = rows[:, mask], rows[:, ~mask]
    gap = inside.mean(axis=1) - rows.mean(axis=1)
    spread = inside.var(axis=1, ddof=1) / k + outside.var(axis=1, ddof=1) / (n - k)
    return gap, (1 - k / n) * np.sqrt(spread)
