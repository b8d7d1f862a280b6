"""The same draws with a cause taken away: what it did is the run with it less the run without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import Paths
from moneygood.model.graph import Node, leaves
from moneygood.model.model import Model
from moneygood.runs.attribution.conditional import random_world
from moneygood.runs.attribution.players import Player, PlayerEffect
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, required_variables
from moneygood.runs.run import RunResult
from moneygood.runs.timeline import Timeline
from moneygood.scenarios.plan import baseline_plan


@dataclass(frozen=True)
class TakenAway:
    """What is taken away: mechanisms held where the baseline has them, and random shocks that are silent."""

    switches: tuple[str, ...] = ()
    shocks: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is named."""
        return not self.switches and not self.shocks

    def player(self, model: Model) -> Player:
        """The cause as a player of an attribution: present it works, absent it does not."""
        rows = list(model.shocks)
        return Player(
            "cause", "cause", "the cause", loses=PlayerEffect(switches_off=self.switches),
            heard=tuple(rows.index(name) for name in self.shocks),
        )  # fmt: skip


def check_cause(cause: TakenAway, model: Model) -> None:
    """M001 for a mechanism or a shock that the model does not have."""
    for names, known in ((cause.switches, model.switches), (cause.shocks, model.shocks)):
        for name in names:
            if name not in known:
                what = f"there is no {name!r} to take away"
                raise MoneygoodError("M001", what, None, did_you_mean(name, known))


def without(
    result: RunResult, cause: TakenAway, draws: np.ndarray, keep: tuple[str, ...], span: int
) -> Paths:
    """The draws of these numbers of a run, over its first `span` quarters, with a cause taken away.

    Everything else is as in the run: scenario, parameters, all other shocks. Paths of `keep` in their units.
    Errors: M001, E-codes from solving. Source: ours.
    """
    w, request = result.workspace, result.request
    check_cause(cause, w.model)
    question = AttributionQuestion(
        keep[0], result.plan, baseline_plan(), w.start + (span - 1), None, None, "shock", len(draws),
        request.seed, request.quarters, w.start, request.threads,
    )  # fmt: skip
    world = random_world(w, question, [cause.player(w.model)], keep, span)
    world = replace(world, switched=world.switched or bool(cause.switches))
    values, status = world.run(np.zeros((1, len(draws)), dtype=bool), draws)
    return Paths(world.keep, result.paths.periods[:span], values, status, request.seed)


@dataclass(frozen=True)
class CausedChange:
    """A figure with a cause less without it on the same draws, and the standard error of their mean."""

    value: float
    error: float


@dataclass(frozen=True)
class Effects:
    """What an event's cause did on the `cases` draws on which the event came.

    `changes` by the name of a figure; `move` is what the event's first condition looks at when it comes, with
    the cause less without it; `gone` is the share of the draws on which the event does not come without it.
    """

    changes: dict[str, CausedChange]
    move: CausedChange
    gone: float
    cases: int


def effects(
    result: RunResult,
    definition: BreakDefinition,
    cause: TakenAway,
    times: np.ndarray,
    figures: Mapping[str, tuple[Node, int]],
    *,
    within: int,
    most: int = 200,
) -> Effects | None:
    """What a cause does where the event that it brings about comes within so many quarters.

    `times` [good draw] count quarters from 1, 0 for never; `figures` are expressions, and how many quarters
    after the event they are read. The first `most` draws are looked at; None where there are fewer than two.
    Errors as in `without`.
    """
    paths = result.paths
    good = np.flatnonzero(paths.ok)
    late = max((after for _, after in figures.values()), default=0)
    last = min(within, len(paths.periods) - late)
    struck = np.flatnonzero((times > 0) & (times <= last))[:most]
    if cause.empty or struck.size < 2:
        return None
    names = set(required_variables((definition,)))
    names |= {n.payload[0] for node, _ in figures.values() for n in leaves(node) if n.op == "var"}
    other = without(result, cause, good[struck] + paths.first_draw, tuple(sorted(names)), last + late)
    fine = np.flatnonzero(other.ok)
    if fine.size < 2:
        return None
    struck, at = struck[fine], times[struck][fine]
    mass = None if paths.mass is None else paths.mass[struck]
    here, there = Timeline(paths, result.history), Timeline(other, result.history)

    def change(node: Node, after: int, constants: Mapping[str, float] | None = None) -> CausedChange:
        lines = (here, there) if constants is None else (
            replace(here, constants=constants), replace(there, constants=constants)
        )  # fmt: skip
        own, less = (x.evaluate(node, d) for x, d in zip(lines, (good[struck], fine), strict=True))
        column, row = np.arange(struck.size), here.start + at - 1 + after
        gap = own[row, column] - less[row, column]
        mean = float(np.average(gap, weights=mass))
        spread = np.ones(gap.size) / gap.size if mass is None else mass / mass.sum()
        return CausedChange(mean, float(np.sqrt(np.sum((spread * (gap - mean)) ** 2))))

    again = first_passage(other, result.history, [definition]).times[definition.name]
    gone = (again == 0) | (again > at)
    first = definition.sides[0].when[0]
    return Effects(
        {name: change(node, after) for name, (node, after) in figures.items()},
        change(first.node, 0, definition.constants), float(np.average(gone, weights=mass)), int(struck.size),
    )  # fmt: skip
