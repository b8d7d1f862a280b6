"""The two sides of a difference: what only one of them imposes becomes a player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.settle import lay_plan
from moneygood.baseline.workspace import Workspace
from moneygood.engine.solve_path import solve_path
from moneygood.runs.attribution.players import (
    Element,
    Player,
    PlayerEffect,
    absorbed,
    at_quarter,
    elements,
    fold,
    merged,
    part_of,
    same,
    sum_parts,
)
from moneygood.runs.attribution.question import Question
from moneygood.scenarios.check import default_absorber
from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class PlanSide:
    """A plan's elements, each with what it does."""

    plan: Plan
    elements: tuple[Element, ...]
    parts: tuple[PlayerEffect, ...]


def read_side(workspace: Workspace, question: Question, plan: Plan, *, freeze: bool) -> PlanSide:
    """The elements of a plan as figures.

    Held paths stay holds, except those that a stochastic run keeps only in the middle, and with `freeze` all
    that can be: they become the pushes on their absorbers that met them in the whole scenario.
    """
    w, model = workspace, workspace.model
    baseline, outside = w.ground(question.quarters)
    periods = baseline.periods
    found = elements(plan, model, w.levers)
    pushes: np.ndarray | None = None
    parts = []
    for element in found:
        frozen = None
        if element.kind == "hold":
            path = element.plan.paths[0]
            met_once = path.variable not in model.exogenous and not (path.exact and question.draws)
            if met_once and (freeze or question.draws):
                if pushes is None:
                    pushes = _met(workspace, plan, question.quarters, outside)
                absorber = path.absorber or default_absorber(path.variable, model)
                assert absorber is not None
                frozen = absorbed(path, absorber, model, periods, pushes)
        parts.append(part_of(element, model, w.levers, periods, baseline.values, frozen))
    return PlanSide(plan, tuple(found), tuple(parts))


def _met(workspace: Workspace, plan: Plan, quarters: int, outside: np.ndarray) -> np.ndarray:
    """The pushes [shock, quarter] with which the absorbers met a plan's holds on the path without draws."""
    w = workspace
    laid = lay_plan(plan, w.model, w.levers, w.history, outside, w.baseline(quarters))
    own, setting = laid.model, laid.setting
    central = solve_path(own, setting)
    moved = central.shocks - setting.shocks + fold(own, central.adds - setting.adds)
    rows = {name: i for i, name in enumerate(own.shocks)}
    return np.stack([moved[rows[n]] if n in rows else np.zeros(moved.shape[1]) for n in w.model.shocks])


def pair(
    a: PlanSide, b: PlanSide
) -> tuple[list[PlayerEffect], list[tuple[Element, PlayerEffect]], list[tuple[Element, PlayerEffect]]]:
    """What both sides have, what only `a` has, and what only `b` has."""
    ours = list(zip(a.elements, a.parts, strict=True))
    theirs = list(zip(b.elements, b.parts, strict=True))
    both, gains = [], []
    for element, part in ours:
        twin = next((i for i, (e, p) in enumerate(theirs) if same(element, part, e, p)), None)
        if twin is None:
            gains.append((element, part))
        else:
            both.append(part)
            theirs.pop(twin)
    return both, gains, theirs


ONE_AT_A_TIME = ("hold", "parameter", "variant")
"""Kinds of entries of which two on the same thing cannot both be present."""


def swapped(
    gains: Sequence[tuple[Element, PlayerEffect]], loses: Sequence[tuple[Element, PlayerEffect]]
) -> list[Player]:
    """A player per entry that only one side has.

    What both sides put on the same thing, one in the place of the other, is a single player.
    """

    def thing(element: Element) -> tuple[str, str]:
        return element.kind, "" if element.kind == "variant" else element.name

    players: list[Player] = []
    theirs = {thing(e) for e, _ in loses if e.kind in ONE_AT_A_TIME}
    shared = dict.fromkeys(thing(e) for e, _ in gains if thing(e) in theirs)
    for element, part in gains:
        if thing(element) not in shared:
            players.append(Player(element.kind, element.name, element.label, gains=part))
    for element, part in loses:
        if thing(element) not in shared:
            label = f"without: {element.label}"
            players.append(Player(element.kind, element.name, label, loses=part))
    for key in shared:
        mine = [(e, p) for e, p in gains if thing(e) == key]
        other = [p for e, p in loses if thing(e) == key]
        first = mine[0][0]
        label = (
            f"{first.label}: one path for the other"
            if first.kind == "hold"
            else f"{first.label}: one for the other"
        )
        players.append(
            Player(first.kind, first.name, label, gains=merged([p for _, p in mine]), loses=merged(other))
        )
    return players


def by_quarter(
    workspace: Workspace,
    question: Question,
    always: list[PlayerEffect],
    gains: Sequence[tuple[Element, PlayerEffect]],
    loses: Sequence[tuple[Element, PlayerEffect]],
) -> tuple[list[Player], list[PlayerEffect]]:
    """A player per quarter with something imposed, and one per element that has no date of its own."""
    shape = (len(workspace.model.shocks), question.quarters)
    dated = lambda parts: [p for _, p in parts if _is_dated(p)]  # noqa: E731
    gained, gained_uniforms = sum_parts(dated(gains), shape)
    lost, lost_uniforms = sum_parts(dated(loses), shape)
    players = []
    for t in range(question.span):
        gain = PlayerEffect(at_quarter(gained, t, 0.0), at_quarter(gained_uniforms, t, np.nan))
        loss = PlayerEffect(at_quarter(lost, t, 0.0), at_quarter(lost_uniforms, t, np.nan))
        if any(x is not None for x in (gain.pushes, gain.uniforms, loss.pushes, loss.uniforms)):
            name = str(question.first + t)
            players.append(Player("quarter", name, f"imposed in {name}", gains=gain, loses=loss))
    standing = swapped(
        [(e, p) for e, p in gains if not _is_dated(p)], [(e, p) for e, p in loses if not _is_dated(p)]
    )
    return [*players, *(replace(p, kind="standing") for p in standing)], always


def _is_dated(part: PlayerEffect) -> bool:
    return not part.parameters and not part.dials and part.structure is None
