"""The two sides of a difference: what only one of them imposes becomes a player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.settle import Settled, lay_plan
from moneygood.baseline.workspace import Workspace
from moneygood.core.periods import Quarter
from moneygood.model.model import Model
from moneygood.runs.attribution.players import (
    Element,
    Player,
    PlayerEffect,
    absorbed,
    at_quarter,
    cells,
    elements,
    in_rows,
    merged,
    part_of,
    same,
    shock_names,
    sum_parts,
)
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.resolve import PathCondition, RangeCondition


@dataclass(frozen=True)
class PlanSide:
    """A plan's elements, each with what it does."""

    plan: Plan
    elements: tuple[Element, ...]
    parts: tuple[PlayerEffect, ...]


def read_side(workspace: Workspace, question: AttributionQuestion, plan: Plan, *, freeze: bool) -> PlanSide:
    """The elements of a plan as figures.

    A range condition is the pushes that keep it in the whole scenario. Path conditions stay conditions,
    except those that a stochastic run keeps only in the middle, and with `freeze` all that can be: they
    become the pushes on their residuals that met them in the whole scenario.
    """
    w, plan = workspace, workspace.expanded(plan, question.quarters)
    baseline, outside = w.with_exogenous(question.quarters)
    laid = lay_plan(plan, w.model, w.levers, w.history, outside, baseline)
    own, resolved, periods = laid.model, laid.plan, baseline.periods
    settled: Settled | None = None
    found, parts = [], []
    for element in elements(resolved, own, w.levers):
        frozen = None
        effect = element.entry.effect
        if isinstance(effect, RangeCondition) or (
            isinstance(effect, PathCondition)
            and effect.residual is not None
            and (freeze or (question.draws > 0 and not effect.exact))
        ):
            settled = settled or w.settle(plan, question.quarters, kept=True)
            if isinstance(effect, RangeCondition):
                frozen = cells(own, range_cells(effect), periods, settled.kept)
            elif not (effect.exact and question.draws):
                frozen = absorbed(effect, own, periods, settled.absorbed)
        part = part_of(element, resolved, own, baseline.values, frozen)
        found.append(element)
        parts.append(_placed(part, own, w.model))
    return PlanSide(plan, *_joined(found, parts))


def _placed(part: PlayerEffect, own: Model, model: Model) -> PlayerEffect:
    """The part with its tables in the rows of the model without variants."""
    pushes, uniforms = part.pushes, part.uniforms
    if pushes is not None:
        pushes = in_rows(pushes, own, model)
    if uniforms is not None:
        there = in_rows(np.isfinite(uniforms), own, model)
        uniforms = np.where(there, in_rows(uniforms, own, model), np.nan)
    return replace(part, pushes=pushes, uniforms=uniforms)


def range_cells(kept: RangeCondition) -> set[tuple[str, Quarter]]:
    """The shocks and quarters that may move to keep a variable in its range."""
    return {(name, q) for name in kept.residuals for q in kept.quarters}


def _joined(
    found: list[Element], parts: list[PlayerEffect]
) -> tuple[tuple[Element, ...], tuple[PlayerEffect, ...]]:
    """Ranges that are kept by the same shocks as one element: what keeps one keeps the other."""
    out: list[tuple[Element, PlayerEffect, set[tuple[str, Quarter]]]] = []
    for element, part in zip(found, parts, strict=True):
        effect = element.entry.effect
        mine = range_cells(effect) if isinstance(effect, RangeCondition) else set[tuple[str, Quarter]]()
        for other in [o for o in out if o[2] & mine]:
            out.remove(other)
            first, theirs, shared = other
            both = _laid_over(theirs.pushes, part.pushes)
            name = dict.fromkeys((*first.name.split(" and "), *element.name.split(" and ")))
            label = dict.fromkeys((*first.label.split("; "), *element.label.split("; ")))
            element = Element(replace(element.entry, name=" and ".join(name)), "; ".join(label))
            part, mine = PlayerEffect(pushes=both), mine | shared
        out.append((element, part, mine))
    return tuple(e for e, _, _ in out), tuple(p for _, p, _ in out)


def _laid_over(a: np.ndarray | None, b: np.ndarray | None) -> np.ndarray:
    assert a is not None
    assert b is not None
    return np.where(a != 0.0, a, b)


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


ONE_AT_A_TIME = ("condition", "range condition", "parameter", "variant")
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
            if first.kind in ("condition", "range condition")
            else f"{first.label}: one for the other"
        )
        players.append(
            Player(first.kind, first.name, label, gains=merged([p for _, p in mine]), loses=merged(other))
        )
    return players


def by_quarter(
    workspace: Workspace,
    question: AttributionQuestion,
    always: list[PlayerEffect],
    gains: Sequence[tuple[Element, PlayerEffect]],
    loses: Sequence[tuple[Element, PlayerEffect]],
) -> tuple[list[Player], list[PlayerEffect]]:
    """A player per quarter with something imposed, and one per element that has no date of its own."""
    shape = (len(shock_names(workspace.model)), question.quarters)
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
    return not part.parameters and not part.switches_off and not part.structure
